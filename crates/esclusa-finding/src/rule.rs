//! What a rule says about itself.

use std::fmt;

use crate::{Language, Practice, Safety, Severity, Version};

/// A place in a standard that a rule corresponds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standard {
    /// CIS Docker Benchmark, version and recommendation.
    Cis(&'static str, &'static str),
    /// Common Weakness Enumeration.
    Cwe(u16),
    /// MITRE ATT&CK technique.
    Attack(&'static str),
    /// Pod Security Standards: profile and control.
    PodSecurity(&'static str, &'static str),
}

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cis(version, number) => write!(f, "CIS Docker Benchmark {version} {number}"),
            Self::Cwe(number) => write!(f, "CWE-{number}"),
            Self::Attack(technique) => write!(f, "ATT&CK {technique}"),
            Self::PodSecurity(profile, control) => write!(f, "Pod Security Standards {profile}: {control}"),
        }
    }
}

/// The rule's page in each language, Markdown with fixed headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// English.
    pub english: &'static str,
    /// Spanish.
    pub spanish: &'static str,
}

impl Page {
    /// The page in a language.
    #[must_use]
    pub const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Spanish => self.spanish,
        }
    }
}

/// A rule's metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleMeta {
    /// File stem, heading, suppression word and message id, in kebab-case. The message's attribute `title` names it.
    pub id: &'static str,
    /// The practice it serves.
    pub practice: Practice,
    /// How bad a finding is, unless the finding says otherwise.
    pub severity: Severity,
    /// The field of the create request that it is about: `HostConfig.Privileged`.
    pub field: &'static str,
    /// Where standards say the same.
    pub standards: &'static [Standard],
    /// The surest fix that it ever proposes; a finding may have one that is less sure.
    pub fix: Safety,
    /// The page that explains it.
    pub page: Page,
}

impl RuleMeta {
    /// Where standards say the same, each version of the CIS benchmark by itself: `standards` has the numbers of 1.6.0, and
    /// what is new since.
    pub fn all_standards(&self) -> impl Iterator<Item = Standard> {
        let newer = |standard: &Standard| match *standard {
            Standard::Cis(version, number) if version == Version::V1_6.name() => {
                Some(Standard::Cis(Version::V1_8.name(), Version::V1_8.number(number)))
            }
            _ => None,
        };
        self.standards.iter().flat_map(move |standard| [Some(*standard), newer(standard)]).flatten()
    }
}
