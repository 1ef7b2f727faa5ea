//! What was judged: containers with their verdicts, and the findings that belong to each.

use std::collections::HashMap;
use std::sync::Arc;

use esclusa_finding::{Finding, Practice, RuleMeta, Severity};
use esclusa_model::{Container, Project};
use esclusa_source::{FileId, Span};

use crate::Report;

/// How one container stands towards one practice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// No rule found anything, and all of it was understood.
    #[default]
    Kept,
    /// A rule found something.
    Broken,
    /// What was found, somebody has accepted.
    Accepted,
    /// A fact is missing, or the input was not understood whole.
    Unknown,
}

impl Verdict {
    /// One character; ASCII where the reader's terminal knows no other.
    #[must_use]
    pub const fn symbol(self, unicode: bool) -> &'static str {
        match (self, unicode) {
            (Self::Kept, true) => "✓",
            (Self::Kept, false) => "+",
            (Self::Broken, true) => "✗",
            (Self::Broken, false) => "x",
            (Self::Accepted, _) => "~",
            (Self::Unknown, _) => "?",
        }
    }

    /// The word of the page's classes, and the end of the message that names it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Kept => "verdict-kept",
            Self::Broken => "verdict-broken",
            Self::Accepted => "verdict-accepted",
            Self::Unknown => "verdict-unknown",
        }
    }

    /// What a finding adds to the verdict so far: the worst stays.
    fn and(self, finding: &Finding) -> Self {
        let said = match finding {
            Finding { waived: true, .. } => Self::Accepted,
            Finding { severity: Severity::Info, .. } => return self,
            finding if finding.is_uncertain() => Self::Unknown,
            _ => Self::Broken,
        };
        if said.rank() > self.rank() { said } else { self }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Kept => 0,
            Self::Accepted => 1,
            Self::Unknown => 2,
            Self::Broken => 3,
        }
    }
}

/// A container that was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The service or container, as its findings call it.
    pub subject: Arc<str>,
    /// Where it is asked for.
    pub home: Option<Span>,
    /// Whether something of its input was not understood, so that nobody can say that a practice is kept.
    pub doubted: bool,
    /// How it stands towards each of the eight practices, in their order.
    pub verdicts: [Verdict; 8],
}

impl Judged {
    /// The containers of `projects` with their verdicts; `doubted` if something of the input was not understood.
    #[must_use]
    pub fn all(projects: &[Project], findings: &[Finding], doubted: bool) -> Vec<Self> {
        let kept = if doubted { Verdict::Unknown } else { Verdict::Kept };
        let of = |container: &Container| Self {
            subject: Finding::subject_of(&container.identity).into(),
            home: container.place.place,
            doubted,
            verdicts: [kept; 8],
        };
        let mut judged: Vec<Self> = projects.iter().flat_map(Project::containers).map(of).collect();
        let places: HashMap<(Option<Span>, Arc<str>), usize> =
            judged.iter().enumerate().map(|(at, one)| ((one.home, one.subject.clone()), at)).collect();
        // What a rule finds in a container is next to what the others find there.
        let mut last: Option<usize> = None;
        for finding in findings {
            let is_same = |at: &usize| {
                judged.get(*at).is_some_and(|one| one.home == finding.home && one.subject == finding.subject)
            };
            last = last
                .filter(is_same)
                .or_else(|| places.get(&(finding.home, finding.subject.clone())).copied());
            let practice = Practice::ALL.iter().position(|one| *one == finding.rule.practice);
            let Some(one) = last.and_then(|at| judged.get_mut(at)) else { continue };
            if let Some(verdict) = practice.and_then(|practice| one.verdicts.get_mut(practice)) {
                *verdict = verdict.and(finding);
            }
        }
        judged
    }
}

/// Whether a text under a key carries a secret, which is then not shown.
pub type Conceals = fn(&str, &str) -> bool;

/// A whole judgement: what is told, and what it is told of.
#[derive(Clone, Copy)]
pub struct Judgement<'a> {
    /// What is told.
    pub report: Report<'a>,
    /// The containers that were judged, those without findings too.
    pub containers: &'a [Judged],
    /// The rules that judged.
    pub rules: &'a [&'static RuleMeta],
    /// What no excerpt may show.
    pub conceals: Conceals,
    /// Whether the text of a file may be shown: not where a file that was given leads out of its project.
    pub shows: &'a dyn Fn(FileId) -> bool,
}

/// The findings of one container, or of what is no container (a team's policy).
pub(crate) struct Group<'a> {
    pub(crate) subject: &'a str,
    pub(crate) home: Option<Span>,
    pub(crate) container: Option<&'a Judged>,
    pub(crate) findings: Vec<&'a Finding>,
}

impl<'a> Judgement<'a> {
    /// The findings by container, in the order of the containers; then those of none.
    pub(crate) fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::with_capacity(self.containers.len());
        // A file may have been read more than once, and two lines of arguments may ask for the same: one group each.
        let sources = self.report.sources;
        // As text: to hash a path is to take it apart.
        let place =
            |home: Option<Span>| home.map(|span| (sources.path(span.file).as_os_str(), span.start, span.end));
        let mut places = HashMap::with_capacity(self.containers.len());
        for one in self.containers {
            places.entry((place(one.home), &*one.subject)).or_insert_with(|| {
                groups.push(Group {
                    subject: &one.subject,
                    home: one.home,
                    container: Some(one),
                    findings: Vec::new(),
                });
                groups.len() - 1
            });
        }
        // Of most findings the one before is of the same container.
        let mut last: Option<(&Finding, usize)> = None;
        for finding in self.report.findings {
            let same = last.filter(|(one, _)| one.home == finding.home && one.subject == finding.subject);
            let at = same.map(|(_, at)| at).unwrap_or_else(|| {
                *places.entry((place(finding.home), &*finding.subject)).or_insert_with(|| {
                    groups.push(Group {
                        subject: &finding.subject,
                        home: finding.home.or(finding.place.primary),
                        container: None,
                        findings: Vec::new(),
                    });
                    groups.len() - 1
                })
            });
            last = Some((finding, at));
            if let Some(group) = groups.get_mut(at) {
                group.findings.push(finding);
            }
        }
        groups
    }
}
