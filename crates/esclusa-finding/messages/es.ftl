# El texto de todo lo que dice Esclusa, en español. Una línea cada uno, en minúscula, sin punto final.
# `en.ftl` tiene las mismas entradas con los mismos argumentos (lo vigila una prueba).

## Prácticas

practice-ports = no exponer puertos innecesarios
practice-privilege = no ejecutar nunca en modo privilegiado
practice-capabilities = quitar capacidades
practice-resources = poner cuotas de recursos
practice-user = ejecutar con un usuario que no sea root
practice-escalation = impedir la escalada de privilegios
practice-filesystem = sistema de archivos raíz de solo lectura
practice-secrets = secretos en un gestor dedicado
practice-image = la seguridad de la imagen
practice-daemon = la seguridad del demonio
practice-host = la seguridad del anfitrión
practice-policy = lo que el equipo ha decidido

## Severidades

severity-info = información
severity-low = baja
severity-medium = media
severity-high = alta
severity-critical = crítica

## Reglas: el mensaje es la entrada con el id de la regla; su título, el atributo

published-on-all-interfaces = el puerto { $port } se publica en todas las interfaces del anfitrión
    .title = puerto publicado en todas las interfaces
published-on-all-interfaces-datastore = el puerto { $port }, de un almacén de datos o de un plano de control, se publica en todas las interfaces del anfitrión
published-on-all-interfaces-fix = publicarlo en una sola dirección (127.0.0.1:…), o no publicarlo si solo lo usan otros contenedores
publish-all-ports = cada puerto que expone la imagen se publica en un puerto al azar de todas las interfaces
    .title = publicados todos los puertos expuestos
publish-all-ports-fix = publicar solo los puertos necesarios, cada uno en una sola dirección
host-network = el contenedor comparte la red del anfitrión: cada puerto que abre es un puerto del anfitrión
    .title = red del anfitrión
host-network-fix = usar una red propia y publicar solo los puertos necesarios
privileged-container = el contenedor es privilegiado: todas las capacidades, todos los dispositivos, ningún confinamiento
    .title = contenedor privilegiado
privileged-container-fix = quitar el modo privilegiado y dar la única capacidad o dispositivo que haga falta
engine-socket-mounted = el socket del motor se alcanza por { $path }: quien lo tiene es root en el anfitrión
    .title = socket del motor montado
engine-socket-mounted-fix = quitar el montaje, o poner delante del socket un proxy que filtre
host-pid-namespace = el contenedor ve todos los procesos del anfitrión y puede enviarles señales
    .title = espacio de procesos del anfitrión
host-pid-namespace-fix = quitar el espacio de procesos del anfitrión
host-ipc-namespace = el contenedor comparte la memoria compartida y las colas de mensajes del anfitrión
    .title = espacio IPC del anfitrión
host-ipc-namespace-fix = usar un espacio IPC privado o compartible
seccomp-unconfined = las llamadas al sistema no se filtran: seccomp no confina
    .title = seccomp sin confinar
seccomp-unconfined-fix = usar el perfil por defecto del motor, o uno hecho para este servicio
apparmor-unconfined = AppArmor no confina el contenedor
    .title = AppArmor sin confinar
apparmor-unconfined-fix = usar el perfil por defecto del motor, o uno hecho para este servicio
capabilities-not-dropped = el contenedor conserva las capacidades por defecto del motor: no se quita ALL
    .title = capacidades sin quitar
capabilities-not-dropped-fix = quitar ALL y devolver solo las capacidades necesarias
dangerous-capability-added = se añade la capacidad { $capability }
    .title = capacidad peligrosa añadida
dangerous-capability-added-host = se añade la capacidad { $capability }: basta para tomar el anfitrión
dangerous-capability-added-fix = quitarla, o separar la parte del servicio que la necesita
no-memory-limit = la memoria no tiene límite: un contenedor puede agotar la del anfitrión
    .title = memoria sin límite
no-memory-limit-fix = poner un límite de memoria con margen sobre lo que se vio usar al servicio
no-cpu-limit = el tiempo de CPU no tiene límite
    .title = CPU sin límite
no-cpu-limit-fix = poner un límite de CPU
no-pids-limit = el número de procesos no tiene límite: una bomba fork tumba el anfitrión
    .title = procesos sin límite
