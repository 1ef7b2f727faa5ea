//! Input that could not be understood: always reported, never skipped in silence.

use crate::Span;

/// One thing that could not be understood, as a message id with its arguments.
///
/// The text people read is made from the id by the message catalogue of `esclusa-finding`, in the user's language;
/// `detail` is the plain English wording used in logs and tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Message id, kebab-case: `yaml-syntax`, `duplicate-key`, `compose-invalid`.
    pub id: &'static str,
    /// Where, if there is a place.
    pub span: Option<Span>,
    /// What exactly, in English, lower case, without a full stop. Never holds a secret's value.
    pub detail: String,
}

impl Problem {
    /// A problem at a place.
    #[must_use]
    pub fn new(id: &'static str, span: impl Into<Option<Span>>, detail: impl Into<String>) -> Self {
        Self { id, span: span.into(), detail: detail.into() }
    }
}
