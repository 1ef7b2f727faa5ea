//! The key of the engine's TLS, readable by others: `engine_key_readable.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;
use esclusa_model::host::Role;

use crate::host::owner;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-key-readable",
    practice: Practice::Host,
    severity: Severity::High,
    field: "files",
    standards: &[Standard::Cis("1.6.0", "3.13"), Standard::Cis("1.6.0", "3.14"), Standard::Cwe(732)],
    fix: Safety::Manual,
    page: page!("engine_key_readable"),
};

/// The rule.
pub(crate) struct EngineKeyReadable;

impl Rule for EngineKeyReadable {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        for file in host.files.iter().filter(|file| file.role == Role::Key) {
            let finding = match (file.owner != 0 || file.mode & 0o077 != 0, file.allows_too_much()) {
                (true, _) => Finding::of_host(&META),
                (false, true) => {
                    Finding::of_host(&META).worded("engine-key-readable-loose").severity(Severity::Info)
                }
                (false, false) => continue,
            };
            let finding = finding.with("path", file.path.clone()).with("owner", owner(file));
            let finding = finding.with("mode", format!("{:o}", file.mode)).about(file.path.as_str());
            let fix = Message::new("engine-key-readable-fix").with("path", file.path.clone());
            findings.add(finding.fix(Fix::manual(fix)));
        }
    }
}
