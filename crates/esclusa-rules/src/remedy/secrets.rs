//! Secrets that leave the environment.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::Change;

use super::basis;
use crate::Subject;
use crate::secret::Carried;

/// Lets the image read a variable's value from a file, if it is documented to.
pub(crate) fn from_file(subject: &Subject<'_>, carried: &Carried, manual: &'static str) -> Fix {
    let image = &subject.container.image;
    let words = |why: &'static str| Fix::manual(Message::new(manual)).because(Message::new(why));
    if carried.outside {
        return words("why-secret-outside");
    }
    if !image.file_variables.values().any(|variable| variable == carried.name) {
        return words("why-secret");
    }
    let file = carried.name.to_ascii_lowercase();
    let basis = basis(subject);
    // The file belongs to whoever writes it: only root reads it whatever its owner.
    let reads = basis.root == Some(true);
    let (safety, reason) = match basis.judged(subject, reads) {
        (Safety::Safe, reason) => (Safety::Safe, reason),
        (_, _) if basis.documentation.is_ok() => super::doubted("fix-reason-unreadable"),
        other => other,
    };
    let title = Message::new("fix-secret-file").with("variable", carried.name.clone());
    let change = Change::ReadSecretFromFile {
        variable: carried.name.clone(),
        source: format!("secrets/{file}"),
        target: format!("/run/secrets/{file}"),
    };
    Fix::of_container(safety, title, reason, vec![change])
}
