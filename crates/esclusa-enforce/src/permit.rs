//! Permits: made here, of one container and one update of it.

use esclusa_model::dialect::engine::Update;
use esclusa_model::{Change, Project, Tree};

use crate::refusal::Refusal;
use crate::weaker;

/// The right to make one update of one container, once. Nobody else can make one, nor use one twice:
///
/// ```compile_fail,E0451
/// let _ = esclusa_enforce::Permit { container: "b123".to_owned(), update: Default::default() };
/// ```
///
/// ```compile_fail,E0382
/// fn twice(permit: esclusa_enforce::Permit) -> (esclusa_enforce::Permit, esclusa_enforce::Permit) {
///     (permit, permit)
/// }
/// ```
#[derive(Debug)]
#[must_use = "nothing is changed by a permit alone"]
pub struct Permit {
    container: String,
    update: Update,
}

impl Permit {
    /// The identifier of the container, never its name: another may have that by now.
    #[must_use]
    pub fn container(&self) -> &str {
        &self.container
    }

    /// What may be changed of it, and nothing else.
    #[must_use]
    pub const fn update(&self) -> &Update {
        &self.update
    }
}

/// Permits these changes of the one container of a project, which was read of its engine and completed by what stands
/// around it, if they make nothing weaker.
///
/// # Errors
/// Why not.
pub fn permit(project: &Project, changes: &[Change]) -> Result<Permit, Refusal> {
    let [workload] = &project.workloads[..] else { return Err(Refusal::NotOne) };
    let [before] = &workload.containers[..] else { return Err(Refusal::NotOne) };
    // The identifier stands in the document that is judged: who asks cannot name another container.
    let container = workload.rest.get("Id").and_then(Tree::as_str).unwrap_or_default();
    if !is_identifier(container) {
        return Err(Refusal::NoIdentifier);
    }
    let update = Update::of(before, changes).ok_or(Refusal::NeedsNewContainer)?;
    if update.is_empty() {
        return Err(Refusal::Nothing);
    }
    let mut changed = project.clone();
    let containers = changed.workloads.iter_mut().flat_map(|workload| &mut workload.containers);
    containers.for_each(|container| weaker::change(container, &update));
    let after = changed.containers().next().ok_or(Refusal::NotOne)?;
    weaker::limits(before, after, &update)?;
    weaker::use_seen(after, &update)?;
    weaker::findings(project, &changed)?;
    Ok(Permit { container: container.to_owned(), update })
}

/// Whether it can stand in a path as it is: engines give hexadecimal digits.
fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
