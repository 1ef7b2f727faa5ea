//! What would mend a finding, and how sure that is.

use crate::Message;

/// How sure it is that a fix breaks nothing; the surest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Safety {
    /// Only words: a person must do it.
    Manual,
    /// It may break what works.
    Risky,
    /// No documented behaviour needs what it takes away.
    Safe,
}

impl Safety {
    /// The word used in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Risky => "risky",
            Self::Safe => "safe",
        }
    }
}

/// A titled remedy. The changes that it makes in the model come with `harden`; until then every fix is words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// How sure.
    pub safety: Safety,
    /// What it does.
    pub title: Message,
}

impl Fix {
    /// Words for a person.
    #[must_use]
    pub const fn manual(title: Message) -> Self {
        Self { safety: Safety::Manual, title }
    }
}
