# El texto de todo lo que dice Esclusa, en español. Una línea cada uno, en minúscula, sin punto final.
# `en.ftl` tiene las mismas entradas con los mismos argumentos (lo vigila una prueba).

## Prácticas

practice-ports = no exponer puertos innecesarios
    .short = puertos
practice-privilege = no ejecutar nunca en modo privilegiado
    .short = privilegiado
practice-capabilities = quitar capacidades
    .short = capacidades
practice-resources = poner cuotas de recursos
    .short = cuotas
practice-user = ejecutar con un usuario que no sea root
    .short = usuario
practice-escalation = impedir la escalada de privilegios
    .short = escalada
practice-filesystem = sistema de archivos raíz de solo lectura
    .short = archivos
practice-secrets = secretos en un gestor dedicado
    .short = secretos
practice-image = la seguridad de la imagen
    .short = imagen
practice-daemon = la seguridad del demonio
    .short = demonio
practice-host = la seguridad del anfitrión
    .short = anfitrión
practice-policy = lo que el equipo ha decidido
    .short = política

## Severidades

severity-info = información
severity-low = baja
severity-medium = media
severity-high = alta
severity-critical = crítica

## Veredictos sobre una práctica

verdict-kept = cumplida
verdict-broken = incumplida
verdict-accepted = aceptada
verdict-unknown = no se sabe

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
explicit-root-user = el usuario elegido es root ({ $user })
    .title = se pide el usuario root
explicit-root-user-unknown = no se puede saber si el usuario es root: es { $symbol }
explicit-root-user-fix = nombrar un usuario que no sea root
root-by-default = nadie elige usuario, y la imagen { $image } arranca como root
    .title = root por defecto
root-by-default-unknown = nadie elige usuario, y no se conoce el de la imagen { $image }: root si la imagen no dice otra cosa
root-by-default-fix = elegir un usuario que no sea root
root-by-default-fix-known = elegir un usuario que no sea root: la imagen puede ejecutarse con otro
privilege-escalation-allowed = los procesos pueden ganar privilegios con archivos setuid: no se pone no-new-privileges
    .title = escalada de privilegios permitida
privilege-escalation-allowed-off = los procesos pueden ganar privilegios con archivos setuid: no-new-privileges está desactivado
privilege-escalation-allowed-fix = poner no-new-privileges:true
writable-root-filesystem = el sistema de archivos raíz admite escritura: un atacante puede dejar archivos en él
    .title = sistema de archivos raíz con escritura
writable-root-filesystem-fix = hacer de solo lectura el sistema de archivos raíz, con un tmpfs o un volumen donde el servicio escribe
secret-in-environment = la variable de entorno { $name } contiene un secreto
    .title = secreto en el entorno
secret-in-environment-variable = la variable de entorno { $name } lleva un secreto que se toma de una variable
secret-in-environment-fix = entregarlo como archivo desde un gestor de secretos (NAME_FILE, secrets de Compose)

## Informes

report-fix = arreglo
report-problem = problema
report-waived = aceptado
report-none = sin hallazgos
report-sum = { $count ->
    [one] { $count } hallazgo: { $parts }
   *[other] { $count } hallazgos: { $parts }
}
page-title = Esclusa: lo que los contenedores piden a su anfitrión
page-skip = ir a los hallazgos
page-sum = { $services ->
    [one] { $services } servicio
   *[other] { $services } servicios
}, { $count ->
    [one] { $count } hallazgo
   *[other] { $count } hallazgos
}
page-problems = lo que no se entendió
page-matrix = servicios por prácticas
page-service = servicio
page-findings = hallazgos
page-severity = severidad
page-practice = práctica
page-all-practices = todas
page-text = texto
page-show-all = mostrar todo
page-attack = por qué importa
page-standards = normas
page-made-by = hecho por Esclusa { $version }; esta página no carga nada
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
cli-severity = la menor severidad que hace 1 el código de salida, también --fail-on: { $values } (por defecto: low)
cli-min-severity = no contar nada de menor severidad: { $values } (por defecto: info)
cli-output = archivo en el que escribir, entero o nada (por defecto: la salida estándar)
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
