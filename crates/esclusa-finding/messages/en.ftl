# The wording of everything that Esclusa says, in English. One line each, lower case, no full stop.
# `es.ftl` has the same entries with the same arguments (held by a test).

## Practices

practice-ports = expose no unnecessary port
    .short = ports
practice-privilege = never run privileged
    .short = privileged
practice-capabilities = drop capabilities
    .short = capabilities
practice-resources = set resource quotas
    .short = quotas
practice-user = run as a user who is not root
    .short = user
practice-escalation = no privilege escalation
    .short = escalation
practice-filesystem = read-only root filesystem
    .short = filesystem
practice-secrets = secrets in a dedicated manager
    .short = secrets
practice-image = the security of the image
    .short = image
practice-daemon = the security of the daemon
    .short = daemon
practice-host = the security of the host
    .short = host
practice-policy = what the team has decided
    .short = policy

## Severities

severity-info = info
severity-low = low
severity-medium = medium
severity-high = high
severity-critical = critical

## Verdicts on one practice

verdict-kept = kept
verdict-broken = broken
verdict-accepted = accepted
verdict-unknown = not known

## Rules: the message is the entry of the rule's id, its title the attribute

published-on-all-interfaces = port { $port } is published on every interface of the host
    .title = port published on all interfaces
published-on-all-interfaces-datastore = port { $port } of a data store or control plane is published on every interface of the host
published-on-all-interfaces-fix = publish it on one address (127.0.0.1:…), or not at all if only other containers use it
publish-all-ports = every port that the image exposes is published on a random port of every interface
    .title = all exposed ports published
publish-all-ports-fix = publish only the ports that are needed, each on one address
host-network = the container shares the host's network: every port it opens is a port of the host
    .title = host network namespace
host-network-fix = use a network of its own and publish only the ports that are needed
privileged-container = the container runs privileged: all capabilities, all devices, no confinement
    .title = privileged container
privileged-container-fix = drop privileged and give the one capability or device that is needed
engine-socket-mounted = the engine's socket is reachable through { $path }: whoever holds it is root on the host
    .title = engine socket mounted
engine-socket-mounted-fix = take the mount away, or put a filtering proxy in front of the socket
host-pid-namespace = the container sees and can signal every process of the host
    .title = host process namespace
host-pid-namespace-fix = take the host's process namespace away
host-ipc-namespace = the container shares the host's shared memory and message queues
    .title = host IPC namespace
host-ipc-namespace-fix = use a private or shareable IPC namespace
seccomp-unconfined = system calls are not filtered: seccomp is unconfined
    .title = seccomp unconfined
seccomp-unconfined-fix = use the engine's default profile, or one made for this service
apparmor-unconfined = AppArmor does not confine the container
    .title = AppArmor unconfined
apparmor-unconfined-fix = use the engine's default profile, or one made for this service
capabilities-not-dropped = the container keeps the engine's default capabilities: ALL is not dropped
    .title = capabilities not dropped
capabilities-not-dropped-fix = drop ALL and add back only the capabilities that are needed
dangerous-capability-added = capability { $capability } is added
    .title = dangerous capability added
dangerous-capability-added-host = capability { $capability } is added: it is enough to take over the host
dangerous-capability-added-fix = take it away, or split off the part of the service that needs it
no-memory-limit = memory is not limited: one container can starve the host
    .title = no memory limit
no-memory-limit-fix = set a memory limit with room above what the service was seen to use
no-cpu-limit = CPU time is not limited
    .title = no CPU limit
no-cpu-limit-fix = set a CPU limit
no-pids-limit = the number of processes is not limited: a fork bomb takes the host down
    .title = no process limit
no-pids-limit-fix = set a process limit (a few hundred is enough for most services)
explicit-root-user = the user is set to root ({ $user })
    .title = root user asked for
explicit-root-user-unknown = whether the user is root cannot be known: it is { $symbol }
explicit-root-user-fix = name a user who is not root
root-by-default = nobody sets a user, and the image { $image } starts as root
    .title = root by default
root-by-default-unknown = nobody sets a user, and the user of the image { $image } is not known: root unless the image says otherwise
root-by-default-fix = set a user who is not root
root-by-default-fix-known = set a user who is not root: the image can run as another
privilege-escalation-allowed = processes may gain privileges through setuid files: no-new-privileges is not set
    .title = privilege escalation allowed
privilege-escalation-allowed-off = processes may gain privileges through setuid files: no-new-privileges is switched off
privilege-escalation-allowed-fix = set no-new-privileges:true
writable-root-filesystem = the root filesystem is writable: an attacker can plant files in it
    .title = writable root filesystem
writable-root-filesystem-fix = make the root filesystem read-only, with a tmpfs or a volume where the service writes
secret-in-environment = the environment variable { $name } holds a secret
    .title = secret in the environment
secret-in-environment-variable = the environment variable { $name } carries a secret that is taken from a variable
secret-in-environment-fix = hand it over as a file from a secrets manager (NAME_FILE, Compose secrets)

## Reports

