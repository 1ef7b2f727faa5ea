//! A baseline: the findings of an earlier run, as its JSON report names them.

use std::collections::HashMap;

use esclusa_finding::Finding;
use esclusa_source::Sources;
use serde::Deserialize;

/// How often each finding was there, by file and fingerprint: who a container is does not say in which folder it is asked
/// for, and a copy elsewhere is new.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    left: HashMap<(Option<String>, String), usize>,
}

#[derive(Deserialize)]
struct Report {
    findings: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    fingerprint: String,
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
        let mut left = HashMap::new();
        for known in report.findings {
            *left.entry((known.location.map(|place| place.path), known.fingerprint)).or_default() += 1;
        }
        Ok(Self { left })
    }

    /// Whether the finding was there before. Each entry answers once, so that a second finding of the same kind is new.
    pub fn takes(&mut self, finding: &Finding, sources: &Sources) -> bool {
        let path = finding.place.primary.map(|span| sources.path(span.file).to_string_lossy().into_owned());
        match self.left.get_mut(&(path, finding.fingerprint())) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}
