//! What a policy file says, checked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use esclusa_finding::{Finding, Severity, Thresholds};
use esclusa_source::Span;
use globset::GlobMatcher;
use jiff::civil::Date;

use crate::custom::Custom;

/// How a team weighs a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule does not speak.
    Off,
    /// Every finding of the rule has this severity, whatever the rule itself says.
    At(Severity),
}

/// A finding that a team has accepted, and why.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rules, at least one.
    pub rules: Vec<String>,
    /// Which services (or containers): a glob; any if absent.
    pub service: Option<GlobMatcher>,
    /// Which files: a glob over the path below the policy's folder; any if absent.
    pub path: Option<GlobMatcher>,
    /// Why; never blank.
    pub reason: String,
    /// The last day on which it holds (UTC).
    pub expires: Option<Date>,
    /// The waiver's table in the policy file.
    pub place: Span,
}

/// Where images may come from.
#[derive(Clone, Debug, Default)]
pub struct Images {
    /// Registries, or registries with the beginning of a repository: `ghcr.io/our-org`. Empty: any.
    pub allowed_registries: Vec<String>,
}

/// A whole policy file.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The folder that its paths are relative to.
    pub folder: PathBuf,
    /// The least severity that makes the exit code 1.
    pub fail_on: Option<Severity>,
    /// The file with the key of secrets' fingerprints, and where the policy says so; the machine's own if it says nothing.
    pub fingerprint_key_file: Option<(PathBuf, Span)>,
    /// The numbers that rules judge by.
    pub thresholds: Thresholds,
    /// Rules by id.
    pub levels: BTreeMap<String, Level>,
    /// Accepted findings.
    pub waivers: Vec<Waiver>,
    /// Where images may come from.
    pub images: Images,
    /// The team's own rules.
    pub custom: Vec<Custom>,
}

impl Policy {
    /// Gives findings the severities that the team chose, and takes away those of rules that are off.
    pub(crate) fn weigh(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| match self.levels.get(finding.rule.id) {
            Some(Level::Off) => false,
            Some(Level::At(severity)) => {
                finding.severity = *severity;
                true
            }
            None => true,
        });
    }
}
