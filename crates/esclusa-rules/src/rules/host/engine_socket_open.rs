//! The engine's socket, open to more than root and its group: `engine_socket_open.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;
use esclusa_model::host::Role;

use crate::host::owner;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-socket-open",
    practice: Practice::Host,
    severity: Severity::Critical,
    field: "files",
    standards: &[Standard::Cis("1.6.0", "3.15"), Standard::Cis("1.6.0", "3.16"), Standard::Cwe(732)],
    fix: Safety::Manual,
    page: page!("engine_socket_open"),
};

/// The rule.
pub(crate) struct EngineSocketOpen;

impl Rule for EngineSocketOpen {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        for file in host.files.iter().filter(|file| file.role == Role::Socket) {
            let others = file.mode & 0o006 != 0;
            let is_known = file.group.0 == 0 || file.group.1.as_deref() == Some("docker");
            let group = file.mode & 0o060 != 0 && !is_known;
            if !others && !group && file.owner == 0 {
                continue;
            }
            let finding = Finding::of_host(&META).with("path", file.path.clone()).with("owner", owner(file));
            let finding = finding.with("mode", format!("{:o}", file.mode)).about(file.path.as_str());
            // A group or a user that somebody chose: fewer people, and no accident.
            let finding = if others { finding } else { finding.severity(Severity::High) };
            let fix = Message::new("engine-socket-open-fix").with("path", file.path.clone());
            findings.add(finding.fix(Fix::manual(fix)));
        }
    }
}
