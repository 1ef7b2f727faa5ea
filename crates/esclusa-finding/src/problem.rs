//! Problems in words: every crate's problem ids are entries of the one catalogue.

use esclusa_detect::hidden;
use esclusa_source::Problem;

use crate::{Argument, Message};

/// The message of a problem: its id is the entry, `detail` its argument. Secrets that only the whole detail gives away
/// (`required variable PASSWORD is missing a value: …`) are hidden in its parts.
#[must_use]
pub fn message_of(problem: &Problem) -> Message {
    let text = problem.detail.as_str();
    let secrets: Vec<&str> = hidden(text).into_iter().filter_map(|span| text.get(span)).collect();
    let mut detail = Argument::from(&problem.detail);
    detail.conceal(&secrets);
    Message::new(problem.id).with("detail", detail)
}
