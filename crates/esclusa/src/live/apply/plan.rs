//! Which fixes of a container can be made where it stands, and which of them are wanted and permitted.

use esclusa_enforce::{Refusal, permit};
use esclusa_finding::{Cure, Finding, Fix, Safety};
use esclusa_model::dialect::engine::Update;
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
            match standing(fix, seconds) {
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
fn standing(fix: &Fix, seconds: u64) -> Standing {
    match fix.safety {
        _ if fix.is_placeholder() => Standing::Unset,
        Safety::Safe => Standing::Sure,
        Safety::Risky if fix.is_measured() && seconds >= LONG_ENOUGH => Standing::Sure,
        Safety::Risky | Safety::Manual => Standing::Risky,
    }
}

/// The identifier of the container that a project was read of.
pub(super) fn id(project: &Project) -> &str {
    let rest = project.workloads.first().map(|workload| &workload.rest);
    rest.and_then(|rest| rest.get("Id")).and_then(Tree::as_str).unwrap_or_default()
}
