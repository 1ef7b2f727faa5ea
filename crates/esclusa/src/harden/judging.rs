//! Reading and judging the inputs, as often as the repair asks, with the texts as they stand.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use esclusa_detect::Known;
use esclusa_finding::{Finding, Message};
use esclusa_fix::{Choice, Deposit, Judge, Judged, Look, Repair, Texts};
use esclusa_model::{ImageFacts, Mode, Running};
use esclusa_source::syntax::shell::quoted;
use esclusa_source::{Detail, Files as _};

use super::ask::Chooser;
use super::secret_file;
use crate::asked::{self, Asked};
use crate::input::Inputs;
use crate::lock::Locks;
use crate::policy::Courts;
use crate::reading::{Reader, all};
use crate::{secrets, translate};

/// The name under which a command line that was given as arguments is shown.
const LINE: &str = "<command>";

/// The command line that was given as arguments, as a shell would read it.
pub(super) fn line(matches: &ArgMatches) -> Option<String> {
    let words: Vec<OsString> = all(matches, "COMMAND");
    let quoted: Vec<String> = words.iter().map(|word| quoted(&word.to_string_lossy())).collect();
    (!quoted.is_empty()).then(|| quoted.join(" ") + "\n")
}

/// The inputs of a run, and who says which fixes are wanted.
pub(super) struct Hardening<'a> {
    inputs: &'a Inputs,
    here: PathBuf,
    matches: &'a ArgMatches,
    line: Option<Arc<str>>,
    /// What an engine says of the image of the line, if the line was made of its container.
    pub(super) facts: Option<ImageFacts>,
    /// What that container has used and written.
    pub(super) running: Option<Running>,
    chooser: Chooser<'a>,
    /// The folders whose files may be changed, links followed.
    folders: Vec<PathBuf>,
}

impl<'a> Hardening<'a> {
    pub(super) fn new(
        inputs: &'a Inputs,
        here: PathBuf,
        matches: &'a ArgMatches,
        line: Option<String>,
        chooser: Chooser<'a>,
    ) -> Self {
        let named: Vec<PathBuf> = all(matches, "PATH").into_iter().chain(all(matches, "file")).collect();
        let mut folders = vec![here.clone()];
        for path in &named {
            let path = here.join(path);
            match inputs.real_path(&path) {
                // What stands beside a folder was not asked for.
                Some(real) if inputs.is_dir(&real) => folders.push(real),
                // A link that was named is followed, and so is the folder that it stands in.
                real => {
                    folders.extend(path.parent().map(Path::to_owned));
                    folders.extend(real.as_deref().and_then(Path::parent).map(Path::to_owned));
                }
            }
        }
        let mut folders: Vec<PathBuf> =
            folders.iter().filter_map(|folder| inputs.real_path(folder)).collect();
        folders.sort();
        folders.dedup();
        Self {
            inputs,
            here,
            matches,
            line: line.map(Arc::from),
            facts: None,
            running: None,
            chooser,
            folders,
        }
    }

    /// The absolute path of one that is shown.
    pub(super) fn absolute(&self, shown: &Path) -> PathBuf {
        self.here.join(shown)
    }

    /// A path as this folder sees it.
    pub(super) fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.here).unwrap_or(path)
    }

    /// The folders whose files may be changed.
    pub(super) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Whether what is at a path, links followed, lies in one of them.
    pub(super) fn surrounds(&self, path: &Path) -> bool {
        let real = self.inputs.real_path(path);
        real.is_some_and(|real| self.folders.iter().any(|folder| real.starts_with(folder)))
    }

    /// The one text that was given.
    pub(super) fn given<'l>(&self, look: &'l Look) -> Option<&'l str> {
        let name = if self.line.is_some() { Path::new(LINE) } else { self.shown(Path::new("<stdin>")) };
        let files = look.sources.ids().map(|id| look.sources.file(id));
        files.filter(|file| file.path == name).map(|file| file.text.as_ref()).find(|text| !text.is_empty())
    }

    /// The secrets of what was read.
    pub(super) fn secrets(&self, repair: &Repair) -> Known {
        let mut known = Known::default();
        repair.first.projects.iter().for_each(|judged| secrets::collect(&judged.project, &mut known));
        known
    }

    fn asked(&self, reader: &Reader<'_>) -> Vec<Asked> {
        match self.line {
            Some(_) => vec![Asked::Line(self.here.join(LINE))],
            None => asked::of(self.matches, reader).0,
        }
    }
}

impl Judge for Hardening<'_> {
    fn look(&mut self, texts: &Texts) -> Look {
        let given = self.line.iter().map(|line| (self.here.join(LINE), line.clone()));
        let changed = texts.iter().map(|(path, text)| (self.here.join(path), text.clone()));
        self.inputs.lay(given.chain(changed).collect());
        let mut reader = Reader::new(self.inputs, self.here.clone(), Mode::Tolerant);
        translate::load_options(&mut reader, self.matches);
        let mut problems = Vec::new();
        let mut projects = Vec::new();
        let mut courts = Courts::new(self.matches, &mut reader, &mut problems);
        let mut locks = Locks::new(self.matches, &reader);
        for asked in &self.asked(&reader) {
            let (path, mut reading) = asked.read(&mut reader);
            secrets::hide(&mut reading.problems, &reading.projects, &mut reader.known);
            for mut project in reading.projects {
                let containers = project.workloads.iter_mut().flat_map(|workload| &mut workload.containers);
                for container in containers {
                    if let Some(facts) = &self.facts {
                        container.image.clone_from(facts);
                    }
                    container.running = self.running.clone().map(Box::new);
                }
                let (findings, _) = courts.judge(path, &project, &mut locks, &mut reader, &mut problems);
                projects.push(Judged { project, findings });
            }
            problems.append(&mut reading.problems);
        }
        Look { sources: reader.sources, projects, problems }
    }

    fn wants(&mut self, look: &Look, finding: &Finding) -> Choice {
        self.chooser.choose(look, finding)
    }

    fn may_edit(&self, path: &Path) -> bool {
        let path = self.here.join(path);
        self.line.is_some() || path == self.inputs.path(Path::new("-")) || self.surrounds(&path)
    }

    fn may_hold(&self, deposit: &Deposit) -> Result<(), Detail> {
        secret_file::may_hold(deposit, self)
    }

    fn folder(&self, path: &Path) -> PathBuf {
        self.here.join(path).parent().map_or_else(|| self.here.clone(), Path::to_owned)
    }
}

/// What a fix says of itself, for a person: its title, and why it is as sure as it is.
pub(super) fn words(finding: &Finding) -> Option<(&Message, Option<&Message>)> {
    finding.fix.as_ref().map(|fix| (&fix.title, fix.reason.as_ref()))
}
