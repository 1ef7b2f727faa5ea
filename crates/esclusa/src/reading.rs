//! From an argument to a reading: which dialect it is, and what that dialect makes of it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use esclusa_detect::Known;
use esclusa_finding::Message;
use esclusa_model::daemon::escapes::Table;
use esclusa_model::dialect::{Budget, compose, daemon, dockerfile, engine, run};
use esclusa_model::{Context, Dialect, Mode, Reading};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{
    Detail, FileId, Files, MemoryFiles, Problem, ReadError, Sources, Span, TextKind, compose_blocks, detail,
    docker_commands,
};

use crate::detect::{self, Kind};
use crate::input::Inputs;
use crate::live::Engine;
use crate::secrets;
use crate::walk::{self, Job};

/// The names that Compose looks for in a folder.
pub(crate) const COMPOSE_FILES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Reads arguments one after another into one set of sources.
pub(crate) struct Reader<'a> {
    /// What the dialects find around them.
    pub(crate) context: Context<'a>,
    /// The texts read so far.
    pub(crate) sources: Sources,
    /// How Compose projects are loaded.
    pub(crate) options: compose::LoadOptions,
    /// Secrets of command lines that were refused, which a problem may repeat.
    pub(crate) known: Known,
    /// The table of known faults of engines that a file gives (`--escapes`).
    pub(crate) escapes: Option<Arc<Table>>,
    /// The engine, if one is asked for.
    pub(crate) engine: Engine,
    /// What is to be said of what was read, beside problems: what more could be seen, and how.
    pub(crate) notes: Vec<Message>,
    inputs: &'a Inputs,
    /// Where the images are made that were read so far: the file and where their last stage begins.
    recipes: HashSet<(PathBuf, u32)>,
}

impl<'a> Reader<'a> {
    /// A reader in this process's folder and environment.
    pub(crate) fn new(inputs: &'a Inputs, working_dir: PathBuf, mode: Mode) -> Self {
        let environment = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .collect();
        let context = Context { files: inputs, environment, working_dir, mode };
        Self {
            context,
            sources: Sources::default(),
            options: compose::LoadOptions::default(),
            known: Known::default(),
            escapes: None,
            engine: Engine::at(None),
            notes: Vec::new(),
            inputs,
            recipes: HashSet::new(),
        }
    }

    /// A reader of the same that has read nothing yet; the engine stays open.
    #[cfg(feature = "engine")]
    pub(crate) fn again(self) -> Self {
        Self {
            context: self.context,
            sources: Sources::default(),
            options: self.options,
            known: Known::default(),
            escapes: self.escapes,
            engine: self.engine,
            notes: Vec::new(),
            inputs: self.inputs,
            recipes: HashSet::new(),
        }
    }

    /// What one argument asks for.
    pub(crate) fn read(&mut self, argument: &Path) -> Reading {
        let path = self.path(argument);
        let text = match self.inputs.read(&path) {
            Ok(text) => text,
            Err(ReadError::NotAFile(..)) if self.inputs.is_dir(&path) => return self.folder(argument, &path),
            Err(error) => return self.unreadable(argument, &error),
        };
        // Registered when a dialect reads it; the place of what no dialect reads is the whole file.
        let mut scratch = Sources::default();
        let probe = scratch.add(argument, "");
        match detect::kind(argument, probe, &text) {
            Some(Kind::Compose) => {
                let reading = self.compose(vec![path.clone()]);
                self.placed(reading, &path)
            }
            Some(Kind::Engine) => {
                let file = self.sources.add(self.shown(&path), text.clone());
                let reading = engine::read(file, &self.context, &self.sources);
                self.placed(reading, &path)
            }
            Some(Kind::Daemon) => {
                let file = daemon::Part::Said(self.sources.add(self.shown(&path), text.clone()));
                let reading = daemon::read(&daemon::Parts { file, ..Default::default() }, &self.sources);
                self.placed(reading, &path)
            }
            Some(Kind::Commands(kind)) => {
                let file = self.sources.add(self.shown(&path), text.clone());
                let mut reading = self.commands(file, &text, kind);
                if kind == TextKind::Markdown {
                    self.compose_blocks(file, &text, &path, &mut reading);
                }
                reading
            }
            Some(Kind::Dockerfile) => {
                let file = self.sources.add(self.shown(&path), text.clone());
                let build = dockerfile::Build::default();
                let mut reading = dockerfile::read(file, &build, &self.sources);
                let recipes = reading.projects.iter_mut().flat_map(|project| &mut project.recipes);
                recipes.for_each(|recipe| recipe.name = dockerfile::name_of(&path, self.inputs));
                self.judge_once(&mut reading);
                self.placed(reading, &path)
            }
            // The entry of the problem says it all.
            None => self.refused(argument, "unknown-dialect", Detail::plain("")),
        }
    }

