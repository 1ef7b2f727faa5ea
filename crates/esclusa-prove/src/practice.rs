//! The practice that is to stop an attack.

use esclusa_finding::Practice;
use esclusa_probe::Attack;

/// The practice of an attack, which knows its number only.
#[must_use]
pub fn practice(attack: &Attack) -> Option<Practice> {
    Practice::ALL.into_iter().find(|practice| practice.number() == Some(attack.practice))
}
