//! The answers to a benchmark's checks, in its order.

use crate::Message;

/// How one check is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It was looked at, and holds.
    Pass,
    /// It does not hold.
    Fail,
    /// There is nothing that it could be about.
    NotApplicable,
    /// A person has to look, and why is said.
    Manual,
    /// It was not looked at, and what would have to be asked for is said.
    NotSeen,
}

impl State {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Fail, Self::NotApplicable, Self::Manual, Self::NotSeen];

    /// The word in JSON, and the end of the message that names it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable => "not-applicable",
            Self::Manual => "manual",
            Self::NotSeen => "not-seen",
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Pass => "state-pass",
            Self::Fail => "state-fail",
            Self::NotApplicable => "state-not-applicable",
            Self::Manual => "state-manual",
            Self::NotSeen => "state-not-seen",
        }
    }
}

/// The answer to one check.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its number in the benchmark (`5.12`).
    pub number: &'static str,
    /// What ought to hold.
    pub title: Message,
    /// Whether it does.
    pub state: State,
    /// Why it is answered so, where the state alone does not say it.
    pub reason: Option<Message>,
    /// Whom it is about: containers, files, users.
    pub subjects: Vec<String>,
}
