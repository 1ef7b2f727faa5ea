//! Which paths of the host must not be a container's: what writing there, or reading, gives.

use esclusa_finding::Severity::{self, Critical, High, Info, Low, Medium};

/// What a path gives to whoever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Writing there takes the host over, or a part of it; reading tells about it.
    Host,
    /// Keys, passwords and tokens, which are read.
    Credentials,
    /// The host's own services, which are spoken to.
    Services,
}

/// What a path is: how bad it is to write there and to read there, if it is.
pub(crate) struct Sensitive {
    /// What it gives.
    pub(crate) gives: Gives,
    /// How bad it is if the container may write.
    pub(crate) writable: Severity,
    /// How bad it is if it may only read.
    pub(crate) read_only: Option<Severity>,
}

/// Which paths an entry is about.
enum Reaches {
    /// This one.
    Itself,
    /// This one and all below it.
    Below,
}
use Gives::{Credentials, Host, Services};
use Reaches::{Below, Itself};

type Entry = (&'static str, Reaches, Gives, Severity, Option<Severity>);

/// The paths, by what is in them. What is below one that says `Itself` may be anything, and mostly is harmless.
const PATHS: &[Entry] = &[
    ("/", Itself, Host, Critical, Some(High)),
    ("/bin", Below, Host, Critical, None),
    ("/boot", Below, Host, Critical, Some(Low)),
    ("/dev", Itself, Host, High, Some(Medium)),
    ("/dev/pts", Below, Host, High, None),
    ("/etc", Itself, Credentials, Critical, Some(High)),
    ("/etc/cron.d", Below, Host, Critical, None),
    ("/etc/cron.daily", Below, Host, Critical, None),
    ("/etc/cron.hourly", Below, Host, Critical, None),
    ("/etc/cron.monthly", Below, Host, Critical, None),
    ("/etc/cron.weekly", Below, Host, Critical, None),
    ("/etc/crontab", Itself, Host, Critical, None),
    ("/etc/docker", Below, Host, High, Some(Low)),
    ("/etc/group", Itself, Host, Critical, None),
    ("/etc/gshadow", Itself, Credentials, Critical, Some(High)),
    ("/etc/init.d", Below, Host, Critical, None),
    ("/etc/kubernetes", Below, Credentials, Critical, Some(High)),
    ("/etc/ld.so.preload", Itself, Host, Critical, None),
    ("/etc/pam.d", Below, Host, Critical, None),
    ("/etc/passwd", Itself, Host, Critical, None),
    ("/etc/profile.d", Below, Host, Critical, None),
    ("/etc/shadow", Itself, Credentials, Critical, Some(High)),
    ("/etc/ssh", Itself, Credentials, Critical, Some(High)),
    ("/etc/sudoers", Itself, Host, Critical, Some(Low)),
    ("/etc/sudoers.d", Below, Host, Critical, Some(Low)),
    ("/etc/systemd", Below, Host, Critical, None),
    ("/etc/udev", Below, Host, High, None),
    ("/home", Itself, Credentials, High, Some(Medium)),
    ("/lib", Itself, Host, Critical, None),
    ("/lib/modules", Below, Host, Critical, Some(Info)),
    ("/lib/systemd", Below, Host, Critical, None),
    ("/lib64", Itself, Host, Critical, None),
    ("/proc", Itself, Host, Critical, Some(Low)),
    ("/proc/1", Below, Host, High, Some(Medium)),
    ("/proc/kcore", Itself, Host, High, Some(High)),
    ("/proc/sys", Below, Host, Critical, None),
    ("/proc/sysrq-trigger", Itself, Host, High, None),
    ("/root", Itself, Credentials, Critical, Some(High)),
    ("/run/dbus", Below, Services, Medium, Some(Medium)),
    ("/run/systemd", Itself, Services, High, Some(High)),
    ("/run/systemd/private", Itself, Services, High, Some(High)),
    ("/sbin", Below, Host, Critical, None),
    ("/sys", Itself, Host, High, Some(Low)),
    ("/sys/firmware", Below, Host, High, Some(Low)),
    ("/sys/fs/bpf", Below, Host, High, None),
    ("/sys/fs/cgroup", Below, Host, High, Some(Info)),
    ("/sys/kernel", Below, Host, High, Some(Low)),
    ("/sys/module", Below, Host, High, None),
    ("/usr", Itself, Host, Critical, Some(Info)),
    ("/usr/bin", Below, Host, Critical, None),
    ("/usr/lib", Itself, Host, Critical, None),
    ("/usr/lib/modules", Below, Host, Critical, Some(Info)),
    ("/usr/lib/systemd", Below, Host, Critical, None),
    ("/usr/lib64", Itself, Host, Critical, None),
    ("/usr/local", Itself, Host, High, None),
    ("/usr/local/bin", Below, Host, High, None),
    ("/usr/local/lib", Itself, Host, High, None),
    ("/usr/local/sbin", Below, Host, High, None),
    ("/usr/sbin", Below, Host, Critical, None),
    ("/var", Itself, Credentials, Critical, Some(High)),
    ("/var/lib", Itself, Credentials, Critical, Some(High)),
    ("/var/lib/containerd", Itself, Credentials, Critical, Some(High)),
    ("/var/lib/containers", Itself, Credentials, Critical, Some(High)),
    ("/var/lib/docker", Itself, Credentials, Critical, Some(High)),
    ("/var/lib/docker/containers", Below, Credentials, High, Some(Medium)),
    ("/var/lib/docker/image", Itself, Host, Critical, Some(Low)),
    ("/var/lib/docker/overlay2", Itself, Credentials, Critical, Some(High)),
    ("/var/lib/docker/volumes", Itself, Credentials, Critical, Some(High)),
    ("/var/lib/etcd", Below, Credentials, Critical, Some(High)),
    ("/var/lib/kubelet", Below, Credentials, Critical, Some(High)),
    ("/var/lib/rancher", Itself, Credentials, Critical, Some(High)),
    ("/var/log", Itself, Host, Medium, Some(Low)),
    ("/var/spool/cron", Below, Host, Critical, Some(Low)),
];

/// Files and folders that hold what lets one in elsewhere, by their names one after another, the first hidden: wherever
/// they are, or only in somebody's home, because projects have folders of that name too.
const KEPT: &[(&[&str], bool)] = &[
    (&[".aws"], true),
    (&[".azure"], true),
    (&[".config", "gcloud"], true),
    (&[".config", "gh"], false),
    (&[".docker"], false),
    (&[".git-credentials"], true),
    (&[".gnupg"], true),
    (&[".kube"], true),
    (&[".netrc"], true),
    (&[".npmrc"], false),
    (&[".password-store"], true),
    (&[".pgpass"], true),
    (&[".pypirc"], true),
    (&[".ssh"], true),
    (&[".vault-token"], true),
];

/// Files among them that are no secret: public keys, those of other hosts, and sockets, which are judged as such.
fn is_public(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    name == "known_hosts" || matches!(ending, Some("pub" | "sock"))
}

/// What is below somebody's home, of the parts of a path; a home that is not known is nothing.
fn below_home<'a, 'b>(parts: &'a [&'b str]) -> &'a [&'b str] {
    match parts {
        ["home" | "Users", _, rest @ ..] | ["root" | "~", rest @ ..] => rest,
        _ => parts,
    }
}

