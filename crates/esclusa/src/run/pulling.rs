//! Pulling what a run needs, told as it goes.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};

use esclusa_docker::Progress;
use esclusa_report::clean;

/// Tells how far a pull is, on standard error: every layer once and what came of it; on a terminal one line beside, which
/// says how much is there.
#[derive(Default)]
pub(super) struct Told {
    /// Of each layer how much is there of how much.
    layers: BTreeMap<String, (u64, u64)>,
    has_line: bool,
}

/// What is told of a layer: that it begins is nothing to tell, and its bytes are in the line.
const ENDINGS: [&str; 2] = ["Pull complete", "Already exists"];

impl Told {
    pub(super) fn tell(&mut self, progress: &Progress) {
        if let Some((there, all)) = progress.bytes {
            if progress.status == "Downloading" {
                self.layers.insert(progress.id.clone(), (there.min(all), all));
                self.line();
            }
            return;
        }
        let is_layer = self.layers.contains_key(&progress.id) || progress.id.len() == 12;
        if is_layer && !ENDINGS.contains(&progress.status.as_str()) {
            return;
        }
        self.end();
        let id = if progress.id.is_empty() { String::new() } else { format!("{}: ", progress.id) };
        let line = clean::line(&format!("{id}{}", progress.status)).into_owned();
        drop(writeln!(std::io::stderr().lock(), "{line}"));
    }

    /// The line that is written over and over.
    fn line(&mut self) {
        let mut stderr = std::io::stderr().lock();
        if !stderr.is_terminal() {
            return;
        }
        let sum = |part: fn(&(u64, u64)) -> u64| self.layers.values().map(part).sum::<u64>();
        let mib = |bytes: u64| format!("{}.{}", bytes >> 20, (bytes >> 10 & 1023) * 10 / 1024);
        let (there, all) = (mib(sum(|layer| layer.0)), mib(sum(|layer| layer.1)));
        drop(write!(stderr, "\r\x1b[K{there} / {all} MiB").and_then(|()| stderr.flush()));
        self.has_line = true;
    }

    /// Takes the line away.
    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.has_line) {
            drop(write!(std::io::stderr().lock(), "\r\x1b[K"));
        }
    }
}
