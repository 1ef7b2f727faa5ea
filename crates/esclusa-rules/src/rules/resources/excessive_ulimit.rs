//! A limit of processes that limits nothing: `excessive_ulimit.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Setting;

use crate::origin::first_written;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "excessive-ulimit",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.Ulimits",
    standards: &[Standard::Cis("1.6.0", "5.19"), Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Risky,
    page: page!("excessive_ulimit"),
};

/// The rule.
pub(crate) struct ExcessiveUlimit;

impl Rule for ExcessiveUlimit {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let most_files = subject.thresholds.open_files;
        let pids_limited = host.pids_limit.get().is_some_and(|processes| *processes > 0);
        for asked in &host.ulimits.items {
            let Some(ulimit) = asked.get() else { continue };
            let Some(hard) = ulimit.hard.get().filter(|_| ulimit.hard.unknown().is_none()) else { continue };
            // The engine takes names in capitals as well.
            let name = ulimit.name.get().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
            let unlimited = *hard < 0;
            let severity = match name.as_str() {
                "nofile" if unlimited || *hard > most_files => META.severity,
                // A limit of the container's own processes holds whatever this says.
                "nproc" if unlimited && !pids_limited => META.severity,
                "core" if unlimited => Severity::Info,
                _ => continue,
            };
            let origins = [&ulimit.hard.origin, &ulimit.name.origin, &asked.origin];
            let origin = first_written(origins, &host.ulimits.origin);
            let place = Place::of(origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).severity(severity).about(name.clone());
            let fix = remedy::remove_setting("excessive-ulimit-fix", Setting::Ulimit(name.clone()));
            let finding = match name.as_str() {
                "core" => finding.worded("excessive-ulimit-core"),
                "nofile" if !unlimited => {
                    let finding = finding.worded("excessive-ulimit-files");
                    finding.with("asked", hard.to_string()).with("most", most_files.to_string())
                }
                _ => finding.with("name", name),
            };
            findings.add(finding.fix(fix));
        }
    }
}