report-fix = fix
report-problem = problem
report-waived = accepted
report-none = no findings
report-sum = { $count ->
    [one] { $count } finding: { $parts }
   *[other] { $count } findings: { $parts }
}
page-title = Esclusa: what containers ask of their host
page-skip = to the findings
page-sum = { $services ->
    [one] { $services } service
   *[other] { $services } services
}, { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}
page-problems = what was not understood
page-matrix = services by practices
page-service = service
page-findings = findings
page-severity = severity
page-practice = practice
page-all-practices = all
page-text = text
page-show-all = show all
page-attack = why it matters
page-standards = standards
page-made-by = made by Esclusa { $version }; this page loads nothing
via-override = changed by this file
via-extends = through extends of { $service }
via-include = through include
via-alias = through this alias
via-merge-key = through this merge key
via-env-file = from this file of variables
via-dot-env = from the project's .env
via-variable = through the variable { $name }
via-environment = from the environment
via-dockerfile = from the Dockerfile
via-known-image = from the table of known images
via-command-line = from the command line
via-change = by a change of a fix
via-other = through this place

## Problems: what could not be understood. The detail is in the words of the client or of the reader

compose-extends = extends cannot be followed: { $detail }
compose-include = include cannot be followed: { $detail }
compose-interpolation = a variable cannot be replaced: { $detail }
compose-invalid = Compose refuses it: { $detail }
compose-merge = the files cannot be merged: { $detail }
compose-refuses = Compose refuses it: { $detail }
docker-refuses = docker refuses it: { $detail }
duplicate-key = said twice: { $detail }
env-file-syntax = the file of variables is malformed: { $detail }
json-syntax = not JSON: { $detail }
missing-env-file = the file of variables is missing: { $detail }
no-compose-file = there is no Compose file
not-a-container = not a container: { $detail }
not-a-container-command = not a docker run or docker create command
nul-character = a NUL character: { $detail }
shell-unfinished = the command may not be what its author meant: { $detail }
unknown-dialect = neither a Compose file, nor JSON of the engine, nor a text with docker run lines
unknown-file = a file cannot be read: { $detail }
unread-dialect = not read: { $detail }
unreadable-file = cannot be read: { $detail }
unsaid = not said: { $detail }
wrong-type = of the wrong type: { $detail }
yaml-cycle = a circle: { $detail }
yaml-key = a bad key: { $detail }
dockerfile-syntax = not a Dockerfile: { $detail }
yaml-syntax = not YAML: { $detail }
yaml-too-large = too large: { $detail }

## The command line

cli-about = the gate that every container passes: audits what containers ask of their host
cli-usage = Usage
cli-usage-main = [OPTIONS] COMMAND
cli-usage-options = [OPTIONS]
cli-commands = Commands
cli-command-name = COMMAND
cli-options = Options
cli-arguments = Arguments
cli-examples = Examples
cli-help = print this help
cli-version = print the version
cli-lang = language of what is printed: en, es (default: ESCLUSA_LANG, then the locale)
cli-audit = judge what containers ask for, in files, folders and command lines
cli-translate = say a request in another dialect, exactly as docker reads it
cli-model = print what every container asks for, and where it says so
cli-explain = print the page of a rule
cli-rules = list the rules
cli-path = Compose file, folder with one, JSON of the engine, text with docker run lines, - for standard input (default: the current folder)
cli-input = file to read; several are one Compose project
cli-run-line = a docker run or docker create command line
cli-rule = the rule's id
cli-format = { $values } (default: terminal)
cli-model-format = { $values } (the only one)
cli-severity = the least severity that makes the exit code 1, also --fail-on: { $values } (default: low)
cli-min-severity = tell nothing of less severity: { $values } (default: info)
cli-output = file to write to, whole or not at all (default: standard output)
cli-quiet = one line for each finding, and nothing else
cli-to = the dialect to say it in: { $values }
cli-canonical = print the whole project as docker compose config --format json does (with --to compose)
cli-no-interpolate = leave variables as they are written
cli-no-consistency = do not check that services fit together
cli-file = Compose file; repeat it to override
cli-project-directory = the project's folder
cli-project-name = the project's name
cli-env-file = file of variables instead of .env
cli-profile = read only services of this profile and those without one (default: all)
cli-error = error
cli-see-help = for more, try --help
cli-did-you-mean = did you mean { $name }?
cli-value-missing = { $argument } needs a value
cli-value-invalid = invalid value { $value } for { $argument }: { $values }
cli-value-count = wrong number of values for { $argument }
cli-argument-unknown = unknown argument { $argument }
cli-command-unknown = unknown command { $command }
cli-no-equals = { $argument } needs an equals sign before its value
cli-conflict = { $argument } cannot be used with { $other }
cli-required = missing: { $argument }
cli-not-text = an argument is not UTF-8 text
cli-other = bad usage: { $detail }
cli-rule-unknown = there is no rule { $rule }; esclusa rules lists them
cli-canonical-only-compose = --canonical is for --to compose and a Compose project
cli-nothing-to-read = nothing to read: give a file or a command line after --
translate-unsaid = { $dialect } cannot say it: { $detail }
translate-beside = beside the request: { $detail }
