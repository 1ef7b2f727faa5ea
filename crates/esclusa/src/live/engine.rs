//! The containers of an engine, in their effective configuration.

use esclusa_model::Reading;

use crate::reading::Reader;

/// Every container, running or not.
pub(crate) fn all(_reader: &mut Reader<'_>) -> Reading {
    Reading::default()
}

/// One container, by name or id.
pub(crate) fn one(_name: &str, _reader: &mut Reader<'_>) -> Reading {
    Reading::default()
}
