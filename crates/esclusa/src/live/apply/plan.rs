//! Which fixes of a container can be made where it stands, and which of them are wanted and permitted.

use esclusa_enforce::{Refusal, permit};
use esclusa_finding::{Cure, Finding, Fix, Safety};
use esclusa_model::dialect::engine::{Quota, Update};
use esclusa_model::{Change, Project, Tree};

use crate::exit::Exit;

/// What a container used says what it needs after so many seconds: not by what it did when it started.
const LONG_ENOUGH: u64 = 3_600;

/// Which fixes are asked for.
pub(super) struct Wish {
    /// Also those that may break something.
    pub(super) risky: bool,
    /// Those of these rules; of all if there are none.
    pub(super) only: Vec<String>,
}

/// A fix that is made where the container stands.
pub(super) struct Step {
    pub(super) finding: Finding,
    pub(super) fix: Fix,
    pub(super) update: Update,
    changes: Vec<Change>,
}

/// What is to be changed of a container.
pub(super) struct Plan {
    /// The container as it was judged.
    pub(super) project: Project,
    /// Its identifier.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
    /// All of them as one.
    pub(super) update: Update,
    /// What is wanted and not permitted.
    pub(super) refused: Vec<(Finding, Refusal)>,
    /// How many could be made and may break something.
    pub(super) risky: usize,
    /// How many limits somebody must choose.
    pub(super) unset: usize,
}

/// How sure a fix is.
enum Standing {
    Sure,
    Risky,
    /// Somebody must say the number.
    Unset,
}

impl Plan {
    /// The plan for a container that was judged; nothing if it is none.
    pub(super) fn of(project: Project, findings: &[Finding], wish: &Wish) -> Option<Self> {
        let container = project.containers().next()?.clone();
        let name = container.name.get().cloned().unwrap_or_default();
        let (steps, refused, update) = (Vec::new(), Vec::new(), Update::default());
        let id = id(&project).to_owned();
        let mut plan = Self { project, id, name, steps, update, refused, risky: 0, unset: 0 };
        let seconds = container.running.as_ref().and_then(|running| running.seconds).unwrap_or(0);
        for finding in findings.iter().filter(|finding| !finding.waived && wish.concerns(finding)) {
            let Some(fix) = &finding.fix else { continue };
            let Cure::Container(changes) = &fix.cure else { continue };
            let Some(update) = Update::of(&container, changes) else { continue };
            match standing(fix, &update, seconds) {
                Standing::Unset => plan.unset += 1,
                Standing::Risky if !wish.risky => plan.risky += 1,
                _ => plan.add(finding, fix, update, changes),
            }
        }
        Some(plan)
    }

    /// Adds a fix, if it is permitted beside those that are there.
    fn add(&mut self, finding: &Finding, fix: &Fix, update: Update, changes: &[Change]) {
        let together: Vec<Change> = self.changes().into_iter().chain(changes.iter().cloned()).collect();
        match permit(&self.project, &together) {
            Ok(permit) => {
                self.update = permit.update().clone();
                let (finding, fix, changes) = (finding.clone(), fix.clone(), changes.to_vec());
                self.steps.push(Step { finding, fix, update, changes });
            }
            Err(Refusal::Nothing) => {}
            Err(why) => self.refused.push((finding.clone(), why)),
        }
    }

    /// All changes, in their order.
    pub(super) fn changes(&self) -> Vec<Change> {
        self.steps.iter().flat_map(|step| step.changes.iter().cloned()).collect()
    }

    /// How a run ends that did what it could.
    pub(super) fn exit(&self) -> Exit {
        if self.refused.is_empty() { Exit::Clean } else { Exit::Findings }
    }
}

impl Wish {
    fn concerns(&self, finding: &Finding) -> bool {
        self.only.is_empty() || self.only.iter().any(|id| id == finding.rule.id)
    }
}

/// The rules call no limit safe by what one container has used: one like it may be used otherwise. Here it is this very one,
/// and the limit can be widened at once.
fn standing(fix: &Fix, update: &Update, seconds: u64) -> Standing {
    // Somebody has said that it wants more than it was seen to use.
    let is_reserved = update.numbers().iter().any(|(quota, _)| *quota == Quota::MemoryReservation);
    match fix.safety {
        _ if fix.is_placeholder() => Standing::Unset,
        Safety::Safe => Standing::Sure,
        Safety::Risky if fix.is_measured() && seconds >= LONG_ENOUGH && !is_reserved => Standing::Sure,
        Safety::Risky | Safety::Manual => Standing::Risky,
    }
}