    /// What the command lines of a text ask for.
    fn commands(&mut self, file: FileId, text: &str, kind: TextKind) -> Reading {
        let mut reading = Reading::default();
        let mut budget = Budget::default();
        for command in docker_commands(file, text, kind) {
            let mut one = self.run(&command.words, &mut budget);
            let words = command.words.first().and_then(|word| word.span);
            let whole = words.zip(command.words.last().and_then(|word| word.span));
            for problem in &mut one.problems {
                problem.span = problem.span.or_else(|| whole.map(|(first, last)| first.to(last)));
            }
            reading.projects.append(&mut one.projects);
            reading.problems.extend(command.problem);
            reading.problems.append(&mut one.problems);
        }
        reading
    }

    /// What the one command line asks for that stands in the place of a file.
    pub(crate) fn line(&mut self, path: &Path) -> Reading {
        let Ok(text) = self.context.files.read(path) else { return Reading::default() };
        let file = self.sources.add(self.shown(path), text.clone());
        let mut reading = self.commands(file, &text, TextKind::Script);
        if reading.projects.is_empty() && reading.problems.is_empty() {
            reading.problems = self.refused(&self.shown(path), "unknown-dialect", Detail::plain("")).problems;
        }
        reading
    }

    /// What the Compose files ask for that a page shows. The files that they name are not there.
    fn compose_blocks(&mut self, file: FileId, text: &str, path: &Path, reading: &mut Reading) {
        let blocks = compose_blocks(file, text);
        for block in blocks.texts {
            let files = MemoryFiles::default().with(path, block);
            let context = Context {
                files: &files,
                environment: self.context.environment.clone(),
                working_dir: self.context.working_dir.clone(),
                mode: self.context.mode,
            };
            let options = compose::LoadOptions {
                files: vec![path.to_owned()],
                env_files: Vec::new(),
                project_directory: None,
                ..self.options.clone()
            };
            let mut one = compose::read(&options, &context, &mut self.sources);
            reading.projects.append(&mut one.projects);
            // To an auditor a page without its files is no broken project; a translation would lack their variables.
            let exact = self.context.mode == Mode::Exact;
            let problems =
                one.problems.into_iter().filter(|problem| exact || problem.id != "missing-env-file");
            reading.problems.extend(problems);
        }
        let left_out = blocks.left_out.map(|span| {
            let detail =
                detail!("compose-blocks-too-many", "the Compose files on this page and those after it");
            Problem::new("yaml-too-large", span, detail)
        });
        reading.problems.extend(left_out);
    }

    /// What a command line given as arguments asks for.
    pub(crate) fn command(&mut self, words: &[String]) -> Reading {
        let words: Vec<Word> = words.iter().map(Word::argument).collect();
        self.run(&words, &mut Budget::default())
    }

    fn run(&mut self, words: &[Word], budget: &mut Budget) -> Reading {
        let reading = run::read_within(words, &self.context, &mut self.sources, budget);
        if !reading.problems.is_empty() {
            secrets::collect_words(words, &mut self.known);
        }
        reading
    }

    /// What a Compose project of these files asks for, each overriding those before it.
    pub(crate) fn compose(&mut self, files: Vec<PathBuf>) -> Reading {
        self.project(&compose::LoadOptions { files, ..self.options.clone() })
    }

    fn project(&mut self, options: &compose::LoadOptions) -> Reading {
        let mut reading = compose::read(options, &self.context, &mut self.sources);
        self.judge_once(&mut reading);
        reading
    }

    /// The Compose project of these files, or of the only one if it is a folder, as far as the client's loader goes.
    pub(crate) fn load(&mut self, arguments: &[PathBuf]) -> compose::Loaded {
        let paths: Vec<PathBuf> = arguments.iter().map(|argument| self.path(argument)).collect();
        let mut options = self.options.clone();
        match &paths[..] {
            [folder] if self.inputs.is_dir(folder) => options.project_directory = Some(folder.clone()),
            _ => options.files = paths,
        }
        compose::load(&options, &self.context, &mut self.sources)
    }

    /// Marks how images are made that an earlier argument or project makes in the same way: a Dockerfile is judged
    /// once, whoever builds it.
    fn judge_once(&mut self, reading: &mut Reading) {
        let mut new = HashSet::new();
        reading.projects.retain_mut(|project| {
            for recipe in &mut project.recipes {
                let path = self.context.working_dir.join(self.sources.path(recipe.place.file));
                let path = self.inputs.real_path(&path).unwrap_or(path);
                let key = (path, recipe.place.start);
                recipe.judged_before = self.recipes.contains(&key);
                new.insert(key);
            }
            // Of a Dockerfile that makes nothing new there is nothing to say.
            let is_known = !project.recipes.is_empty() && project.recipes.iter().all(|one| one.judged_before);
            project.dialect != Dialect::Dockerfile || !is_known
        });
        self.recipes.extend(new);
    }

