//! A command line read: the words, the flags, the request that the client would send.

use esclusa_source::syntax::shell::Word;
use esclusa_source::{Detail, Problem, Sources, detail};

use super::assemble::Assembly;
use super::command::{self, Invocation};
use super::given::{Given, origin_of};
use super::pflag::{self, Parsed};
use super::{ambiguous, check, reference};
use crate::dialect::{Budget, Context, Mode};
use crate::field::{Field, List};
use crate::{Container, Dialect, Identity, ImageFacts, Origin, Project, Reading, Via, Workload};

/// Reads one command: `sudo`, `env`, `docker`, its own flags, `run` or `create`, and the rest.
///
/// In [`Mode::Exact`] whatever the client refuses gives no project and a problem `docker-refuses`; in
/// [`Mode::Tolerant`] what is refused is a problem and the rest is read.
#[must_use]
pub fn read(words: &[Word], context: &Context<'_>, sources: &mut Sources) -> Reading {
    read_within(words, context, sources, &mut Budget::default())
}

/// The same of one command among others of a file, which share what the file may ask for. A container that is one too
/// many is not read, and the first of them is a problem `too-many-containers`; so are ports, `too-many-ports`.
#[must_use]
pub fn read_within(
    words: &[Word],
    context: &Context<'_>,
    sources: &mut Sources,
    budget: &mut Budget,
) -> Reading {
    let place = place_of(words);
    let Some(invocation) = command::find(words) else {
        let problem = Problem::new(
            "not-a-container-command",
            place.place,
            detail!("no-run-command", "no docker run or create command"),
        );
        return Reading { projects: Vec::new(), problems: vec![problem] };
    };
    if let Err(problem) = budget.container(place.place) {
        return Reading { projects: Vec::new(), problems: problem.into_iter().collect() };
    }
    let mut problems = Vec::new();
    let exact = context.mode == Mode::Exact;
    let words = ambiguous::settled(invocation.words, |command| invocation.accepts(command), &mut problems);
    let invocation = Invocation { words: &words, ..invocation };
    let parsed = parse(&invocation, context, &mut problems);
    let mut assembly = Assembly { given: Given { flags: parsed.flags }, context, sources, budget, problems };
    let container = assembly.container(&invocation, parsed.rest, place);
    let problems = assembly.problems;
    let Some(container) = container.filter(|_| !exact || problems.is_empty()) else {
        return Reading { projects: Vec::new(), problems };
    };
    let name = container.identity.to_string();
    let origin = container.place.clone();
    let workload = Workload { name, origin, containers: vec![container], ..Workload::default() };
    let project = Project { dialect: Dialect::Run, workloads: vec![workload], ..Project::default() };
    Reading { projects: vec![project], problems }
}

/// The whole command's place.
fn place_of(words: &[Word]) -> Origin {
    match (words.first().and_then(|word| word.span), words.last().and_then(|word| word.span)) {
        (Some(first), Some(last)) if first.file == last.file => Origin::at(first.to(last)),
        _ => Origin::default().through(Via::CommandLine, None),
    }
}

/// Takes the flags apart. In tolerant mode a word that pflag refuses is a problem, left out, and the rest is parsed.
fn parse<'w>(invocation: &Invocation<'w>, context: &Context<'_>, problems: &mut Vec<Problem>) -> Parsed<'w> {
    let mut words = invocation.words;
    let mut all = Parsed::default();
    loop {
        let judge = |occurrence: &pflag::Occurrence<'w>| {
            // A variable may hold a value that fits: its flag is kept, its value unknown.
            if occurrence.word.symbolic { Ok(()) } else { check::value(occurrence, &context.working_dir) }
        };
        let (parsed, refusal) = pflag::parse(words, |command| invocation.accepts(command), judge);
        all.flags.extend(parsed.flags);
        all.rest = parsed.rest;
        let Some(refusal) = refusal else { return all };
        let span = refusal.word.and_then(|word| word.span);
        problems.push(Problem::new("docker-refuses", span, refusal.message));
        if context.mode == Mode::Exact {
            all.rest = &[];
            return all;
        }
        words = parsed.rest;
    }
}

