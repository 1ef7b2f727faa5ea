//! The host of an engine.

use std::path::Path;

use esclusa_model::{Dialect, Project, Reading};
use esclusa_source::{Problem, Span, detail};

use crate::reading::Reader;

/// What can be learned of it. Each thing that could not be looked at is a problem: it is not judged.
pub(super) fn read(reader: &mut Reader<'_>) -> Reading {
    let host = esclusa_host::facts(Path::new("/"));
    let file = reader.sources.add_answer("host:", "");
    let problems = host.gaps.iter().map(|gap| {
        let (path, why) = (gap.path.clone(), gap.why.clone());
        let detail = detail!("host-gap", "{path}: {why}; root can look at it", path, why);
        Problem::new("host-not-read", Span::new(file, 0..0), detail)
    });
    let problems = problems.collect();
    let project = Project { dialect: Dialect::Host, host: Some(Box::new(host)), ..Project::default() };
    Reading { projects: vec![project], problems }
}
