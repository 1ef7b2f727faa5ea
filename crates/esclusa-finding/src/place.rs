//! Where a finding points: exactly one primary place, and the places through which the value arrived.

use esclusa_model::{Field, Origin, Via};
use esclusa_source::Span;

/// A place through which a value came to the container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// How.
    pub via: Via,
    /// Where.
    pub span: Span,
}

/// The places of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The place that asked, or that lacks what it should ask; `None` for a command typed as an argument.
    pub primary: Option<Span>,
    /// The steps from there to the container, innermost first.
    pub related: Vec<Related>,
}

impl Place {
    /// The place of a value; `fallback` (the container's own) if the value has none.
    #[must_use]
    pub fn of(origin: &Origin, fallback: &Origin) -> Self {
        let origin = if origin.place.is_some() { origin } else { fallback };
        let related = origin
            .links()
            .filter_map(|link| Some(Related { via: link.via.clone(), span: link.place? }))
            .filter(|related| Some(related.span) != origin.place)
            .collect();
        Self { primary: origin.place, related }
    }

    /// The place of a field.
    #[must_use]
    pub fn of_field<T>(field: &Field<T>, fallback: &Origin) -> Self {
        Self::of(&field.origin, fallback)
    }
}
