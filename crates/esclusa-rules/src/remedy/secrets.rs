//! Secrets that leave the environment.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::{Change, Fact};

use super::{basis, words};
use crate::Subject;
use crate::capability::holds;
use crate::secret::Carried;

/// Lets the image read a variable's value from a file, if it is documented to.
pub(crate) fn from_file(subject: &Subject<'_>, carried: &Carried, manual: &'static str) -> Fix {
    let image = &subject.container.image;
    let words = |why: &'static str| Fix::manual(Message::new(manual)).because(Message::new(why));
    if carried.outside {
        return words("why-secret-outside");
    }
    // A file holds one value for everybody: that of a development's default, where another sets the variable.
    if carried.variable {
        return words("why-secret-variable");
    }
    if !image.file_variables.values().any(|variable| variable == carried.name) {
        return words("why-secret");
    }
    let file = carried.name.to_ascii_lowercase();
    // Two services may have a variable of one name.
    let service = subject.container.identity.service.as_deref().filter(|name| !name.contains(['/', '\\']));
    let own = service.map(|name| format!("{name}_")).unwrap_or_default();
    let basis = basis(subject);
    // The file belongs to whoever writes it: only root reads it whatever its owner, and some images read it when they are
    // root no more.
    let stays_root = subject.needs.is_none_or(|needs| needs.user.is_none())
        && matches!(image.files_read_as, Fact::Unknown);
    let reads =
        basis.root == Some(true) && stays_root && holds(&subject.container.request.host, "DAC_OVERRIDE");
    let (safety, reason) = match basis.judged(subject, reads) {
        (Safety::Safe, reason) => (Safety::Safe, reason),
        (_, _) if basis.documentation.is_ok() => super::doubted("fix-reason-unreadable"),
        other => other,
    };
    let (safety, reason) = match words::name(subject.container, &carried.name) {
        true => {
            (Safety::Risky, Message::new("fix-reason-variable-read").with("variable", carried.name.clone()))
        }
        false => (safety, reason),
    };
    let title = Message::new("fix-secret-file").with("variable", carried.name.clone());
    let change = Change::ReadSecretFromFile {
        variable: carried.name.clone(),
        source: format!("secrets/{own}{file}"),
        target: format!("/run/secrets/{file}"),
    };
    Fix::of_container(safety, title, reason, vec![change])
}
