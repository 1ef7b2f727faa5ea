//! A version with a known way out: `known_escape.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;
use esclusa_model::daemon::escapes;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "known-escape",
    practice: Practice::Daemon,
    severity: Severity::High,
    field: "Components",
    standards: &[Standard::Cis("1.6.0", "1.2.2"), Standard::Cwe(1395), Standard::Attack("T1611")],
    fix: Safety::Manual,
    page: page!("known_escape"),
};

/// The rule.
pub(crate) struct KnownEscape;

impl Rule for KnownEscape {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        for known in escapes::known(daemon) {
            let escape = &known.escape;
            let mut finding = Finding::of_daemon(&META, Place::default());
            finding = finding.severity(escape.severity.parse().unwrap_or(META.severity));
            if known.may_be_mended {
                finding = finding.worded("known-escape-unknown").severity(Severity::Low);
            }
            let finding = finding
                .with("cve", escape.cve.clone())
                .with("part", escape.part.clone())
                .with("version", known.version)
                .with("fixed", known.fixed.join(", "))
                .with("date", escapes::table(daemon).date.clone());
            let fix = Message::new("known-escape-fix").with("source", escape.source.clone());
            findings.add(finding.about(escape.cve.clone()).fix(Fix::manual(fix)));
        }
    }
}
