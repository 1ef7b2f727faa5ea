//! TELL: findings and problems in words. A report only renders: what it says was decided before.

pub mod benchmark;
pub mod clean;
pub mod diff;
mod excerpt;
pub mod github;
pub mod html;
pub mod json;
mod judgement;
pub mod junit;
mod page;
pub mod sarif;
pub mod terminal;

pub use judgement::{Conceals, Judged, Judgement, Verdict};
pub use page::plain_attack as attack_of;

use esclusa_finding::{Catalogue, Finding, Severity};
use esclusa_source::{Problem, Sources};

/// What is told: the same findings in every form.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The findings, in the order in which they are told.
    pub findings: &'a [Finding],
    /// The inputs that were not understood.
    pub problems: &'a [Problem],
    /// The texts that the places refer to.
    pub sources: &'a Sources,
    /// The wording.
    pub catalogue: &'a Catalogue,
}

impl Report<'_> {
    /// How many findings there are of a severity that nobody has accepted.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| !finding.waived && finding.severity == severity).count()
    }

    /// How many findings somebody has accepted.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.findings.iter().filter(|finding| finding.waived).count()
    }
}
