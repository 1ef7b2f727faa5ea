//! Input that could not be understood: always reported, never skipped in silence.

use crate::{Detail, Span};

/// One thing that could not be understood, as a message id with its arguments.
///
/// The text people read is made from the id and the detail by the message catalogue of `esclusa-finding`, in the user's
/// language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Message id, kebab-case: `yaml-syntax`, `duplicate-key`, `compose-invalid`.
    pub id: &'static str,
    /// Where, if there is a place.
    pub span: Option<Span>,
    /// What exactly, in lower case, without a full stop. Never holds a secret's value.
    pub detail: Detail,
}

impl Problem {
    /// A problem at a place.
    #[must_use]
    pub fn new(id: &'static str, span: impl Into<Option<Span>>, detail: impl Into<Detail>) -> Self {
        Self { id, span: span.into(), detail: detail.into() }
    }
}
