//! A container that is spared when memory runs out: `oom_killer_disabled.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Setting;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "oom-killer-disabled",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.OomKillDisable",
    standards: &[Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Risky,
    page: page!("oom_killer_disabled"),
};

/// The rule.
pub(crate) struct OomKillerDisabled;

impl Rule for OomKillerDisabled {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let host = &container.request.host;
        let limited = host.memory.get().is_some_and(|bytes| *bytes > 0);
        let disabled = &host.oom_kill_disable;
        if disabled.get() == Some(&true) && disabled.unknown().is_none() {
            let place = Place::of_field(disabled, &container.place);
            // Below a limit only the container itself stands still.
            let severity = if limited { META.severity } else { Severity::Medium };
            let finding = Finding::at(&META, container, place).severity(severity);
            findings
                .add(finding.fix(remedy::remove_setting("oom-killer-disabled-fix", Setting::OomKillDisable)));
        }
        let score = &host.oom_score_adj;
        if let Some(adjustment) = score.get().filter(|value| **value < 0 && score.unknown().is_none()) {
            let place = Place::of_field(score, &container.place);
            let finding = Finding::at(&META, container, place).worded("oom-killer-disabled-score");
            let finding = finding.with("score", adjustment.to_string()).about("score");
            findings
                .add(finding.fix(remedy::remove_setting("oom-killer-disabled-fix", Setting::OomScoreAdj)));
        }
    }
}
