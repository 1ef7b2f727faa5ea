//! The engine's data on the root file system: `engine_data_on_root_filesystem.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-data-on-root-filesystem",
    practice: Practice::Host,
    severity: Severity::Info,
    field: "data_is_apart",
    standards: &[Standard::Cis("1.6.0", "1.1.1"), Standard::Cwe(400)],
    fix: Safety::Manual,
    page: page!("engine_data_on_root_filesystem"),
};

/// The rule.
pub(crate) struct EngineDataOnRootFilesystem;

impl Rule for EngineDataOnRootFilesystem {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        if host.data_is_apart == Some(false) {
            let fix = Fix::manual(Message::new("engine-data-on-root-filesystem-fix"));
            findings.add(Finding::of_host(&META).fix(fix));
        }
    }
}