no-pids-limit-fix = poner un límite de procesos (unos cientos bastan a casi todo servicio)
unlimited-swap = la memoria tiene límite, pero el intercambio no: lo que lo supera va al disco del anfitrión
    .title = intercambio sin límite
unlimited-swap-fix = dejar el límite de intercambio al motor (el doble de la memoria), o poner uno
oom-killer-disabled = el núcleo no puede matar el contenedor cuando falta memoria: mata a otros, o el anfitrión se detiene
    .title = defensa contra la falta de memoria desactivada
oom-killer-disabled-score = al contenedor se le perdona cuando falta memoria (puntuación { $score }): se mata antes a otros
oom-killer-disabled-fix = dejar elegir al núcleo, y limitar la memoria
unbounded-tmpfs = el tmpfs de { $path } no tiene tamaño, y la memoria no tiene límite: llenarlo toma la mitad de la del anfitrión
    .title = tmpfs sin tamaño
unbounded-tmpfs-fix = darle un tamaño, o limitar la memoria del contenedor
excessive-shared-memory = /dev/shm puede tomar { $size } de la memoria del anfitrión, y la memoria no tiene límite
    .title = memoria compartida excesiva
excessive-shared-memory-fix = darle el tamaño necesario, y limitar la memoria del contenedor
excessive-ulimit = el límite { $name } no limita nada
    .title = límite de procesos excesivo
excessive-ulimit-core = los volcados de memoria no tienen límite: un fallo escribe en el disco la memoria del proceso, con sus secretos
excessive-ulimit-fix = poner el límite que se vio necesitar al servicio
unbounded-logs = los registros crecen sin fin: el controlador json-file no tiene max-size
    .title = registros sin límite
unbounded-logs-default = nadie limita los registros: si no lo hace la configuración del motor, crecen sin fin
unbounded-logs-fix = poner max-size y max-file, o el controlador local, que los rota
unbounded-restarts = tras cada fallo se vuelve a arrancar, sin fin
    .title = reinicios sin límite
unbounded-restarts-fix = decir cuántas veces como máximo (on-failure:5)
explicit-root-user = el usuario elegido es root ({ $user })
    .title = se pide el usuario root
explicit-root-user-unknown = no se puede saber si el usuario es root: es { $symbol }
explicit-root-user-fix = nombrar un usuario que no sea root
root-by-default = nadie elige usuario, y la imagen { $image } arranca como root
    .title = root por defecto
root-by-default-unknown = nadie elige usuario, y no se conoce el de la imagen { $image }: root si la imagen no dice otra cosa
root-by-default-fix = elegir un usuario que no sea root
root-by-default-fix-known = elegir un usuario que no sea root: la imagen puede ejecutarse con otro
root-group = el usuario { $user } está en el grupo de root
    .title = grupo de root
root-group-unsaid = el usuario { $user } no tiene grupo: el de root, si el passwd de la imagen no tiene una entrada con ese número
root-group-fix = decir un grupo que no sea el de root (uid:gid)
privileged-group-added = se añade el grupo { $group }: es dueño de lo que solo root debería tener
    .title = grupo privilegiado añadido
privileged-group-added-fix = añadir un grupo hecho para el único archivo o dispositivo que haga falta
privilege-escalation-allowed = los procesos pueden ganar privilegios con archivos setuid: no se pone no-new-privileges
    .title = escalada de privilegios permitida
privilege-escalation-allowed-off = los procesos pueden ganar privilegios con archivos setuid: no-new-privileges está desactivado
privilege-escalation-allowed-overridden = los procesos pueden ganar privilegios con archivos setuid: no-new-privileges se activa, y esta entrada posterior lo desactiva
privilege-escalation-allowed-refused = no-new-privileges tiene un valor que el motor no lee, así que rechaza el contenedor
privilege-escalation-allowed-fix = poner no-new-privileges:true
ignored-by-target = docker stack deploy, para el que está escrito deploy.{ $deploy }, pasa por alto { $key }
    .title = pasado por alto donde se ejecutará
