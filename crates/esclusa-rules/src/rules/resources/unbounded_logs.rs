//! Log files that grow without end: `unbounded_logs.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "unbounded-logs",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.LogConfig",
    standards: &[Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("unbounded_logs"),
};

/// The rule.
pub(crate) struct UnboundedLogs;

impl Rule for UnboundedLogs {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let log = &host.log_config;
        // What is removed when it ends takes its log along.
        if host.auto_remove.get() == Some(&true) || log.driver.unknown().is_some() {
            return;
        }
        if log.config.entries.contains_key("max-size") {
            return;
        }
        let driver = log.driver.get().map_or("", String::as_str);
        let finding = match driver {
            "json-file" => {
                let place = Place::of_field(&log.driver, &subject.container.place);
                Finding::at(&META, subject.container, place)
            }
            // The daemon decides, by default for `json-file`: not known from here.
            "" => {
                let finding = Finding::missing(&META, subject.container);
                finding.worded("unbounded-logs-default").severity(Severity::Info)
            }
            _ => return,
        };
        findings.add(finding.fix(remedy::logs(driver)));
    }
}
