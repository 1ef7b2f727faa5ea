//! JUDGE: from the model to findings. Rules are pure: they do no input or output and see no bytes of any file.

mod address;
pub mod benchmark;
mod build_step;
mod capability;
mod daemon;
mod device;
mod driver_option;
mod engine_socket;
mod host;
mod host_path;
mod image_reference;
mod image_secret;
mod key_file;
mod known_service;
mod local_volume;
mod mount_target;
mod no_password;
mod origin;
mod port;
mod program;
mod remedy;
mod root;
mod rule;
mod rules;
mod seccomp_profile;
mod secret;
mod security_option;
mod seen;
mod sensitive_path;
mod started_program;
mod target;
mod tmpfs;

pub use rule::{Rule, Subject};
pub use rules::RULES;

use esclusa_finding::{Finding, Findings, RuleMeta, Thresholds};
use esclusa_model::{Evidence, Project};
use rule::Once;
use std::cell::OnceCell;
use std::collections::HashMap;

/// So many findings has a container, more or less; each takes room, and to make more of it later is to move them.
const USUAL: usize = 12;

/// What every rule says about every container and every image of a project, in their order, then in that of the rules.
#[must_use]
pub fn judge(project: &Project) -> Vec<Finding> {
    judge_with(project, &Evidence::default(), &Thresholds::default())
}

/// The same, where evidence of what the containers need makes fixes surer, by the numbers that a team has chosen.
#[must_use]
pub fn judge_with(project: &Project, evidence: &Evidence, thresholds: &Thresholds) -> Vec<Finding> {
    let mut findings = Findings::with_capacity(project.containers().count() * USUAL);
    let volumes = OnceCell::new();
    for workload in &project.workloads {
        for container in workload.init.iter().chain(&workload.containers) {
            let once = Once::default();
            let needs = evidence.of(&container.identity);
            let subject =
                Subject { project, workload, container, needs, thresholds, volumes: &volumes, once: &once };
            for rule in RULES {
                rule.check(&subject, &mut findings);
            }
        }
    }
    for rule in RULES {
        if let Some(daemon) = &project.daemon {
            rule.check_daemon(daemon, &mut findings);
        }
        if let Some(host) = &project.host {
            rule.check_host(host, &mut findings);
        }
    }
    let mut findings = findings.into_vec();
    findings.append(&mut of_recipes(project));
    findings
}

/// What every rule says about how images are made. Several may be made of one Dockerfile, with other targets or arguments:
/// what is said of one place for all of them is said once, as gravely as for the worst.
fn of_recipes(project: &Project) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let mut told: HashMap<_, usize> = HashMap::new();
    for recipe in project.recipes.iter().filter(|recipe| !recipe.judged_before) {
        let mut findings = Findings::default();
        for rule in RULES {
            rule.inspect(recipe, &mut findings);
        }
        // Within one image nothing is said twice.
        let before = all.len();
        for finding in findings.into_vec() {
            if project.recipes.len() == 1 {
                all.push(finding);
                continue;
            }
            let key = (finding.rule.id, finding.place.primary, finding.about.clone());
            match told.get(&key).and_then(|at| Some((*at, all.get_mut(*at)?))) {
                Some((at, other)) if at < before => {
                    if finding.severity > other.severity {
                        *other = finding;
                    }
                }
                _ => {
                    told.insert(key, all.len());
                    all.push(finding);
                }
            }
        }
    }
    all
}

/// The metadata of a rule by its id.
#[must_use]
pub fn find(id: &str) -> Option<&'static RuleMeta> {
    RULES.iter().map(|rule| rule.meta()).find(|meta| meta.id == id)
}
