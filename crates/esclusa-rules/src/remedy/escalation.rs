//! No new privileges: who would miss them.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::{Change, Dialect};

use super::{basis, needed, shown, words};
use crate::Subject;
use crate::target::written_for_swarm;

/// Sets `no-new-privileges`.
pub(crate) fn forbid_new_privileges(subject: &Subject<'_>) -> Fix {
    if subject.project.dialect == Dialect::Compose && written_for_swarm(subject.workload).is_some() {
        return super::in_words("privilege-escalation-allowed-fix", "why-swarm");
    }
    let basis = basis(subject);
    let image = &subject.container.image;
    // Where the documentation tells how root becomes another user, it is not by a setuid file.
    let changes_user = basis.root == Some(true)
        && image.runs_as.known().is_some()
        && image.commands.values().next().is_some();
    let whole = image.needs_capabilities.complete || changes_user;
    let (safety, reason) = match (subject.needs.and_then(|needs| needs.new_privileges), &basis.raises) {
        (Some(true), _) => return needed("privilege-escalation-allowed-fix"),
        (Some(false), _) => shown(),
        (None, Some(program)) => {
            let reason = Message::new("fix-reason-raises").with("program", words::shown(program));
            (Safety::Risky, reason)
        }
        (None, None) => basis.judged(subject, whole),
    };
    let title = Message::new("fix-forbid-new-privileges");
    Fix::of_container(safety, title, reason, vec![Change::ForbidNewPrivileges])
}
