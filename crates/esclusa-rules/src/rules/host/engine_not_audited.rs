//! The engine's files without audit rules: `engine_not_audited.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-not-audited",
    practice: Practice::Host,
    severity: Severity::Info,
    field: "audit",
    standards: &[
        Standard::Cis("1.6.0", "1.1.3"),
        Standard::Cis("1.6.0", "1.1.4"),
        Standard::Cis("1.6.0", "1.1.5"),
        Standard::Cis("1.6.0", "1.1.6"),
        Standard::Cis("1.6.0", "1.1.7"),
        Standard::Cis("1.6.0", "1.1.8"),
        Standard::Cis("1.6.0", "1.1.9"),
        Standard::Cis("1.6.0", "1.1.10"),
        Standard::Cis("1.6.0", "1.1.11"),
        Standard::Cis("1.6.0", "1.1.12"),
        Standard::Cis("1.6.0", "1.1.13"),
        Standard::Cis("1.6.0", "1.1.14"),
        Standard::Cis("1.6.0", "1.1.15"),
        Standard::Cis("1.6.0", "1.1.16"),
        Standard::Cis("1.6.0", "1.1.17"),
        Standard::Cis("1.6.0", "1.1.18"),
        Standard::Cwe(778),
    ],
    fix: Safety::Manual,
    page: page!("engine_not_audited"),
};

/// The rule.
pub(crate) struct EngineNotAudited;

impl Rule for EngineNotAudited {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        let Some(audit) = &host.audit else { return };
        let missing: Vec<&str> = audit.missing().collect();
        let Some(first) = missing.first() else { return };
        let finding =
            Finding::of_host(&META).with("number", missing.len()).with("first", (*first).to_owned());
        let rules: Vec<String> = missing.iter().map(|path| format!("-w {path} -p wa -k docker")).collect();
        let fix = Message::new("engine-not-audited-fix").with("rules", rules.join("; "));
        findings.add(finding.fix(Fix::manual(fix)));
    }
}
