//! What an attack is, and the list of them all.

use crate::battery;
use crate::outcome::Outcome;
use crate::scene::Scene;

/// One way in which a container's process may do harm.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// Its name, which says what was done once it has succeeded.
    pub id: &'static str,
    /// The message that says in words what it does.
    pub message: &'static str,
    /// The number of the practice that is to stop it, 1 to 8.
    pub practice: u8,
    /// The calls that it is made of.
    pub mechanism: &'static str,
    /// Makes it, in a process that is ended afterwards.
    pub(crate) run: fn(&Scene<'_>) -> Outcome,
}

/// An attack: its name, the number of its practice, its mechanism, and what makes it.
macro_rules! attack {
    ($id:literal, $practice:literal, $mechanism:literal, $run:path) => {
        Attack {
            id: $id,
            message: concat!("attack-", $id),
            practice: $practice,
            mechanism: $mechanism,
            run: $run,
        }
    };
}
pub(crate) use attack;

/// Every attack, by practice, in the order in which they are tried.
pub fn attacks() -> impl Iterator<Item = &'static Attack> {
    [
        battery::ports::ATTACKS,
        battery::privilege::ATTACKS,
        battery::kernel::ATTACKS,
        battery::capabilities::ATTACKS,
        battery::devices::ATTACKS,
        battery::resources::ATTACKS,
        battery::user::ATTACKS,
        battery::escalation::ATTACKS,
        battery::filesystem::ATTACKS,
        battery::secrets::ATTACKS,
    ]
    .into_iter()
    .flatten()
}
