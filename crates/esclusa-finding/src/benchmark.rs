//! The answers to a benchmark's checks, in its order.

use crate::Message;

/// A version of the CIS Docker Benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// Of June 2023, docker-bench-security's.
    V1_6,
    /// Of July 2025. As public material has it (docker-bench-security's pull request 574, the skills of CyberStrike), one
    /// recommendation is new, 2.7, and those behind it in its section have moved; the others keep their numbers.
    V1_8,
}

impl Version {
    /// All of them, the oldest first.
    pub const ALL: [Self; 2] = [Self::V1_6, Self::V1_8];

    /// Its name (`1.6.0`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_6 => "1.6.0",
            Self::V1_8 => "1.8.0",
        }
    }

    /// The number here of what has this number in 1.6.0.
    #[must_use]
    pub fn number(self, number: &'static str) -> &'static str {
        let moved = |(old, new): &(&str, &'static str)| (*old == number).then_some(*new);
        match self {
            Self::V1_6 => number,
            Self::V1_8 => MOVED.iter().find_map(moved).unwrap_or(number),
        }
    }
}

/// Numbers of 1.6.0 that are others in 1.8.0.
const MOVED: &[(&str, &str)] = &[
    ("2.7", "2.8"),
    ("2.8", "2.9"),
    ("2.9", "2.10"),
    ("2.10", "2.11"),
    ("2.11", "2.12"),
    ("2.12", "2.13"),
    ("2.13", "2.14"),
    ("2.14", "2.15"),
    ("2.15", "2.16"),
    ("2.16", "2.17"),
    ("2.17", "2.18"),
    ("2.18", "2.19"),
];

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
