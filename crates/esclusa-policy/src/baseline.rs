//! A baseline: the findings of an earlier run, as its JSON report names them.

use std::collections::HashMap;

use esclusa_finding::{Finding, is_another_secret};
use esclusa_source::Sources;
use serde::Deserialize;

/// The newest version of the report's contract that is known here.
const KNOWN: u32 = 1;

/// What was there of each finding, by file and fingerprint: who a container is does not say in which folder it is asked
/// for, and a copy elsewhere is new. Of a finding about a secret, which secret it was, if that is known.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    left: HashMap<String, Vec<Entry>>,
}

/// The file of a finding, and which secret it is about.
#[derive(Clone, Debug)]
struct Entry {
    path: Option<String>,
    secret: Option<String>,
}

#[derive(Deserialize)]
struct Report {
    schema_version: u32,
    findings: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    fingerprint: String,
    secret_fingerprint: Option<String>,
    location: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    path: String,
}

impl Baseline {
    /// Reads a JSON report of an earlier run.
    ///
    /// # Errors
    /// Where the text is no such report, in the words of the JSON reader.
    pub fn read(text: &str) -> Result<Self, String> {
        let report: Report = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if report.schema_version > KNOWN {
            return Err(format!(
                "schema_version {}: the newest that is known is {KNOWN}",
                report.schema_version
            ));
        }
        let mut left: HashMap<_, Vec<_>> = HashMap::new();
        for known in report.findings {
            let path = known.location.map(|place| place.path);
            let entry = Entry { path, secret: known.secret_fingerprint };
            left.entry(known.fingerprint).or_default().push(entry);
        }
        Ok(Self { left })
    }

    /// How many of its findings were not found again.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left.values().map(Vec::len).sum()
    }

    /// Whether the finding was there before. Each entry answers once, so that a second finding of the same kind is new; one
    /// about another secret does not answer, as far as a key tells them apart. What is found in a running container was
    /// there before, too, if it was in the file that asks for it: it is the same container.
    pub fn takes(&mut self, finding: &Finding, sources: &Sources) -> bool {
        let place = finding.place.primary;
        let path = place.map(|span| sources.path(span.file).to_string_lossy().into_owned());
        let anywhere = place.is_some_and(|span| sources.file(span.file).is_answer);
        let Some(entries) = self.left.get_mut(&finding.fingerprint()) else { return false };
        let now = finding.secret_fingerprint.as_deref();
        let is_there = |entry: &Entry| anywhere || entry.path == path;
        let same = entries.iter().position(|entry| is_there(entry) && entry.secret.as_deref() == now);
        let differs = |secret: &Option<String>| {
            secret.as_deref().zip(now).is_some_and(|(one, now)| is_another_secret(one, now))
        };
        let found =
            same.or_else(|| entries.iter().position(|entry| is_there(entry) && !differs(&entry.secret)));
        found.map(|at| entries.swap_remove(at)).is_some()
    }
}