impl Assembly<'_, '_, '_> {
    /// A refusal of the client that no single word is to blame for.
    pub(super) fn refuse(&mut self, message: impl Into<Detail>) {
        self.problems.push(Problem::new("docker-refuses", None, message));
    }

    /// The container; nothing if the line asks for help.
    fn container(&mut self, invocation: &Invocation<'_>, rest: &[Word], place: Origin) -> Option<Container> {
        if !self.problems.is_empty() && self.context.mode == Mode::Exact {
            return None;
        }
        if self.given.is_true("help") {
            self.refuse(detail!("asks-for-help", "--help asks for help, not for a container"));
            return None;
        }
        let mut container = Container { place, ..Container::default() };
        self.request(&mut container, invocation);
        let reference = match rest.split_first() {
            Some((image, command)) => {
                self.image(&mut container, image, command);
                image.text.as_str()
            }
            None => {
                let place = container.place.place;
                let message = detail!("no-image-argument", "no image: at least one argument needed");
                self.problems.push(Problem::new("docker-refuses", place, message));
                ""
            }
        };
        container.name = self.given.text("name");
        container.pull = self.pull();
        container.platform = self.platform();
        let identity = Identity { container: container.name.value.clone(), ..Identity::default() };
        container.identity = identity.with_image(reference).into();
        container.image = ImageFacts::of_asked(&container.request.image);
        Some(container)
    }

    /// The image and the command.
    fn image(&mut self, container: &mut Container, image: &Word, command: &[Word]) {
        container.request.image = field_of(image);
        if !image.symbolic
            && let Err(why) = reference::check(&image.text)
        {
            self.problems.push(Problem::new("docker-refuses", image.span, why));
        }
        if let Some(first) = command.first() {
            container.request.cmd =
                List { items: command.iter().map(argument_of).collect(), origin: origin_of(first) };
        }
    }

    fn pull(&mut self) -> Field<String> {
        if let Some(occurrence) = self.given.last("pull")
            && !matches!(occurrence.value.as_str(), "always" | "missing" | "never" | "")
            && occurrence.symbol().is_none()
        {
            let message = format!("invalid pull option: '{}'", occurrence.value);
            self.problems.push(Problem::new("docker-refuses", occurrence.word.span, message));
        }
        self.given.text("pull")
    }

    fn platform(&mut self) -> Field<String> {
        let Some(occurrence) = self.given.last("platform") else {
            let from_environment = self.context.environment.get("DOCKER_DEFAULT_PLATFORM");
            let platform = from_environment.and_then(|text| reference::platform(text).ok());
            let origin = Origin::default().through(Via::Environment, None);
            return platform.map_or_else(Field::default, |platform| Field::new(platform, origin));
        };
        if occurrence.value.is_empty() {
            return Field::default();
        }
        match reference::platform(&occurrence.value) {
            Ok(platform) => occurrence.field::<String, String>(Ok(platform), false),
            Err(_) if occurrence.symbol().is_some() => {
                occurrence.field::<String, String>(Err(String::new()), false)
            }
            Err(why) => {
                self.problems.push(Problem::new("docker-refuses", occurrence.word.span, why));
                Field::default()
            }
        }
    }
}

/// A word of the command as a field. Of what the shell may make several words of, no single one is known.
fn argument_of(word: &Word) -> Field<String> {
    let field = field_of(word);
    let several = word.splits && !word.text.contains('@');
    Field { value: field.value.filter(|_| !several), ..field }
}

/// A word as a field.
fn field_of(word: &Word) -> Field<String> {
    let symbol = word.symbolic.then(|| word.text.as_str().into());
    Field { value: Some(word.text.clone()), origin: origin_of(word), symbol }
}
