//! What would mend a finding, and how sure that is.

use esclusa_model::{Change, ImageChange};

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

/// What a fix does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cure {
    /// Nothing by itself: words for a person.
    #[default]
    Words,
    /// Changes of what the container asks for, in this order.
    Container(Vec<Change>),
    /// Changes of how the image is made.
    Image(Vec<ImageChange>),
}

/// Why a limit is no surer: its number only stands in for one that somebody must set.
pub const PLACEHOLDER: &str = "fix-reason-placeholder";
/// Why a limit is no surer: it has room above the most that a container has used, and what it needs at other times is not
/// known.
pub const MEASURED: &str = "fix-reason-measured";

/// A titled remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// How sure.
    pub safety: Safety,
    /// What it does.
    pub title: Message,
    /// Why it is as sure as that: the documentation, the lock or the file that says so, or what is not known.
    pub reason: Option<Message>,
    /// The changes.
    pub cure: Cure,
}

impl Fix {
    /// Words for a person.
    #[must_use]
    pub const fn manual(title: Message) -> Self {
        Self { safety: Safety::Manual, title, reason: None, cure: Cure::Words }
    }

    /// Changes of what the container asks for, and why they are as sure as that.
    #[must_use]
    pub const fn of_container(safety: Safety, title: Message, reason: Message, changes: Vec<Change>) -> Self {
        Self { safety, title, reason: Some(reason), cure: Cure::Container(changes) }
    }

    /// Changes of how the image is made, and why they are as sure as that.
    #[must_use]
    pub const fn of_image(
        safety: Safety,
        title: Message,
        reason: Message,
        changes: Vec<ImageChange>,
    ) -> Self {
        Self { safety, title, reason: Some(reason), cure: Cure::Image(changes) }
    }

    /// Why it is as sure as that, or why a person must do it.
    #[must_use]
    pub fn because(mut self, reason: Message) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Whether its number only stands in for one that somebody must set.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.rests_on(PLACEHOLDER)
    }

    /// Whether it rests on the most that the container has used at a time.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.rests_on(MEASURED)
    }

    fn rests_on(&self, id: &str) -> bool {
        self.reason.as_ref().is_some_and(|reason| reason.id == id)
    }
}
