//! What the commands of a build do, by their parsed words.

use esclusa_detect::hidden_words;
use esclusa_model::image::recipe::{Command, Part, Recipe, Step};

/// The steps that decide what is in the image: those of its own stages, and of the stages that it copies from.
pub(crate) fn judged(recipe: &Recipe) -> impl Iterator<Item = &Step> {
    recipe.stages.iter().filter(|stage| stage.part != Part::Unused).flat_map(|stage| &stage.steps)
}

/// The steps whose layers and settings are the image's own.
pub(crate) fn kept(recipe: &Recipe) -> impl DoubleEndedIterator<Item = &Step> {
    recipe.stages.iter().filter(|stage| stage.part == Part::Kept).flat_map(|stage| &stage.steps)
}

/// The words from the program on: assignments and programs that only start another are stepped over.
fn words(command: &Command) -> &[String] {
    let mut words = command.words.as_slice();
    loop {
        let Some((first, rest)) = words.split_first() else { return words };
        let is_assignment = first.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        });
        if is_assignment {
            words = rest;
        } else if ["env", "exec", "sudo", "command", "nice", "time"].contains(&first.as_str()) {
            // Options of these are rare in a build, and those that take a value are rarer.
            let options = rest.iter().take_while(|word| word.starts_with('-')).count();
            words = rest.get(options..).unwrap_or_default();
        } else {
            return words;
        }
    }
}

/// The variables that a command sets: those before its program, of `env`, and of `export`.
pub(crate) fn assignments(command: &Command) -> impl Iterator<Item = (&str, &str)> {
    let exports = matches!(program(command), "export" | "declare" | "typeset");
    let before = command.words.len() - words(command).len();
    let until = if exports { command.words.len() } else { before };
    command.words.iter().take(until).filter_map(|word| word.split_once('='))
}

