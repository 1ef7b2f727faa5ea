//! The host of an engine.

use esclusa_model::Reading;

use crate::reading::Reader;

/// What can be learned of it.
pub(crate) fn read(_reader: &mut Reader<'_>) -> Reading {
    Reading::default()
}