ignored-by-target-privileged = el motor pasa por alto que se quite { $capability }: un contenedor privilegiado tiene todas las capacidades
ignored-by-target-secret = Compose pasa por alto { $key } del secreto { $secret }: el archivo conserva el dueño y el modo que tiene en el anfitrión
ignored-by-target-fix = no contar con ello: decirlo donde se respeta (la imagen, la configuración del motor, el propio archivo)
writable-root-filesystem = el sistema de archivos raíz admite escritura: un atacante puede dejar archivos en él
    .title = sistema de archivos raíz con escritura
writable-root-filesystem-fix = hacer de solo lectura el sistema de archivos raíz, con un tmpfs o un volumen donde el servicio escribe
unsafe-tmpfs = el tmpfs de { $path } se monta con { $options }, que el motor no pone
    .title = tmpfs con exec, suid o dev
unsafe-tmpfs-fix = quitar esas opciones: las del motor son noexec, nosuid y nodev
writable-program-code = se puede escribir, por este montaje, en los programas o bibliotecas de { $path }
    .title = código de programas montado con escritura
writable-program-code-started = el programa que arranca el contenedor está en { $path }, donde se puede escribir por este montaje
writable-program-code-fix = montarlo de solo lectura (ro), y en otra parte los datos que haya que escribir
secret-in-environment = la variable de entorno { $name } contiene un secreto
    .title = secreto en el entorno
secret-in-environment-variable = la variable de entorno { $name } lleva un secreto que se toma de una variable
secret-in-environment-fix = entregarlo como archivo desde un gestor de secretos (NAME_FILE, secrets de Compose)
latest-image-tag = la imagen { $image } es la última que alguien subió
    .title = etiqueta latest de la imagen
latest-image-tag-unsaid = la imagen { $image } no tiene etiqueta: el motor toma latest, la última que alguien subió
latest-image-tag-fix = nombrar una versión, mejor con su resumen (nombre:versión@sha256:…)
image-not-pinned = la imagen se nombra por la etiqueta { $tag }, que puede moverse: solo un resumen dice qué imagen es
    .title = imagen sin resumen
image-not-pinned-fix = añadir el resumen (nombre:etiqueta@sha256:…)
no-health-check = nadie pregunta si el servicio sigue funcionando: ni la imagen ni la petición lo comprueban
    .title = sin comprobación de salud
no-health-check-disabled = la comprobación de salud está desactivada: nadie pregunta si el servicio sigue funcionando
no-health-check-image = la imagen no tiene comprobación de salud: nadie pregunta si el servicio sigue funcionando
no-health-check-image-unknown = la imagen no nombra HEALTHCHECK, y no se conoce el de su base
no-health-check-fix = decir una orden que diga si el servicio funciona

## Dockerfiles

image-runs-as-root = la imagen arranca como root: lo dice su último USER
    .title = imagen que arranca como root
image-runs-as-root-base = la imagen arranca como root: no nombra un USER, y su base arranca como root
image-runs-as-root-unknown = la imagen no nombra un USER, y el de su base no se conoce: root salvo que la base diga otra cosa
image-runs-as-root-fix = crear un usuario y nombrarlo con USER
remote-add = { $address } se añade a la imagen sin mirar qué es
    .title = fichero remoto añadido sin verificar
remote-add-fix = dar --checksum, o fijar el commit
download-piped-to-shell = { $program } ejecuta lo que le da una descarga, sea lo que sea
    .title = descarga entregada a un shell
download-piped-to-shell-fix = descargar a un fichero, verificarlo y después ejecutarlo
unverified-download = lo que se descarga no se verifica: { $option }
    .title = verificación desactivada en la construcción
unverified-download-fix = quitar la opción; dar a la construcción el certificado o la clave que le falta
sudo-in-image = sudo está instalado en la imagen
    .title = sudo en la imagen
sudo-in-image-fix = hacer lo que necesita root antes de USER, y dejar sudo fuera
setuid-file-in-image = un programa de la imagen se hace setuid o setgid
    .title = programa setuid en la imagen
setuid-file-in-image-package = el paquete { $package } deja programas setuid o setgid en la imagen
setuid-file-in-image-fix = quitar los bits: find / -xdev -perm /6000 -type f -exec chmod a-s { "{}" } +
privileged-build-step = un paso de la construcción corre sin su aislamiento: --{ $flag }
    .title = paso de construcción privilegiado
