//! An engine's file that others may change: `engine_file_writable.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;
use esclusa_model::host::Role;

use crate::host::owner;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-file-writable",
    practice: Practice::Host,
    severity: Severity::High,
    field: "files",
    standards: &[
        Standard::Cis("1.6.0", "3.1"),
        Standard::Cis("1.6.0", "3.2"),
        Standard::Cis("1.6.0", "3.3"),
        Standard::Cis("1.6.0", "3.4"),
        Standard::Cis("1.6.0", "3.5"),
        Standard::Cis("1.6.0", "3.6"),
        Standard::Cis("1.6.0", "3.7"),
        Standard::Cis("1.6.0", "3.8"),
        Standard::Cis("1.6.0", "3.9"),
        Standard::Cis("1.6.0", "3.10"),
        Standard::Cis("1.6.0", "3.11"),
        Standard::Cis("1.6.0", "3.12"),
        Standard::Cis("1.6.0", "3.17"),
        Standard::Cis("1.6.0", "3.18"),
        Standard::Cis("1.6.0", "3.19"),
        Standard::Cis("1.6.0", "3.20"),
        Standard::Cis("1.6.0", "3.21"),
        Standard::Cis("1.6.0", "3.22"),
        Standard::Cis("1.6.0", "3.23"),
        Standard::Cis("1.6.0", "3.24"),
        Standard::Cwe(732),
    ],
    fix: Safety::Manual,
    page: page!("engine_file_writable"),
};

/// The rule.
pub(crate) struct EngineFileWritable;

impl Rule for EngineFileWritable {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        for file in &host.files {
            if matches!(file.role, Role::Socket | Role::Key) {
                continue;
            }
            let finding = match (file.is_writable_by_others(), file.allows_too_much()) {
                (true, _) => Finding::of_host(&META),
                // Only root gains by it, or others may read what says little.
                (false, true) => {
                    Finding::of_host(&META).worded("engine-file-writable-loose").severity(Severity::Info)
                }
                (false, false) => continue,
            };
            let most = format!("{:o}", file.role.most());
            let finding = finding.with("path", file.path.clone()).with("mode", format!("{:o}", file.mode));
            let finding = finding.with("owner", owner(file)).about(file.path.as_str());
            let fix = Message::new("engine-file-writable-fix").with("path", file.path.clone());
            findings.add(finding.fix(Fix::manual(fix.with("mode", most))));
        }
    }
}
