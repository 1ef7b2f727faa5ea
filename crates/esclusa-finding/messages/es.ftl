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
severity-info-counted = { $count ->
    [one] { $count } informativa
   *[other] { $count } informativas
}
severity-low-counted = { $count ->
    [one] { $count } baja
   *[other] { $count } bajas
}
severity-medium-counted = { $count ->
    [one] { $count } media
   *[other] { $count } medias
}
severity-high-counted = { $count ->
    [one] { $count } alta
   *[other] { $count } altas
}
severity-critical-counted = { $count ->
    [one] { $count } crítica
   *[other] { $count } críticas
}

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

## Dockerfiles

image-runs-as-root = la imagen arranca como root: lo dice su último USER
    .title = imagen que arranca como root
image-runs-as-root-base = la imagen arranca como root: no nombra un USER, y su base arranca como root
image-runs-as-root-unknown = la imagen no nombra un USER, y el de su base no se conoce: root salvo que la base diga otra cosa
image-runs-as-root-fix = crear un usuario y nombrarlo con USER
remote-add = { $address } se añade a la imagen sin mirar qué es
    .title = archivo remoto añadido sin verificar
remote-add-fix = dar --checksum, o fijar el commit
download-piped-to-shell = { $program } ejecuta lo que le da una descarga, sea lo que sea
    .title = descarga entregada a un shell
download-piped-to-shell-fix = descargar a un archivo, verificarlo y después ejecutarlo
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
world-writable-in-image = cualquiera en el contenedor puede cambiar estos archivos
    .title = archivos que cualquiera puede cambiar
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

nothing-recognised = nada bajo esta carpeta pide un contenedor: ni archivo Compose, ni página o script con docker run, ni JSON del motor{ $detail }
policy-syntax = el archivo de política no se puede leer: { $detail }
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
unreadable-file = no se puede leer: { $detail }
unsaid = no se dice: { $detail }
wrong-type = de otro tipo: { $detail }
yaml-cycle = un círculo: { $detail }
yaml-key = una clave incorrecta: { $detail }
dockerfile-syntax = no es un Dockerfile: { $detail }
yaml-syntax = no es YAML: { $detail }
yaml-too-large = demasiado grande: { $detail }

## Detalles: qué exactamente va mal. Las palabras de otros (docker, Compose, el sistema) van entre comillas, como son