/// What a real and plain path of the host gives, if it must not be a container's.
pub(crate) fn sensitive(path: &str) -> Option<Sensitive> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let public = parts.last().is_some_and(|last| is_public(last));
    let kept = |(names, anywhere): &(&[&str], bool)| {
        below_home(&parts).starts_with(names)
            || *anywhere && parts.windows(names.len()).any(|window| window == *names)
    };
    let hidden = parts.iter().any(|part| part.starts_with('.'));
    if hidden && KEPT.iter().any(kept) {
        return (!public).then_some(Sensitive {
            gives: Credentials,
            writable: High,
            read_only: Some(Medium),
        });
    }
    let home = matches!(parts[..], ["home" | "Users", user] if !user.eq_ignore_ascii_case("shared"));
    if home {
        return Some(Sensitive { gives: Credentials, writable: High, read_only: Some(Medium) });
    }
    let below = |entry: &Entry, path: &str| {
        matches!(entry.1, Below) && path.strip_prefix(entry.0).is_some_and(|rest| rest.starts_with('/'))
    };
    // Most paths are none of them, which the first letter tells.
    let may = |entry: &&Entry| entry.0.as_bytes().get(1) == path.as_bytes().get(1);
    let entry = PATHS.iter().rev().filter(may).find(|entry| entry.0 == path || below(entry, path))?;
    Some(Sensitive { gives: entry.2, writable: entry.3, read_only: entry.4 })
}
