//! A process that holds more than its container was given: `process_exceeds_container.md`.

use std::collections::BTreeMap;

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::running::{Process, names};

use crate::capability::holds;
use crate::rule::{Rule, Subject, page};
use crate::security_option::{last, truth};

static META: RuleMeta = RuleMeta {
    id: "process-exceeds-container",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "HostConfig",
    standards: &[Standard::Cis("1.6.0", "5.23"), Standard::Cwe(250)],
    fix: Safety::Manual,
    page: page!("process_exceeds_container"),
};

/// What to do, and why a person must.
const FIX: &str = "process-exceeds-container-fix";
const WHY: &str = "fix-reason-who-started";

/// So many capabilities are named.
const NAMED: usize = 4;

/// The rule.
pub(crate) struct ProcessExceedsContainer;

impl Rule for ProcessExceedsContainer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let Some(running) = &container.running else { return };
        let host = &container.request.host;
        if host.privileged.get() == Some(&true) {
            return;
        }
        let mut beyond: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
        for process in &running.processes {
            // What it may not take up itself, a setuid program that it starts may.
            let gained = if process.no_new_privileges { 0 } else { process.bounding };
            for name in names(process.capabilities | gained).filter(|name| !holds(host, name)) {
                let known = beyond.entry(&process.name).or_default();
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        for (program, held) in beyond {
            let more = held.len().saturating_sub(NAMED);
            let shown = held.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
            let finding =
                Finding::missing(&META, container).about(program).with("program", program.to_owned());
            let finding = finding.with("capabilities", shown).with("more", more);
            findings.add(finding.remedy(FIX, WHY));
        }
        let options = &host.security_opt;
        let is_asked = last(options, "no-new-privileges")
            .is_some_and(|(value, _)| value.is_none_or(|value| truth(value) == Some(true)));
        let mut say = |about: &str, wording: &'static str, is_so: &dyn Fn(&Process) -> bool| {
            if let Some(process) = running.processes.iter().find(|process| is_so(process)) {
                let finding = Finding::missing(&META, container).worded(wording).severity(Severity::Medium);
                let finding = finding.about(about).with("program", process.name.clone());
                findings.add(finding.remedy(FIX, WHY));
            }
        };
        if is_asked {
            say("no-new-privileges", "process-exceeds-container-gains", &|process| {
                !process.no_new_privileges
            });
        }
        // Whoever asks for a filter of their own is judged by it.
        if last(options, "seccomp").is_none() {
            say("seccomp", "process-exceeds-container-unfiltered", &|process| {
                process.is_filtered == Some(false)
            });
        }
    }
}