/// What tells a command from others: its words, without secrets.
pub(crate) fn about(command: &Command) -> String {
    let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
    let shown = words.iter().zip(hidden_words(&words)).map(|(word, hidden)| {
        let mut shown = (*word).to_owned();
        // From the end, so that what stands before keeps its place.
        let mut hidden: Vec<_> = hidden.into_iter().filter(|span| word.get(span.clone()).is_some()).collect();
        hidden.sort_by_key(|span| std::cmp::Reverse(span.start));
        let mut from = word.len();
        for span in hidden {
            let end = span.end.min(from);
            from = span.start.min(end);
            shown.replace_range(from..end, "");
        }
        shown
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// The name of the program; empty where there is none.
pub(crate) fn program(command: &Command) -> &str {
    let first = words(command).first().map_or("", String::as_str);
    first.rsplit('/').next().unwrap_or(first)
}

fn arguments(command: &Command) -> &[String] {
    words(command).get(1..).unwrap_or_default()
}

/// Whether a program prints what it downloads.
pub(crate) fn is_download(program: &str) -> bool {
    ["curl", "wget", "wget2", "fetch", "aria2c", "http", "https", "xh"].contains(&program)
}

/// Whether a program runs what it reads.
pub(crate) fn is_shell(program: &str) -> bool {
    let plain = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let shells = ["sh", "bash", "dash", "ash", "zsh", "ksh", "fish"];
    let interpreters = ["python", "perl", "ruby", "node", "php", "pwsh", "iex"];
    shells.contains(&plain) || interpreters.contains(&plain)
}

/// The packages that a command installs, without version and architecture.
pub(crate) fn installed(command: &Command) -> impl Iterator<Item = &str> {
    let arguments = arguments(command);
    let verb = match program(command) {
        "apt-get" | "apt" | "aptitude" | "yum" | "dnf" | "microdnf" | "tdnf" | "zypper" | "rpm-ostree" => {
            "install"
        }
        "apk" => "add",
        "pacman" => "-S",
        _ => "\0",
    };
    let at = arguments.iter().position(|word| word == verb || (verb == "-S" && word.starts_with("-S")));
    let packages = at.and_then(|at| arguments.get(at + 1..)).unwrap_or_default();
    packages
        .iter()
        .filter(|word| !word.starts_with('-'))
        .map(|word| word.split(['=', ':', '~', '<', '>', '@']).next().unwrap_or(word))
}

/// Whether a word of a command is a package that it installs, and its version.
pub(crate) fn is_pinned_package(command: &Command, word: &str) -> bool {
    installed(command).any(|package| word.strip_prefix(package).is_some_and(|rest| rest.starts_with('=')))
}

/// Whether a command installs a package that is known to bring setuid or setgid programs: Debian 12's packages, looked
/// into (some set the bit when they are configured), and Alpine's `busybox-suid`. `sudo` has a rule of its own.
pub(crate) fn setuid_package(command: &Command, package: &str) -> bool {
    const PACKAGES: [&str; 14] = [
        "at",
        "cron",
        "dbus",
        "exim4-daemon-heavy",
        "exim4-daemon-light",
        "fuse",
        "fuse3",
        "ntfs-3g",
        "openssh-client",
        "pkexec",
        "policykit-1",
        "postfix",
        "procmail",
        "xserver-xorg-legacy",
    ];
    match program(command) {
        "apt-get" | "apt" | "aptitude" => PACKAGES.contains(&package),
        "apk" => package == "busybox-suid",
        _ => false,
    }
}

/// The mode that a `chmod` gives.
fn mode(command: &Command) -> Option<&str> {
    if program(command) != "chmod" {
        return None;
    }
    let is_option = |word: &&String| {
        word.starts_with("--") || (word.starts_with('-') && word[1..].chars().all(|c| "Rcfv".contains(c)))
    };
    arguments(command).iter().find(|word| !is_option(word)).map(String::as_str)
}

/// A mode in octal digits.
fn octal(mode: &str) -> Option<u32> {
    u32::from_str_radix(mode, 8).ok().filter(|mode| *mode <= 0o7777)
}

/// Whether a `chmod` sets the setuid or setgid bit. A folder's setgid bit cannot be told from a file's by its digits:
/// `2755` counts, `g+s` alone does not, for it is what folders are given.
pub(crate) fn sets_setuid(command: &Command) -> bool {
    let Some(mode) = mode(command) else { return false };
    match octal(mode) {
        Some(bits) => bits & 0o4000 != 0,
        None => mode.split(',').any(|clause| {
            let Some((who, what)) = clause.split_once(['+', '=']) else { return false };
            what.contains('s') && (who.contains(['u', 'a']) || who.is_empty())
        }),
    }
}

/// Whether a command takes the bits away from all files: `find / … -perm … -exec chmod a-s` or `-delete`.
pub(crate) fn strips_setuid(command: &Command) -> bool {
    let arguments = arguments(command);
    let has = |wanted: &str| arguments.iter().any(|word| word == wanted);
    let takes = arguments.iter().any(|word| {
        word.split_once('-')
            .is_some_and(|(who, what)| ["", "a", "u", "ug", "u-s,g"].contains(&who) && what.starts_with('s'))
    });
    program(command) == "find" && has("/") && has("-perm") && (has("-delete") || (has("chmod") && takes))
}

/// Whether a mode lets everybody write. With the sticky bit only the owner of a file may replace it.
pub(crate) fn is_world_writable(mode: &str) -> bool {
    match octal(mode) {
        Some(bits) => bits & 0o2 != 0 && bits & 0o1000 == 0,
        None => mode.split(',').any(|clause| {
            let Some((who, what)) = clause.split_once(['+', '=']) else { return false };
            what.contains('w') && !what.contains('t') && who.contains(['o', 'a'])
        }),
    }
}

/// Whether a command is a `chmod` to such a mode, of anything but a folder that the script has just made for itself
/// (`dir="$(mktemp -d)"`): that is taken away before the step ends.
pub(crate) fn makes_world_writable(command: &Command, commands: &[Command]) -> bool {
    let Some(mode) = mode(command).filter(|mode| is_world_writable(mode)) else { return false };
    let is_temporary = |path: &str| {
        let Some(name) = path.strip_prefix('$').map(|name| name.trim_matches(['{', '}'])) else {
            return false;
        };
        let mut set = commands.iter().flat_map(assignments);
        set.any(|(set, value)| set == name && value.starts_with("$(mktemp"))
    };
    let paths = arguments(command).iter().skip_while(|word| *word != mode).skip(1);
    !paths.map(|path| path.trim_matches('"')).all(is_temporary)
}

/// The option by which a command does not verify what it fetches.
pub(crate) fn switches_verification_off(command: &Command) -> Option<&'static str> {
    let arguments = arguments(command);
    let long = |wanted: &'static str| arguments.iter().any(|word| word == wanted).then_some(wanted);
    let value = |wanted: &'static str| {
        let is = |word: &String| word.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('='));
        arguments.iter().any(is).then_some(wanted)
    };
    // Short options stand together: `-fsSLk`.
    let short = |letter: char, shown: &'static str| {
        let is = |word: &String| {
            word.strip_prefix('-').is_some_and(|rest| {
                !rest.starts_with('-')
                    && rest.contains(letter)
                    && rest.chars().all(|c| c.is_ascii_alphabetic())
            })
        };
        arguments.iter().any(is).then_some(shown)
    };
    match program(command) {
        "curl" => long("--insecure").or_else(|| short('k', "-k")),
        "wget" | "wget2" => long("--no-check-certificate"),
        "apt-get" | "apt" | "aptitude" => long("--allow-unauthenticated")
            .or_else(|| long("--force-yes"))
            .or_else(|| long("--allow-insecure-repositories")),
        "apk" => long("--allow-untrusted"),
        "yum" | "dnf" | "microdnf" | "tdnf" => long("--nogpgcheck").or_else(|| not_verifying(arguments)),
        "yum-config-manager" => not_verifying(arguments),
        "zypper" => long("--no-gpg-checks"),
        "rpm" => long("--nosignature").or_else(|| long("--nodigest")),
        "pip" | "pip3" => long("--trusted-host").or_else(|| value("--trusted-host")),
        "git" => {
            let off = |word: &String| word.eq_ignore_ascii_case("http.sslverify=false");
            let set = arguments.windows(2).any(|pair| {
                matches!(pair, [name, value] if name.eq_ignore_ascii_case("http.sslverify") && value == "false")
            });
            (arguments.iter().any(off) || set).then_some("http.sslVerify=false")
        }
        "npm" | "yarn" | "pnpm" => {
            let set = arguments
                .windows(2)
                .any(|pair| matches!(pair, [name, value] if name == "strict-ssl" && value == "false"));
            (set || long("strict-ssl=false").is_some() || long("--strict-ssl=false").is_some())
                .then_some("strict-ssl false")
        }
        _ => None,
    }
}

