# The wording of everything that Esclusa says, in English. One line each, lower case, no full stop.
# `es.ftl` has the same entries with the same arguments (held by a test).

## Practices

practice-ports = expose no unnecessary port
practice-privilege = never run privileged
practice-capabilities = drop capabilities
practice-resources = set resource quotas
practice-user = run as a user who is not root
practice-escalation = no privilege escalation
practice-filesystem = read-only root filesystem
practice-secrets = secrets in a dedicated manager
practice-image = the security of the image
practice-daemon = the security of the daemon
practice-host = the security of the host
practice-policy = what the team has decided

## Severities

severity-info = info
severity-low = low
severity-medium = medium
severity-high = high
severity-critical = critical

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
unlimited-swap = memory is limited, but swap is not: what is above the limit goes to the host's disk
    .title = unlimited swap
unlimited-swap-fix = leave the swap limit to the engine (twice the memory), or set one
oom-killer-disabled = the kernel may not kill the container when memory runs out: others are killed, or the host stands still
    .title = out-of-memory killer disabled
oom-killer-disabled-score = the container is spared when memory runs out (score { $score }): others are killed first
oom-killer-disabled-fix = leave the kernel its choice, and limit memory instead
unbounded-tmpfs = the tmpfs on { $path } has no size, and memory is not limited: filling it takes half of the host's memory
    .title = tmpfs without size
unbounded-tmpfs-fix = give it a size, or limit the container's memory
excessive-shared-memory = /dev/shm may take { $size } of the host's memory, and memory is not limited
    .title = excessive shared memory
excessive-shared-memory-fix = make it as large as is needed, and limit the container's memory
excessive-ulimit = the limit { $name } limits nothing
    .title = excessive process limit
excessive-ulimit-core = core dumps are not limited: a crash writes the process's memory, secrets included, to disk
excessive-ulimit-fix = set the limit that the service was seen to need
unbounded-logs = log files grow without end: the driver json-file has no max-size
    .title = logs without limit
unbounded-logs-default = nobody limits the logs: unless the engine's own settings do, they grow without end
unbounded-logs-fix = set max-size and max-file, or the driver local, which rotates
unbounded-restarts = after each failure it is started again, without end
    .title = restarts without limit
unbounded-restarts-fix = say how often at most (on-failure:5)
explicit-root-user = the user is set to root ({ $user })
    .title = root user asked for
explicit-root-user-unknown = whether the user is root cannot be known: it is { $symbol }
explicit-root-user-fix = name a user who is not root
root-by-default = nobody sets a user, and the image { $image } starts as root
    .title = root by default
root-by-default-unknown = nobody sets a user, and the user of the image { $image } is not known: root unless the image says otherwise
root-by-default-fix = set a user who is not root
root-by-default-fix-known = set a user who is not root: the image can run as another
root-group = the user { $user } is in root's group
    .title = root's group
root-group-unsaid = the user { $user } has no group: root's, unless the image's passwd has an entry of that number
root-group-fix = say a group that is not root's (uid:gid)
privileged-group-added = the group { $group } is added: it owns what only root should
    .title = privileged group added
privileged-group-added-fix = add a group made for the one file or device that is needed
privilege-escalation-allowed = processes may gain privileges through setuid files: no-new-privileges is not set
    .title = privilege escalation allowed
privilege-escalation-allowed-off = processes may gain privileges through setuid files: no-new-privileges is switched off
privilege-escalation-allowed-overridden = processes may gain privileges through setuid files: no-new-privileges is switched on, then off again by this later entry
privilege-escalation-allowed-refused = no-new-privileges has a value that the engine does not read, so that it refuses the container
privilege-escalation-allowed-fix = set no-new-privileges:true
ignored-by-target = docker stack deploy, for which deploy.{ $deploy } is written, ignores { $key }
    .title = ignored where it is to run