    /// Everything that lies below a folder and can be judged.
    fn folder(&mut self, argument: &Path, path: &Path) -> Reading {
        // Without `.` in the middle, as the files below it are shown.
        let path: &Path = &path.components().collect::<PathBuf>();
        let (jobs, unreadable) = walk::jobs(path, self.inputs);
        if jobs.is_empty() && unreadable.is_empty() {
            return self.refused(argument, "nothing-recognised", Detail::plain(""));
        }
        let mut reading = Reading::default();
        let mut read: HashSet<PathBuf> = HashSet::new();
        let mut known = 0;
        for detail in unreadable {
            reading.problems.append(&mut self.refused(argument, "unreadable-file", detail).problems);
        }
        for job in jobs {
            let working_dir = &self.context.working_dir;
            read.extend(self.sources.paths().skip(known).map(|path| working_dir.join(path)));
            known = self.sources.paths().len();
            // A file that a project includes or extends has been judged as its part.
            if job.compose_file().is_some_and(|path| read.contains(path)) {
                continue;
            }
            let mut one = match job {
                Job::Project(folder, file) => {
                    let options =
                        compose::LoadOptions { project_directory: Some(folder), ..self.options.clone() };
                    let reading = self.project(&options);
                    self.placed(reading, &file)
                }
                Job::Overlay(base, path) => self.compose(vec![base, path]),
                Job::File(path) | Job::Dockerfile(path) => self.read(&path),
            };
            reading.projects.append(&mut one.projects);
            reading.problems.append(&mut one.problems);
        }
        reading
    }

    /// Whether an argument is read as a Compose file, so that several of them make one project.
    pub(crate) fn is_compose(&self, argument: &Path) -> bool {
        let path = self.path(argument);
        let Ok(text) = self.inputs.read(&path) else { return false };
        let mut scratch = Sources::default();
        let probe = scratch.add(argument, "");
        detect::kind(argument, probe, &text) == Some(Kind::Compose)
    }

    /// The absolute path that stands for an argument.
    pub(crate) fn path(&self, argument: &Path) -> PathBuf {
        self.absolute(&self.inputs.path(argument))
    }

    /// The one path of a file, however an argument spells it.
    pub(crate) fn real_path(&self, argument: &Path) -> PathBuf {
        let path = self.path(argument);
        // Most arguments lie in the same few folders: what leads there is followed once for each.
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name())
            && std::fs::symlink_metadata(&path).is_ok_and(|kind| kind.is_file())
        {
            let real = self.inputs.real_path(folder);
            return real.as_deref().unwrap_or(folder).join(name);
        }
        self.inputs.real_path(&path).unwrap_or(path)
    }

    /// A path as this run's folder sees it.
    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        self.context.working_dir.join(path)
    }

    /// The path that is shown for a file.
    pub(crate) fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.context.working_dir).unwrap_or(path).to_owned()
    }

    /// A reading of nothing, because the file cannot be read.
    fn unreadable(&mut self, argument: &Path, error: &ReadError) -> Reading {
        // The place already names the path.
        self.refused(argument, "unreadable-file", error.reason())
    }

    /// A reading of nothing, with the reason at the file.
    fn refused(&mut self, argument: &Path, id: &'static str, detail: impl Into<Detail>) -> Reading {
        let shown = self.inputs.shown(argument);
        let shown = shown.strip_prefix(&self.context.working_dir).unwrap_or(shown).to_owned();
        let file = self.sources.add(shown, "");
        let problem = Problem::new(id, Span::new(file, 0..0), detail);
        Reading { projects: Vec::new(), problems: vec![problem] }
    }

    /// Gives problems that have no place of their own the file in which they arose.
    fn placed(&mut self, mut reading: Reading, path: &Path) -> Reading {
        if reading.problems.iter().any(|problem| problem.span.is_none()) {
            let shown = self.shown(path);
            let file = self.sources.add(shown, "");
            for problem in &mut reading.problems {
                problem.span.get_or_insert(Span::new(file, 0..0));
            }
        }
        reading
    }
}

/// Every value of an option that may be repeated.
pub(crate) fn all<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches.get_many::<T>(name).map(|values| values.cloned().collect()).unwrap_or_default()
}

/// Which profiles are asked for.
pub(crate) fn profiles(matches: &ArgMatches) -> compose::Profiles {
    let named: Vec<String> = all(matches, "profile");
    if named.is_empty() { compose::Profiles::All } else { compose::Profiles::Only(named) }
}
