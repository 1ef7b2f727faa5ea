//! A baseline: the findings of an earlier run, as its JSON report names them.

use std::collections::HashMap;

use esclusa_finding::{Finding, is_another_secret};
use esclusa_source::Sources;
use serde::Deserialize;

/// What was there of each finding, by file and fingerprint: who a container is does not say in which folder it is asked
/// for, and a copy elsewhere is new. Of a finding about a secret, which secret it was, if that is known.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    left: HashMap<(Option<String>, String), Vec<Option<String>>>,
}

#[derive(Deserialize)]
struct Report {
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
        let mut left: HashMap<_, Vec<_>> = HashMap::new();
        for known in report.findings {
            let path = known.location.map(|place| place.path);
            left.entry((path, known.fingerprint)).or_default().push(known.secret_fingerprint);
        }
        Ok(Self { left })
    }

    /// Whether the finding was there before. Each entry answers once, so that a second finding of the same kind is new; one
    /// about another secret does not answer, as far as a key tells them apart.
    pub fn takes(&mut self, finding: &Finding, sources: &Sources) -> bool {
        let path = finding.place.primary.map(|span| sources.path(span.file).to_string_lossy().into_owned());
        let Some(entries) = self.left.get_mut(&(path, finding.fingerprint())) else { return false };
        let now = finding.secret_fingerprint.as_deref();
        let same = entries.iter().position(|one| one.as_deref() == now);
        let differs = |one: &Option<String>| {
            one.as_deref().zip(now).is_some_and(|(one, now)| is_another_secret(one, now))
        };
        let found = same.or_else(|| entries.iter().position(|one| !differs(one)));
        found.map(|at| entries.swap_remove(at)).is_some()
    }
}
