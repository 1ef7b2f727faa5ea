//! Changes as byte edits of command lines: flags put, said anew or taken away, each where the line says it.

mod environment;
mod hand;
mod line;
mod lists;
mod mounts;
mod plan;
mod ports;
mod proof;
mod settings;

use esclusa_source::{Detail, Sources, Span, detail};

use self::line::{Line, Unfit};
use self::plan::{Obstacle, Step};
use crate::dialect::run::ambiguous::shown;
use crate::dialect::{Lowered, Refusal, generated};
use crate::field::Slot;
use crate::{Change, Container, Project};

pub(in crate::dialect) use self::hand::by_hand;

/// Why a change has no steps.
enum Unplanned {
    /// Something at a place stands in the way.
    Obstacle(Obstacle),
    /// The line does not say what the change is about.
    Unsaid,
}

impl Unplanned {
    fn at(place: Option<Span>, why: Detail) -> Self {
        Self::Obstacle(Obstacle { place, why })
    }
}

/// The steps of a change.
type Planned = Result<Vec<Step>, Unplanned>;

/// A change as edits of the command line that asks for a container.
///
/// # Errors
/// Where the line cannot surely be edited: what a variable or a file of variables says, quotes within quotes that do not
/// read as they are written.
pub fn lower(_: &Project, container: &Container, change: &Change, sources: &Sources) -> Lowered {
    let mut after = container.clone();
    change.apply(&mut after);
    if says(container) == says(&after) {
        return Ok(Vec::new());
    }
    let refuse = |place: Option<Span>, why: Detail, by_hand: String| {
        Err(Refusal { place: place.or(container.place.place), why, by_hand })
    };
    let Some(place) = container.place.place else {
        let why = detail!("line-edit-no-text", "it was not read from a text");
        return refuse(None, why, by_hand(change, &after));
    };
    let source = sources.file(place.file);
    if let Some(mark) = generated::mark(place.file, &source.text) {
        let why = detail!("line-edit-generated", "the file says that it is generated");
        return refuse(Some(mark), why, by_hand(change, &after));
    }
    let line = match Line::find(&source.path, &source.text, place) {
        Ok(line) => line,
        Err(unfit) => {
            let why = match unfit {
                Unfit::Missing => detail!("line-edit-missing", "the command is not found where it was read"),
                Unfit::Unfinished => detail!("line-edit-unfinished", "a quote in the command never ends"),
            };
            return refuse(None, why, by_hand(change, &after));
        }
    };
    let steps = match steps(&line, container, &after, change) {
        Ok(steps) if !steps.is_empty() => steps,
        Ok(_) | Err(Unplanned::Unsaid) => {
            let why = detail!("line-edit-no-flag", "no flag of the command says it");
            return refuse(None, why, by_hand(change, &after));
        }
        Err(Unplanned::Obstacle(Obstacle { place, why })) => {
            return refuse(place, why, by_hand(change, &after));
        }
    };
    match plan::edits(&line, &steps) {
        Ok(edits) if proof::holds(&source.text, place, &line, &steps, &edits) => Ok(edits),
        Ok(_) => {
            let why = detail!("line-edit-otherwise", "the command would be read otherwise than it is meant");
            refuse(None, why, plan::by_hand(&line, &steps))
        }
        Err(Obstacle { place, why }) => refuse(place, why, plan::by_hand(&line, &steps)),
    }
}

/// What a container asks for. An empty list of paths is not the same as none, though it is equal.
fn says(container: &Container) -> (&crate::container::Request, [bool; 2]) {
    let host = &container.request.host;
    (&container.request, [&host.masked_paths, &host.readonly_paths].map(|list| Slot::write(list).is_some()))
}

/// What a change does to the flags of a line that asks for `before`, so that it asks for `after`.
fn steps(line: &Line<'_>, before: &Container, after: &Container, change: &Change) -> Planned {
    match change {
        Change::BindPortToLoopback { port } => ports::bind_to_loopback(line, port),
        Change::BindRangeToLoopback { ports } => ports::bind_range_to_loopback(line, ports),
        Change::UnpublishPort { port } => ports::unpublish(line, before, port),
        Change::PublishNamedPortsOnly => Ok(settings::gone(line, &["publish-all"])),
        Change::DropPrivileged => Ok(settings::gone(line, &["privileged"])),
        Change::PrivateNamespace(namespace) => Ok(settings::private_namespace(line, *namespace)),
        Change::RemoveDevice { path } => Ok(lists::remove_device(line, before, path)),
        Change::RemoveDeviceRule { rule } => Ok(lists::remove_value(line, "device-cgroup-rule", rule)),
        Change::RemoveMount { target } => mounts::remove(line, before, target),
        Change::MakeMountReadOnly { target } => mounts::make_read_only(line, before, target),
        Change::StopMountPropagation { target } => mounts::stop_propagation(line, before, target),
        Change::RestrictTmpfs { target } => Ok(mounts::restrict_tmpfs(line, before, target)),
        Change::RemoveSecurityOption { .. } => Ok(lists::remove_options(line, before, after)),
        Change::RestoreSystemPaths => Ok(lists::remove_value(line, "security-opt", lists::UNMASKED)),
        Change::DropAllCapabilities { .. } | Change::AddCapability { .. } | Change::DropCapability { .. } => {
            Ok(lists::capabilities(line, after))
        }
        Change::LimitMemory { .. } => Ok(settings::memory(line, before, after)),
        Change::LimitCpus { .. } => Ok(settings::cpus(line, after)),
        Change::LimitProcesses { processes } => {
            Ok(vec![settings::set(line, "pids-limit", processes.to_string())])
        }
        Change::LimitLogs { .. } => Ok(settings::logs(line, before, after)),
        Change::SetRestart { .. } => Ok(settings::restart(line, before, after)),
        Change::SetUser { user } => Ok(vec![settings::set(line, "user", user.clone())]),
        Change::ForbidNewPrivileges => Ok(lists::forbid_new_privileges(line)),
        Change::MakeRootReadOnly { .. } => Ok(mounts::make_root_read_only(line, before, after)),
        Change::ReadSecretFromFile { variable, source, target } => {
            environment::read_from_file(line, before, variable, source, target)
        }
        Change::RemoveVariable { variable } => environment::remove(line, before, variable),
        Change::PinImage { .. } => {
            Ok(after.request.image.get().cloned().map(Step::Image).into_iter().collect())
        }
        Change::AddDevice { path } => Ok(vec![Step::Add("device", Some(path.clone()))]),
        Change::Remove(setting) => Ok(settings::remove(line, setting)),
    }
}