/// The option of yum and its like by which it takes any certificate: `--setopt=sslverify=false`, alone or of a repository.
fn not_verifying(arguments: &[String]) -> Option<&'static str> {
    let off = arguments.iter().any(|word| {
        let value = word.split_once("sslverify=").map(|(_, value)| value.to_ascii_lowercase());
        value.is_some_and(|value| ["0", "false", "no"].contains(&value.as_str()))
    });
    off.then_some("sslverify=false")
}

/// What a command downloads over plain HTTP from elsewhere, unless another command of the script verifies files.
pub(crate) fn unencrypted_download<'a>(command: &'a Command, commands: &[Command]) -> Option<&'a str> {
    if !is_download(program(command)) || commands.iter().any(verifies) {
        return None;
    }
    let mut addresses = arguments(command).iter().map(|word| word.trim_matches(['"', '\'']));
    addresses.find(|word| {
        let Some(rest) = word.strip_prefix("http://") else { return false };
        let host = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest);
        // A name without a dot is a neighbour's; what a variable holds is not known.
        let is_near = host.starts_with("127.") || host == "0.0.0.0" || host.ends_with(".localhost");
        host.contains('.') && !host.contains(['$', '@']) && !is_near
    })
}

/// Whether a command compares files with sums or signatures.
fn verifies(command: &Command) -> bool {
    let has = |wanted: &[&str]| arguments(command).iter().any(|word| wanted.contains(&word.as_str()));
    let check = ["-c", "--check", "-sc", "-cs", "-wc", "-cw"];
    match program(command) {
        "gpg" | "gpg2" => has(&["--verify"]),
        "gpgv" | "cosign" | "minisign" | "signify" => true,
        "openssl" => has(&["dgst"]),
        sum => (sum.ends_with("sum") || sum == "shasum") && has(&check),
    }
}
