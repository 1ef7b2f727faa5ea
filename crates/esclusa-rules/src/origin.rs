//! Where a finding points when several places had a part in what it is about.

use esclusa_model::Origin;

/// The first that is written somewhere, the closest one first: an item, then the list that holds it.
pub(crate) fn first_written<'a, const N: usize>(origins: [&'a Origin; N], last: &'a Origin) -> &'a Origin {
    origins.into_iter().find(|origin| origin.place.is_some()).unwrap_or(last)
}
