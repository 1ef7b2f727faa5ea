//! Problems in words: every crate's problem ids are entries of the one catalogue.

use esclusa_source::Problem;

use crate::Message;

/// The message of a problem: its id is the entry, `detail` its argument.
#[must_use]
pub fn message_of(problem: &Problem) -> Message {
    Message::new(problem.id).with("detail", &problem.detail)
}