ignored-by-target-privileged = the engine ignores that { $capability } is dropped: a privileged container has every capability
ignored-by-target-secret = Compose ignores { $key } of the secret { $secret }: the file keeps the owner and mode that it has on the host
ignored-by-target-fix = do not rely on it: say it where it is heeded (the image, the engine's settings, the file itself)
writable-root-filesystem = the root filesystem is writable: an attacker can plant files in it
    .title = writable root filesystem
writable-root-filesystem-fix = make the root filesystem read-only, with a tmpfs or a volume where the service writes
unsafe-tmpfs = the tmpfs on { $path } is mounted with { $options }, which the engine leaves out
    .title = tmpfs with exec, suid or dev
unsafe-tmpfs-fix = take these options away: the engine's own are noexec, nosuid and nodev
writable-program-code = programs or libraries in { $path } can be written through this mount
    .title = program code mounted writable
writable-program-code-started = the program that the container starts is in { $path }, which can be written through this mount
writable-program-code-fix = mount it read-only (ro), and data that must be written elsewhere
secret-in-environment = the environment variable { $name } holds a secret
    .title = secret in the environment
secret-in-environment-variable = the environment variable { $name } carries a secret that is taken from a variable
secret-in-environment-fix = hand it over as a file from a secrets manager (NAME_FILE, Compose secrets)
latest-image-tag = the image { $image } is whatever was pushed last
    .title = image tag latest
latest-image-tag-unsaid = the image { $image } has no tag: the engine takes latest, whatever was pushed last
latest-image-tag-fix = name a version, better with its digest (name:version@sha256:…)
image-not-pinned = the image is named by the tag { $tag }, which can be moved: only a digest says which image it is
    .title = image without digest
image-not-pinned-fix = add the digest (name:tag@sha256:…)
no-health-check = nobody asks whether the service still works: neither the image nor the request has a health check
    .title = no health check
no-health-check-disabled = the health check is switched off: nobody asks whether the service still works
no-health-check-image = the image has no health check: nobody asks whether the service still works
no-health-check-image-unknown = the image names no HEALTHCHECK, and that of its base is not known
no-health-check-fix = say a command that tells whether the service works

## Dockerfiles

image-runs-as-root = the image starts as root: its last USER says so
    .title = image runs as root
image-runs-as-root-base = the image starts as root: it names no USER, and its base starts as root
image-runs-as-root-unknown = the image names no USER, and that of its base is not known: root unless the base says otherwise
image-runs-as-root-fix = make a user and name it with USER
remote-add = { $address } is added to the image without looking at what it is
    .title = remote file added unverified
remote-add-fix = give --checksum, or pin the commit
download-piped-to-shell = { $program } runs what a download gives it, whatever that is
    .title = download piped to a shell
download-piped-to-shell-fix = download to a file, verify it, then run it
unverified-download = what is downloaded is not verified: { $option }
    .title = verification switched off in a build
unverified-download-fix = take the option away; give the build the certificate or key that it lacks
sudo-in-image = sudo is installed in the image
    .title = sudo in the image
sudo-in-image-fix = do what needs root before USER, and leave sudo out
setuid-file-in-image = a program of the image is made setuid or setgid
    .title = setuid program left in the image
setuid-file-in-image-package = the package { $package } leaves setuid or setgid programs in the image
setuid-file-in-image-fix = take the bits away: find / -xdev -perm /6000 -type f -exec chmod a-s { "{}" } +
privileged-build-step = a step of the build runs without its sandbox: --{ $flag }
    .title = privileged build step
privileged-build-step-fix = run the step without it
world-writable-in-image = everybody in the container may change these files
    .title = world-writable files in the image
world-writable-in-image-fix = give them to the user that writes them

## Policy

expired-waiver = the waiver of { $rule } ended on { $day }: it no longer holds
    .title = expired waiver
unused-waiver = the waiver of { $rule } waives nothing
    .title = unused waiver
image-from-unlisted-registry = the image { $image } comes from a registry that the policy does not list
    .title = image from an unlisted registry
rules-test-right = { $rule }: as the test says
rules-test-silent = { $rule }: finds nothing where the test says that it does
rules-test-loud = { $rule }: finds something where the test says that it does not
rules-test-none = no test: the policy has no rules of its own with tests
rules-test-no-policy = no esclusa.toml here or above
rules-test-summary = { $right ->
    [one] 1 test passed
   *[other] { $right } tests passed
}, { $wrong } failed
custom-rule = { $text }
custom-rule-fix = { $text }
image-from-unlisted-registry-fix = use an image from a listed registry, or list this one

## Reports

report-fix = fix
report-problem = problem
report-none = no findings
report-sum = { $count ->
    [one] { $count } finding: { $parts }
   *[other] { $count } findings: { $parts }
}
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

nothing-recognised = nothing below this folder asks for a container: no Compose file, no page or script with docker run, no JSON of the engine{ $detail }
policy-syntax = the policy file cannot be read: { $detail }
policy-severity = there is no severity “{ $detail }”: info, low, medium, high, critical, or off for a rule
policy-unknown-rule = there is no rule “{ $detail }”: see esclusa rules
policy-no-reason = a waiver needs a reason{ $detail }
policy-date = “{ $detail }” is not a day: write expires = 2027-01-31, without quotes
policy-glob = this pattern cannot be read: { $detail }
inline-waiver-syntax = this comment cannot be read: write # esclusa: ignore[rule] reason{ $detail }
custom-rule-id = “{ $detail }” cannot be the id of a rule: lower-case words joined by -, not that of another rule
custom-rule-message = a rule needs a message{ $detail }
custom-rule-practice = a practice is a number from 1 to 8, image, daemon, host or policy{ $detail }
custom-rule-expression = this is no expression of CEL: { $detail }
custom-rule-failed = a rule of the policy cannot be held to this input: { $detail }
custom-rule-test = this test of a rule cannot be read: { $detail }
baseline-syntax = this is no JSON report of esclusa audit: { $detail }
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
cli-severity = the least severity that makes the exit code 1: { $values } (default: low)
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
cli-policy = the policy to hold, instead of the nearest esclusa.toml above each path
cli-no-inline = let no comment in the judged files waive anything
cli-baseline = an earlier JSON report: what it names is accepted
cli-rules-test = run the tests that the policy's own rules bring along
cli-rules-test-file = the policy file (default: the nearest esclusa.toml)
cli-rules-schema = print the JSON Schema of a policy file, for editors
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