privileged-build-step-fix = ejecutar el paso sin ello
world-writable-in-image = cualquiera en el contenedor puede cambiar estos ficheros
    .title = ficheros que cualquiera puede cambiar
world-writable-in-image-fix = dárselos al usuario que los escribe

## Política

expired-waiver = la exención de { $rule } terminó el { $day }: ya no vale
    .title = exención caducada
unused-waiver = la exención de { $rule } no exime de nada
    .title = exención sin uso
image-from-unlisted-registry = la imagen { $image } viene de un registro que la política no nombra
    .title = imagen de un registro ajeno a la política
rules-test-right = { $rule }: como dice la prueba
rules-test-silent = { $rule }: no encuentra nada donde la prueba dice que sí
rules-test-loud = { $rule }: encuentra algo donde la prueba dice que no
rules-test-none = ninguna prueba: la política no tiene reglas propias con pruebas
rules-test-no-policy = no hay esclusa.toml aquí ni más arriba
rules-test-summary = { $right ->
    [one] 1 prueba bien
   *[other] { $right } pruebas bien
}, { $wrong } mal
custom-rule = { $text }
custom-rule-fix = { $text }
image-from-unlisted-registry-fix = usar una imagen de un registro de la política, o añadir este

## Informes

report-fix = arreglo
report-problem = problema
report-none = sin hallazgos
report-sum = { $count ->
    [one] { $count } hallazgo: { $parts }
   *[other] { $count } hallazgos: { $parts }
}
via-override = cambiado por este archivo
via-extends = a través de extends de { $service }
via-include = a través de include
via-alias = a través de este alias
via-merge-key = a través de esta clave de fusión
via-env-file = de este archivo de variables
via-dot-env = del .env del proyecto
via-variable = a través de la variable { $name }
via-environment = del entorno
via-dockerfile = del Dockerfile
via-known-image = de la tabla de imágenes conocidas
via-command-line = de la línea de órdenes
via-change = por un cambio de un arreglo
via-other = a través de este lugar

## Problemas: lo que no se entendió. El detalle está en palabras del cliente o del lector

nothing-recognised = nada bajo esta carpeta pide un contenedor: ni fichero Compose, ni página o script con docker run, ni JSON del motor{ $detail }
policy-syntax = el fichero de política no se puede leer: { $detail }
policy-severity = no hay gravedad «{ $detail }»: info, low, medium, high, critical, u off para una regla
policy-unknown-rule = no hay regla «{ $detail }»: véase esclusa rules
policy-no-reason = una exención necesita una razón{ $detail }
policy-date = «{ $detail }» no es un día: escriba expires = 2027-01-31, sin comillas
policy-glob = este patrón no se puede leer: { $detail }
inline-waiver-syntax = este comentario no se puede leer: escriba # esclusa: ignore[regla] razón{ $detail }
custom-rule-id = «{ $detail }» no puede ser el id de una regla: palabras en minúsculas unidas por -, y no el de otra regla
custom-rule-message = una regla necesita un mensaje{ $detail }
custom-rule-practice = una práctica es un número del 1 al 8, image, daemon, host o policy{ $detail }
custom-rule-expression = esto no es una expresión de CEL: { $detail }
custom-rule-failed = una regla de la política no se puede aplicar a esta entrada: { $detail }
custom-rule-test = esta prueba de una regla no se puede leer: { $detail }
baseline-syntax = esto no es un informe JSON de esclusa audit: { $detail }
compose-extends = no se puede seguir extends: { $detail }
compose-include = no se puede seguir include: { $detail }
compose-interpolation = no se puede sustituir una variable: { $detail }
compose-invalid = Compose lo rechaza: { $detail }
compose-merge = no se pueden combinar los archivos: { $detail }
compose-refuses = Compose lo rechaza: { $detail }
docker-refuses = docker lo rechaza: { $detail }
duplicate-key = dicho dos veces: { $detail }
env-file-syntax = el archivo de variables está mal formado: { $detail }
json-syntax = no es JSON: { $detail }
missing-env-file = falta el archivo de variables: { $detail }
no-compose-file = no hay ningún archivo de Compose
not-a-container = no es un contenedor: { $detail }
not-a-container-command = no es una orden docker run ni docker create
nul-character = un carácter NUL: { $detail }
shell-unfinished = la orden puede no ser lo que quiso su autor: { $detail }
unknown-dialect = no es un archivo de Compose, ni JSON del motor, ni un texto con líneas docker run
unknown-file = no se puede leer un archivo: { $detail }
unread-dialect = no se lee: { $detail }
unreadable-file = no se puede leer: { $detail }
unsaid = no se dice: { $detail }
wrong-type = de otro tipo: { $detail }
yaml-cycle = un círculo: { $detail }
yaml-key = una clave incorrecta: { $detail }
dockerfile-syntax = no es un Dockerfile: { $detail }
yaml-syntax = no es YAML: { $detail }
yaml-too-large = demasiado grande: { $detail }