quoted = «{ $words }»
address-no-text = la dirección de "{ $host }" debe ser texto
alias-below-alias = { $path }: un alias debajo de otro alias de la misma ancla
aliases-too-deep = los alias se anidan a más de { $most } niveles
anchor-contains-itself = el valor de un ancla se contiene a sí mismo
asks-for-help = --help pide ayuda, no un contenedor
at-path = { $path }: { $detail }
bad-dependency = el servicio "{ $service }" depende del servicio "{ $name }", { $wrong }
bad-host-name = nombre de anfitrión incorrecto "{ $host }"
bad-job-dependency = el job "{ $name }" depende de "{ $other }", que no es ni un servicio ni un job
binary-not-base64 = !!binary no es base64
bind-source-empty = { $path }: montaje de tipo bind incorrecto: source no puede estar vacío
compose-file-missing = COMPOSE_FILE: { $file }: no existe ese archivo
confusing-device = dispositivo ambiguo: usar la forma larga
container-name-shared = services.{ $name }: varios contenedores ({ $key }) no pueden compartir un container_name
container-name-twice = services.{ $name }: el servicio "{ $other }" también tiene el nombre de contenedor "{ $container }"
context-from-service = el servicio "{ $service }" toma el contexto de construcción "{ $context }" del servicio "{ $target }", que { $wrong }
context-no-text = { $path }.additional_contexts.{ $name } debe ser texto
count-and-device-ids = { $path }: count y device_ids se excluyen; dejar uno
custom-rule-deep = paréntesis más hondos que { $most }
custom-rule-long = más largo que { $most } bytes
custom-rule-loops = más de { $most } bucles
custom-rule-no-key = no hay clave { $key }
custom-rule-no-name = no hay nombre { $name }
custom-rule-not-boolean = no es ni verdadero ni falso
custom-rule-test-nothing = no pide ningún contenedor
custom-rule-test-one = o run o compose
custom-rule-values = sus valores no encajan con lo que se hace con ellos
custom-rule-why = { $rule }: { $why }
dependency-cycle = dependencias en círculo: { $names }
dependency-disabled = que sus perfiles desactivan
dependency-undefined = que no está definido
device-crashes = formato incorrecto de nombre de dispositivo: { $text } (el cliente se interrumpe)
disable-env-file-not-boolean = COMPOSE_DISABLE_ENV_FILE no es ni true ni false
dockerfile-too-long = más de { $most } instrucciones que seguir: las últimas etapas no se juzgan
dockerfiles-too-large = los Dockerfile tienen más texto del que se lee
document-too-deep = el documento se anida demasiado al desplegar sus alias
document-too-large = el documento crece demasiado al desplegar sus alias
duration-unknown-unit = unidad desconocida "{ $unit }" en la duración "{ $text }"
duration-without-unit = falta la unidad en la duración "{ $text }"
either = { $one } o { $other }
empty-compose-file = archivo de Compose vacío
empty-project-name = el nombre del proyecto no puede estar vacío
env-file-format = formato de env_file no admitido: "{ $format }"
env-file-not-found = no se encuentra el archivo de variables "{ $path }"
env-without-value = ENV sin valor
exclude-each-other = { $path }: { $listed } se excluyen; dejar uno
expected-a-list = se esperaba una lista
expected-a-mapping = se esperaba un mapa
expected-a-mode = se esperaba un modo
expected-a-name = { $path }: se esperaba un nombre
expected-a-number = se esperaba un número
expected-a-whole-number = se esperaba un número entero
expected-all-or-a-number = se esperaba all o un número
expected-an-object = se esperaba un objeto
expected-cpus = se esperaba un número de CPU
expected-duration = se esperaba una duración
expected-hosts = se esperaban nombres de anfitrión
expected-limit = se esperaba un número, o soft y hard
expected-natural-64 = se esperaba un número entero de 64 bits, no negativo
expected-options = se esperaban opciones
expected-pair = se esperaba clave=valor
expected-size = se esperaba un tamaño en bytes
expected-ssh-keys = se esperaban claves SSH
expected-text = se esperaba texto
expected-text-or-texts = se esperaba un texto o una lista de textos
expected-texts = se esperaban textos
expected-true-or-false = se esperaba true o false
expected-whole-64 = se esperaba un número entero de 64 bits
extends-file-empty = no se puede extender el servicio { $name }: { $file } no tiene servicios
extends-file-no-mapping = no se puede extender el servicio { $name }: services de { $file } debe ser un mapa
extends-file-no-text = services.{ $name }.extends.file debe ser texto
extends-itself = referencia circular: el servicio { $name } se extiende a sí mismo
extends-no-service = services.{ $name }.extends no nombra ningún servicio
extends-not-found = no se puede extender el servicio "{ $name }": no se encuentra el servicio "{ $base }"
extends-not-found-in = no se puede extender el servicio "{ $name }": no se encuentra el servicio "{ $base }" en { $file }
extends-remote = services.{ $name }.extends.file: no se traen archivos remotos
extends-service-required = falta services.{ $name }.extends.service
extends-too-many = servicio "{ $name }": más de { $most } servicios se extienden unos a otros
external-not-boolean = { $path }.external debe ser true o false
external-with-more = { $path }: un recurso externo no puede tener también "{ $key }"
file-not-known = no se sabe qué archivo es { $name }
file-too-large = ocupa más de { $most } MiB, el máximo que se lee
folder-not-file = es una carpeta, no un archivo
from-takes-image = FROM lleva una imagen, o una imagen AS un nombre
healthcheck-takes = HEALTHCHECK lleva CMD o NONE
healthcheck-test-start = services.{ $service }.healthcheck.test: una lista debe empezar con "CMD", "CMD-SHELL" o "NONE"
heredoc-unfinished = el heredoc { $name } no termina
host-without-address = anfitrión adicional incorrecto: falta la IP
include-directory-no-text = include.project_directory debe ser texto
include-env-file = include.env_file: "{ $file }": { $what }
include-itself = include en círculo: { $path } se incluye a sí mismo
include-no-list = include debe ser una lista
include-no-path = cada include debe ser una ruta o un mapa
include-no-texts = include.{ $key } debe ser un texto o una lista de textos
include-remote = { $remote }: no se traen archivos remotos
include-too-deep = los include se anidan demasiado
instruction-before-from = una instrucción antes del primer FROM
instruction-without-arguments = una instrucción sin argumentos
interpolation-invalid = formato de variable incorrecto: { $text }; un $ literal se escribe $$
interpolation-too-long = el texto con las variables sustituidas crece demasiado
interpolation-too-much = las variables se anidan demasiado o su texto crece demasiado
invalid-address = { $path }.ports: dirección IP incorrecta "{ $text }"
invalid-boolean = booleano incorrecto
invalid-duration = duración incorrecta "{ $text }"
invalid-mode = modo octal incorrecto
invalid-number = número incorrecto
invalid-port-range = rango de puertos incorrecto "{ $range }"
invalid-project-name = nombre de proyecto incorrecto "{ $name }": solo puede tener letras minúsculas, cifras, guiones y guiones bajos, y empezar con una letra o cifra
invalid-ssh-key = clave ssh incorrecta
invalid-type = tipo incorrecto
invalid-whole-number = número entero incorrecto
ipam-no-list = config de ipam debe ser una lista
items-not-unique = { $path }: los elementos de la lista deben ser únicos
json-too-deep = más de { $most } niveles anidados
key-already-defined = la clave "{ $key }" ya está definida en este mapa
key-no-text = { $path }.{ $key } debe ser texto
key-not-text = una clave debe ser texto
key-said-twice = "{ $key }" está dos veces
key-unquoted = la clave { $key } no es texto: va entre comillas
kind-build-secret = secreto de construcción
kind-config = config
kind-model = modelo
kind-network = red
kind-secret = secreto
kind-volume = volumen
label-file-not-found = no se encuentra el archivo de etiquetas "{ $path }"
limit-not-whole = soft y hard deben ser números enteros
limits-differ = services.{ $name }: { $key } y deploy.{ $resources }.{ $group }.{ $number } deben ser iguales
logging-no-mapping = logging debe ser un mapa
merge-key-value = una clave de fusión lleva un mapa o una lista de mapas
merge-too-deep = las claves de fusión se anidan demasiado
mount-key-unsupported = { $kind } "{ $source }": Docker Compose no admite `{ $key }`
mount-target-missing = falta el destino de un montaje
mounted-twice = services.{ $service }.{ $key }: "{ $target }" ya está montado por { $first }
must-be = { $path } debe ser { $named }
network-mode-and-networks = servicio "{ $service }": network_mode y networks se excluyen; dejar uno
network-named-like-extension = servicio "{ $service }": el nombre de una red no puede empezar con x-, como las extensiones
never-ends = { $what } que no termina
no-configuration-file = no se da ningún archivo de Compose y no se encuentra ninguno
no-from = no hay FROM: no construye ninguna imagen
no-image-argument = no hay imagen: hace falta al menos un argumento
no-list = { $path } debe ser una lista
no-mapping = { $path } debe ser un mapa
no-run-command = no hay orden docker run ni docker create
no-such-file = no existe ese archivo
not-a-port = no es un puerto
not-a-request = no es ni una petición de creación ni un documento de inspección de un contenedor
not-a-valid = no es un valor correcto de tipo { $kind }
not-finite = { $path } debe ser un número finito: va entre comillas si es texto
not-regular = es un FIFO, socket o dispositivo, no un archivo normal
not-regular-folder = es una carpeta, no un archivo normal
not-utf-8 = no es texto UTF-8 (byte { $at })
nul-byte = contiene un byte NUL (byte { $at }): no es un archivo de texto
nul-in-text = un carácter NUL en un texto
number-below-zero = el número es menor que cero
number-unprintable = { $path }: JSON no puede decir este número
one-must-be-set = { $path }: hay que poner uno de { $listed }
override-another-kind = no se puede sustituir por algo de otro tipo
override-nothing = no hay nada que sustituir
path-missing = falta la ruta
path-no-text = la ruta debe ser texto
platform-not-built = servicio "{ $service }": build.platforms debe incluir la plataforma "{ $platform }"
port-without-target = un puerto sin target
project-too-large = el proyecto crece demasiado
project-too-many-files = el proyecto carga demasiados archivos
properties-missing = { $path }: falta la propiedad { $named }
property-missing = { $path }: falta la propiedad '{ $key }'
property-not-allowed = propiedad adicional no permitida: '{ $key }'
property-not-allowed-at = { $path }: propiedad adicional no permitida: '{ $key }'
replicas-differ = services.{ $name }: scale y deploy.replicas deben ser iguales
replicas-negative = services.{ $name }.{ $key }: debe ser 0 o más
secret-without-source = el secreto "{ $name }" debe tener file o environment
service-and-job = "{ $name }" es a la vez un servicio y un job: cambiar un nombre
service-no-mapping = services.{ $name } debe ser un mapa
service-without-image = el servicio "{ $service }" no tiene ni imagen ni contexto de construcción: añadir uno de los dos
services-no-mapping = services debe ser un mapa
shape-boolean = booleano
shape-container-name = un nombre de contenedor
shape-integer = entero
shape-list = una lista
shape-mapping = un mapa
shape-null = nulo
shape-number = número
shape-one-of = uno de { $texts }
shape-pull-policy = una política de descarga
shape-range = un número de { $least } a { $most }
shape-string = texto
shell-array = un arreglo
shell-process-substitution = una sustitución de proceso
shell-quote = una cita
shell-substitution = una sustitución
shell-takes-list = SHELL lleva una lista JSON
ssh-path-unprintable = { $path }: una clave SSH con ruta no se puede imprimir como JSON
stage-missing = la etapa que se pide no existe
target-no-text = el destino debe ser texto
target-port-missing = falta un puerto de destino
too-many-exposed = se exponen más de { $most } puertos
too-many-instructions = más de { $most } instrucciones
too-many-nodes = el documento tiene más de { $most } nodos
too-many-ports = los rangos abarcan más puertos de los que se leen
too-many-ranges = demasiados rangos de direcciones para combinar
too-many-resets = el documento tiene más de { $most } resets
top-level-no-mapping = el nivel superior debe ser un mapa
two-dockerfiles = servicio "{ $service }": dockerfile y dockerfile_inline se excluyen; dejar uno
two-names = name y external.name se contradicen; dejar solo name
undefined-reference = el servicio "{ $service }" nombra algo que no está definido ({ $what } "{ $name }"): definirlo en { $section }
unknown-anchor = se nombra un ancla desconocida '{ $name }'
unknown-instruction = instrucción desconocida
unsaid-begins-with = empieza con palabras del punto de entrada
unsaid-beside-default = no se toma ninguna red junto a la de siempre
unsaid-beside-network-mode = EndpointsConfig: ajustes de { $name } junto a network_mode
unsaid-bind-option = Binds: Compose no transmite { $option }
unsaid-copied-in = { $kind } { $key }: el cliente lo copia dentro antes de arrancar
unsaid-cpus-rounded = NanoCpus: Compose redondea { $billionths } milmillonésimas de CPU
unsaid-cpuset = Cpuset: el motor lo pasa por alto sin HostConfig
unsaid-device-capabilities = DeviceRequests: Compose solo dice un conjunto de capacidades
unsaid-docker-refuses = docker lo rechaza: { $detail }
unsaid-env-twice = Env: { $name } está dos veces, se escribe la última
unsaid-mac-address = MacAddress: Compose solo la dice de una red
unsaid-network-settings = { $name } y sus ajustes tal como están
unsaid-network-there = networks.{ $key }: debe existir como { $name }
unsaid-no-image = no se nombra ninguna imagen
unsaid-no-part = { $key }: no es parte de una petición de creación
unsaid-no-port = { $name } no es un puerto
unsaid-own-call = { $kind } { $key }: se crea con una llamada propia
unsaid-parameter = { $what } ({ $value }): un parámetro de la llamada, no está en su cuerpo
unsaid-pull = pull ({ $value }): el cliente descarga antes de pedir
unsaid-seccomp-compose = SecurityOpt: en Compose un perfil de seccomp debe ser un archivo
unsaid-seccomp-run = un perfil de seccomp debe ser un archivo
unsaid-several-compose = varios contenedores en una carga: Compose arranca cada uno por sí solo
unsaid-several-engine = varios contenedores en una carga: cada uno es una petición propia
unsaid-several-run = varios contenedores en una carga: cada uno arranca por sí solo
unsaid-tmpfs-flags = TmpfsOptions.Options: Compose no tiene opciones de un tmpfs
unsaid-twice = { $name } está dos veces, se escribe la última
unsaid-volume-there = volumes.{ $key }: debe existir como { $name }
unsaid-volumes-from-mode = VolumesFrom: Compose pierde el modo { $mode }
unsaid-windows-only = solo para un motor en Windows
unsaid-words-as-line = las palabras se dicen como una línea que ejecuta el shell
unsaid-words-behind = las palabras tras la primera se dicen antes de la orden
unsupported-value = valor no admitido
unterminated-quote = un valor entre comillas que no termina
value-not-of-tag = el valor no es un !!{ $kind }
variable-missing = falta un valor para la variable obligatoria { $name }
variable-missing-reason = falta un valor para la variable obligatoria { $name }: { $reason }
variable-name-blank = el nombre de una variable contiene blancos
variable-name-character = carácter inesperado '{ $character }' en el nombre de una variable
variable-name-empty = una variable sin nombre
variable-name-missing = en esta línea no hay nombre de variable
variable-name-space = el nombre de una variable no puede tener espacios
variable-trailing-space = la variable de entorno "{ $name }" se declara con un espacio al final
variables-too-long = las variables de este archivo crecen demasiado
volumes-target-missing = { $path }.volumes: falta el destino de un montaje
watch-path-blank = { $path }.develop.watch.path: no puede estar vacío
watch-without-target = services.{ $service }.develop.watch: la acción "{ $action }" necesita target
which-not-built = no se construye
which-not-defined = no está definido

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
cli-lang-unknown = aviso: ESCLUSA_LANG={ $value } no es un idioma que hable Esclusa ({ $values })
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
cli-policy = la política que rige, en lugar del esclusa.toml más cercano sobre cada ruta
cli-no-inline = que ningún comentario de los archivos juzgados exima de nada
cli-baseline = un informe JSON anterior: se acepta lo que nombra
cli-rules-test = ejecutar las pruebas que traen las reglas propias de la política
cli-rules-test-file = el archivo de política (por omisión: el esclusa.toml más cercano)
cli-rules-schema = imprimir el JSON Schema de un archivo de política, para editores
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
