//! Program code mounted so that it can be written: `writable_program_code.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::{mount_target, program};

static META: RuleMeta = RuleMeta {
    id: "writable-program-code",
    practice: Practice::Filesystem,
    severity: Severity::Low,
    field: "HostConfig.Binds",
    standards: &[Standard::Cis("1.6.0", "5.13"), Standard::Cwe(732), Standard::Attack("T1554")],
    fix: Safety::Risky,
    page: page!("writable_program_code"),
};

/// Folders that hold programs and libraries, and nothing else.
const PROGRAMS: [&str; 12] = [
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/sbin",
    "/usr/bin",
    "/usr/lib",
    "/usr/libexec",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/sbin",
];

/// Folders that hold those.
const ABOVE: [&str; 2] = ["/usr", "/usr/local"];

/// The rule.
pub(crate) struct WritableProgramCode;

impl Rule for WritableProgramCode {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let mounts: Vec<_> = mount_target::writable(&container.request.host).collect();
        let programs = if mounts.is_empty() { Vec::new() } else { program::paths(container) };
        for mounted in mounts {
            let target = mounted.target.as_str();
            let started = programs.iter().any(|program| is_below(program, target));
            let holds_programs =
                ABOVE.contains(&target) || PROGRAMS.iter().any(|folder| is_below(target, folder));
            if !started && !holds_programs {
                continue;
            }
            let place = Place::of(mounted.origin, &container.place);
            let mut finding = Finding::at(&META, container, place).about(target);
            if started {
                finding = finding.worded("writable-program-code-started");
                // On the host it outlives the container, and is what its owner works with.
                finding = finding.severity(if mounted.bind { Severity::Medium } else { META.severity });
            }
            let fix = remedy::make_read_only(target);
            findings.add(finding.with("path", mounted.target).fix(fix));
        }
    }
}

/// Whether a path is a folder or lies in it; the root is no folder of programs.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| folder.len() > 1 && (rest.is_empty() || rest.starts_with('/')))
}