## La línea de órdenes

cli-about = la compuerta que pasa cada contenedor: audita lo que los contenedores piden a su anfitrión
cli-usage = Uso
cli-usage-main = [OPCIONES] ORDEN
cli-usage-options = [OPCIONES]
cli-commands = Órdenes
cli-command-name = ORDEN
cli-options = Opciones
cli-arguments = Argumentos
cli-examples = Ejemplos
cli-help = mostrar esta ayuda
cli-version = mostrar la versión
cli-lang = idioma de lo que se muestra: en, es (por defecto: ESCLUSA_LANG, luego la configuración regional)
cli-audit = juzgar lo que piden los contenedores, en archivos, carpetas y líneas de órdenes
cli-translate = decir una petición en otro dialecto, exactamente como la lee docker
cli-model = mostrar lo que pide cada contenedor, y dónde lo dice
cli-explain = mostrar la página de una regla
cli-rules = listar las reglas
cli-path = archivo de Compose, carpeta con uno, JSON del motor, texto con líneas docker run, - para la entrada estándar (por defecto: la carpeta actual)
cli-input = archivo que leer; varios son un solo proyecto de Compose
cli-run-line = una línea docker run o docker create
cli-rule = el id de la regla
cli-format = { $values } (por defecto: terminal)
cli-model-format = { $values } (el único)
cli-severity = la menor severidad que hace 1 el código de salida: { $values } (por defecto: low)
cli-quiet = una línea por hallazgo, y nada más
cli-to = el dialecto en que decirlo: { $values }
cli-canonical = mostrar el proyecto entero como docker compose config --format json (con --to compose)
cli-no-interpolate = dejar las variables como están escritas
cli-no-consistency = no comprobar que los servicios encajan
cli-file = archivo de Compose; repetir para que unos cambien a otros
cli-project-directory = la carpeta del proyecto
cli-project-name = el nombre del proyecto
cli-env-file = archivo de variables en lugar de .env
cli-profile = leer solo los servicios de este perfil y los que no tienen (por defecto: todos)
cli-policy = la política que rige, en lugar del esclusa.toml más cercano sobre cada ruta
cli-no-inline = que ningún comentario de los ficheros juzgados exima de nada
cli-baseline = un informe JSON anterior: se acepta lo que nombra
cli-rules-test = ejecutar las pruebas que traen las reglas propias de la política
cli-rules-test-file = el fichero de política (por omisión: el esclusa.toml más cercano)
cli-rules-schema = imprimir el JSON Schema de un fichero de política, para editores
cli-error = error
cli-see-help = para saber más, probar --help
cli-did-you-mean = ¿quizá { $name }?
cli-value-missing = { $argument } necesita un valor
cli-value-invalid = valor no válido { $value } para { $argument }: { $values }
cli-value-count = número de valores equivocado para { $argument }
cli-argument-unknown = argumento desconocido { $argument }
cli-command-unknown = orden desconocida { $command }
cli-no-equals = { $argument } necesita un signo igual antes de su valor
cli-conflict = { $argument } no puede usarse con { $other }
cli-required = falta: { $argument }
cli-not-text = un argumento no es texto UTF-8
cli-other = uso incorrecto: { $detail }
cli-rule-unknown = no hay ninguna regla { $rule }; esclusa rules las lista
cli-canonical-only-compose = --canonical es para --to compose y un proyecto de Compose
cli-nothing-to-read = nada que leer: dar un archivo o una línea de órdenes después de --
translate-unsaid = { $dialect } no puede decirlo: { $detail }
translate-beside = al lado de la petición: { $detail }