/// The identifier of the container that a project was read of.
pub(super) fn id(project: &Project) -> &str {
    let rest = project.workloads.first().map(|workload| &workload.rest);
    rest.and_then(|rest| rest.get("Id")).and_then(Tree::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use esclusa_model::container::HostConfig;
    use esclusa_model::running::{Cpu, Memory, Process, Tasks};
    use esclusa_model::{Container, Dialect, Entries, Field, Origin, Running, Workload};

    use super::*;

    /// A container that was seen to use this for so many seconds, with this reserved.
    fn used(seconds: u64, reserved: Option<i64>) -> Project {
        let running = Running {
            seconds: Some(seconds),
            processes: vec![Process { pid: 7, ..Process::default() }],
            memory: Some(Memory { peak: 100 << 20, now: 80 << 20, ..Memory::default() }),
            tasks: Some(Tasks { peak: 90, ..Tasks::default() }),
            cpu: Some(Cpu { used: 1, ..Cpu::default() }),
            ..Running::default()
        };
        let mut container = Container { running: Some(Box::new(running)), ..Container::default() };
        if let Some(reserved) = reserved {
            container.request.host.memory_reservation = Field::new(reserved, Origin::default());
        }
        let rest = Entries::from([("Id".to_owned(), Tree::bare("b123".to_owned()))]);
        let workload = Workload { containers: vec![container], rest, ..Workload::default() };
        Project { dialect: Dialect::Engine, workloads: vec![workload], ..Project::default() }
    }

    fn plan(project: Project, risky: bool) -> Plan {
        let findings = esclusa_rules::judge(&project);
        Plan::of(project, &findings, &Wish { risky, only: Vec::new() }).expect("a plan")
    }

    fn rules(plan: &Plan) -> Vec<&str> {
        plan.steps.iter().map(|step| step.finding.rule.id).collect()
    }

    #[test]
    fn what_was_used_for_an_hour_makes_a_limit_sure() {
        let soon = plan(used(LONG_ENOUGH - 1, None), false);
        assert_eq!((rules(&soon), soon.risky, soon.unset), (Vec::new(), 3, 0));
        let later = plan(used(LONG_ENOUGH, None), false);
        // CPU time is an average: nothing says what it took at most.
        assert_eq!((rules(&later), later.risky), (vec!["no-memory-limit", "no-pids-limit"], 1));
        let mut project = used(LONG_ENOUGH, None);
        let containers = project.workloads.iter_mut().flat_map(|workload| &mut workload.containers);
        containers.for_each(|container| later.update.apply(container));
        let host: &HostConfig = &project.workloads[0].containers[0].request.host;
        assert_eq!(Quota::Memory.of(host).map(|bytes| bytes >> 20), Some(160));
        assert_eq!(Quota::PidsLimit.of(host), Some(144));
        assert_eq!(rules(&plan(used(1, None), true)).len(), 3);
    }

    #[test]
    fn a_reservation_is_not_lowered_without_being_asked_to() {
        let reserved = plan(used(LONG_ENOUGH, Some(200 << 20)), false);
        assert_eq!((rules(&reserved), reserved.risky), (vec!["no-pids-limit"], 2));
        let risky = plan(used(LONG_ENOUGH, Some(200 << 20)), true);
        assert!(risky.update.numbers().contains(&(Quota::MemoryReservation, 160 << 20)));
    }

    #[test]
    fn a_number_that_stands_in_is_never_set() {
        let mut project = used(LONG_ENOUGH, None);
        project.workloads[0].containers[0].running = None;
        let plan = plan(project, true);
        assert_eq!((rules(&plan), plan.unset), (Vec::new(), 3));
    }

    #[test]
    fn a_limit_that_is_nearly_reached_is_not_widened_here() {
        let mut project = used(LONG_ENOUGH, None);
        let container = &mut project.workloads[0].containers[0];
        container.request.host.pids_limit = Field::new(95, Origin::default());
        let tasks = container.running.as_mut().and_then(|running| running.tasks.as_mut());
        tasks.expect("tasks").limit = Some(95);
        let plan = plan(project, false);
        assert_eq!(rules(&plan), ["no-memory-limit"]);
        let (finding, why) = plan.refused.first().expect("a refusal");
        assert_eq!((finding.rule.id, why), ("limit-nearly-reached", &Refusal::Raises("PidsLimit")));
        assert_eq!(plan.exit(), Exit::Findings);
    }
}
