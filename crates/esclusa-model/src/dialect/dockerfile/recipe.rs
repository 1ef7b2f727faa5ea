//! A Dockerfile as a dialect of its own: what each stage does, and which of them the image is made of.

use esclusa_source::syntax::dockerfile::{Dockerfile, Instruction};
use esclusa_source::syntax::{dockerfile, shell};
use esclusa_source::{FileId, Problem, Sources, Span, detail};

use super::instruction::{self, Image};
use super::stages::{self, Stage as Written};
use super::{Build, check, facts};
use crate::image::recipe::{Base, Command, Does, Line, Part, Recipe, Stage, Step};
use crate::{Dialect, ImageFacts, Project, Reading};

/// The most instructions that are followed, those of a stage counted once for each stage that starts from it.
const MAX_FOLLOWED: usize = 100_000;

/// Among so many stages before it those are looked for that a stage may start from.
const MAX_VARIANTS: usize = 64;

/// Reads a Dockerfile that is registered as `file`. Its name is that of the file alone: where its repository lies, the
/// caller may know ([`name_of`](super::name_of)).
#[must_use]
pub fn read(file: FileId, build: &Build, sources: &Sources) -> Reading {
    let source = sources.file(file);
    let (dockerfile, mut problems) = dockerfile::parse(file, &source.text);
    let (image, wrong) = facts(&dockerfile, build);
    problems.extend(wrong);
    let name = source.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let recipes = recipe(&dockerfile, build, &source.text, image, name, &mut problems);
    let project = Project {
        dialect: Dialect::Dockerfile,
        recipes: recipes.into_iter().collect(),
        ..Project::default()
    };
    Reading { projects: vec![project], problems }
}

/// How the image of these facts is made.
pub(crate) fn recipe(
    dockerfile: &Dockerfile,
    build: &Build,
    text: &str,
    facts: ImageFacts,
    name: String,
    problems: &mut Vec<Problem>,
) -> Option<Recipe> {
    let recipe = Reader { dockerfile, build, text, left: MAX_FOLLOWED }.recipe(problems)?;
    let mut recipe = Recipe { facts, name, inline: build.inline.is_some(), ..recipe };
    if let Some(place) = build.inline {
        settle(&mut recipe, place);
    }
    Some(recipe)
}

/// Gives all of a recipe the one place that it has inside another file.
fn settle(recipe: &mut Recipe, inline: Span) {
    recipe.place = inline;
    let stages = recipe.stages.iter_mut();
    let steps = stages.flat_map(|stage| {
        stage.place = inline;
        &mut stage.steps
    });
    for step in recipe.globals.iter_mut().chain(steps) {
        step.place = inline;
        match &mut step.does {
            Does::Run { commands, .. } | Does::Start(_, commands) | Does::Check(commands) => {
                commands.iter_mut().for_each(|command| command.place = inline);
            }
            Does::Copy { sources, lines, .. } => {
                sources.iter_mut().for_each(|(_, place)| *place = inline);
                lines.iter_mut().for_each(|line| line.place = inline);
            }
            Does::Set { variables: named, .. } | Does::Label(named) => {
                named.iter_mut().for_each(|(.., place)| *place = inline);
            }
            Does::User(_) | Does::Other(_) => {}
        }
    }
}

struct Reader<'a> {
    dockerfile: &'a Dockerfile,
    build: &'a Build,
    text: &'a str,
    left: usize,
}

impl Reader<'_> {
    fn recipe(&mut self, problems: &mut Vec<Problem>) -> Option<Recipe> {
        // Mistakes have been told with the facts.
        let mut told = Vec::new();
        check(self.dockerfile, self.build, &mut told);
        let (globals, written) = stages::stages(self.dockerfile, self.build, &mut told);
        let wanted = stages::wanted(&written, self.build, &mut told)?;
        let mut stages: Vec<Stage> = Vec::with_capacity(written.len());
        for (at, stage) in written.iter().enumerate() {
            let base = match &stage.base {
                stages::Base::Stage(earlier) => Base::Stage(*earlier),
                stages::Base::Image(Some(name)) if name == "scratch" => Base::Scratch,
                stages::Base::Image(reference) => Base::Image(reference.clone()),
            };
            let steps = self.steps(&written, at, &globals.arguments);
            stages.push(Stage {
                name: stage.name.clone(),
                part: Part::Unused,
                base,
                place: stage.from,
                steps,
            });
        }
        if self.left == 0 {
            let detail = detail!(
                "dockerfile-too-long",
                "more than {most} instructions to follow: the last stages are not judged",
                most = MAX_FOLLOWED
            );
            problems.push(Problem::new("dockerfile-syntax", self.build.asked, detail));
        }
        mark(&mut stages, &written, wanted, Part::Kept);
        let place = stages.get(wanted)?.place;
        let (name, facts) = (String::new(), ImageFacts::default());
        Some(Recipe {
            name,
            place,
            inline: false,
            judged_before: false,
            globals: self.globals(),
            stages,
            facts,
        })
    }

    /// The arguments before the first stage.
    fn globals(&self) -> Vec<Step> {
        let mut image = Image::new(self.dockerfile.escape, self.build, super::scope::Arguments::new());
        let mut told = Vec::new();
        let before = self.dockerfile.instructions.iter().take_while(|one| one.keyword != "FROM");
        let mut steps = Vec::new();
        for one in before.filter(|one| one.keyword == "ARG") {
            steps.push(Step { does: self.does(&image, one), place: one.span });
            instruction::apply(&mut image, one, &mut told);
        }
        steps
    }

    /// The steps of one stage, each seeing the variables that are set before it.
    fn steps(&mut self, written: &[Written<'_>], at: usize, globals: &super::scope::Arguments) -> Vec<Step> {
        if self.left == 0 {
            return Vec::new();
        }
        let mut chain = Vec::new();
        let mut next = Some(at);
        while let Some(stage) = next.and_then(|at| written.get(at)) {
            chain.push(stage);
            next = match stage.base {
                stages::Base::Stage(earlier) => Some(earlier),
                stages::Base::Image(_) => None,
            };
        }
        let cost: usize = chain.iter().map(|stage| stage.instructions.len()).sum();
        self.left = self.left.saturating_sub(cost + chain.len());
        if self.left == 0 {
            return Vec::new();
        }
        let mut image = Image::new(self.dockerfile.escape, self.build, globals.clone());
        if let Some(Written { base: stages::Base::Image(reference), from, .. }) = chain.last() {
            stages::begin(&mut image, reference.as_deref(), &self.build.source(*from));
        }
        let mut steps = Vec::new();
        let mut told = Vec::new();
        for (depth, stage) in chain.iter().enumerate().rev() {
            let triggers = std::mem::take(&mut image.triggers);
            for one in triggers.iter().chain(stage.instructions) {
                if depth == 0 {
                    steps.push(Step { does: self.does(&image, one), place: one.span });
                }
                instruction::apply(&mut image, one, &mut told);
            }
        }
        steps
    }

    fn does(&self, image: &Image<'_>, one: &Instruction) -> Does {
        let escape = self.dockerfile.escape;
        let words = one.words(escape);
        let flags = words.iter().take_while(|(_, word)| word.starts_with("--")).count();
        let (flags, words) = words.split_at(flags);
        let flags = flags.iter().map(|(_, word)| word.trim_start_matches('-').to_owned()).collect();
        match one.keyword.as_str() {
            "RUN" => {
                let start = words.first().map_or(one.arguments.len(), |(part, _)| part.start);
                Does::Run { commands: self.commands(one, start), flags }
            }
            keyword @ ("COPY" | "ADD") => {
                let list = words.first().and_then(|(part, _)| one.arguments.get(part.start..)).unwrap_or("");
                let mut paths: Vec<(String, Span)> = match instruction::words_of(list) {
                    Some(paths) => paths.into_iter().map(|path| (path, one.span)).collect(),
                    None => words
                        .iter()
                        .map(|(part, word)| {
                            let path = image.expand(word).unwrap_or_else(|| (*word).to_owned());
                            (path, one.place(part.clone()))
                        })
                        .collect(),
                };
                let target = paths.pop().map(|(path, _)| path).unwrap_or_default();
                let lines = one.heredocs.iter().flat_map(|body| self.lines(*body)).collect();
                Does::Copy { add: keyword == "ADD", sources: paths, target, flags, lines }
            }
            "ENV" => Does::Set { argument: false, variables: self.variables(image, one) },
            "ARG" => Does::Set { argument: true, variables: self.variables(image, one) },
            "LABEL" => Does::Label(self.variables(image, one)),
            "CMD" | "ENTRYPOINT" => Does::Start(one.keyword.clone(), self.commands(one, 0)),
            "HEALTHCHECK" => {
                // `CMD`, and behind it what a `CMD` takes.
                let start = words.get(1).map_or(one.arguments.len(), |(part, _)| part.start);
                Does::Check(self.commands(one, start))
            }
            "USER" => Does::User(image.expand(&one.arguments)),
            keyword => Does::Other(keyword.to_owned()),
        }
    }

    /// The lines of a heredoc, each with its place.
    fn lines(&self, body: Span) -> Vec<Line> {
        let mut at = body.range().start;
        let text = self.text.get(body.range()).unwrap_or("");
        text.split_inclusive('\n')
            .map(|line| {
                let start = at;
                at += line.len();
                let line = line.trim_end_matches(['\r', '\n']);
                Line { text: line.to_owned(), place: Span::new(body.file, start..start + line.len()) }
            })
            .collect()
    }

    fn variables(&self, image: &Image<'_>, one: &Instruction) -> Vec<(String, Option<String>, Span)> {
        let words = one.words(self.dockerfile.escape);
        let is_old = one.keyword != "ARG" && words.first().is_some_and(|(_, word)| !word.contains('='));
        if is_old {
            let Some((part, name)) = words.first() else { return Vec::new() };
            let value = one.arguments.get(part.end..).unwrap_or("").trim();
            return vec![((*name).to_owned(), image.expand(value), one.span)];
        }
        let variables = words.iter().map(|(part, word)| {
            let (name, value) =
                word.split_once('=').map_or((*word, None), |(name, value)| (name, Some(value)));
            (name.to_owned(), value.and_then(|value| image.expand(value)), one.place(part.clone()))
        });
        variables.collect()
    }

    /// The commands of a `RUN`: of its line, and of the heredocs that are its script.
    fn commands(&self, one: &Instruction, start: usize) -> Vec<Command> {
        if let Some(words) = instruction::words_of(one.arguments.get(start..).unwrap_or("")) {
            let none = words.is_empty();
            let command = Command { words, place: one.span, fed_by: None, inside: None };
            return if none { Vec::new() } else { vec![command] };
        }
        let line = one.place(start..one.arguments.len()).range();
        let mut commands = Vec::new();
        for range in std::iter::once(line).chain(one.heredocs.iter().map(|body| body.range())) {
            self.script(one.span.file, range, &mut commands);
        }
        commands
    }

    fn script(&self, file: FileId, range: std::ops::Range<usize>, commands: &mut Vec<Command>) {
        // The commands that the next one may stand inside of, the innermost last.
        let mut open: Vec<usize> = Vec::new();
        for found in shell::commands(file, self.text, range) {
            let end = |at: usize| commands.get(at).map_or(0, |one| one.place.end);
            let mut before = None;
            while let Some(last) = open.pop_if(|last| end(*last) <= found.span.start) {
                before = Some(last);
            }
            let fed_by = before.filter(|at| {
                let between = self.text.get(end(*at) as usize..found.span.start as usize);
                is_pipe(between.unwrap_or(""))
            });
            let inside = open.last().copied();
            let words = found.words.into_iter().map(|word| word.text).collect();
            open.push(commands.len());
            commands.push(Command { words, place: found.span, fed_by, inside });
        }
    }
}

/// Whether what stands between two commands (redirections, continuations) ends in a pipe.
fn is_pipe(between: &str) -> bool {
    let between =
        between.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\\' | '`' | '{' | '('));
    let before = between.strip_suffix("|&").or_else(|| between.strip_suffix('|'));
    before.is_some_and(|rest| !rest.ends_with('|'))
}

/// Gives a stage and those that it starts from, or may start from, their part, and the stages that files are copied from
/// theirs.
fn mark(stages: &mut [Stage], written: &[Written<'_>], at: usize, part: Part) {
    let mut work = vec![(at, part)];
    while let Some((at, part)) = work.pop() {
        let Some(stage) = stages.get_mut(at) else { continue };
        if stage.part == Part::Kept || stage.part == part {
            continue;
        }
        stage.part = part;
        if let Base::Stage(earlier) = stage.base {
            work.push((earlier, part));
        }
        let named: Vec<String> = stage
            .steps
            .iter()
            .flat_map(|step| {
                let mounts = step.flag("mount").flat_map(|mount| mount.split(','));
                step.flag("from").chain(mounts.filter_map(|option| option.strip_prefix("from=")))
            })
            .map(str::to_ascii_lowercase)
            .collect();
        for name in named {
            let by_name = stages.iter().take(at).rposition(|stage| stage.name.as_deref() == Some(&name));
            let found = by_name.or_else(|| name.parse().ok().filter(|number| *number < at));
            work.extend(found.map(|found| (found, Part::Taken)));
        }
        if let Some(begin) = written.get(at).and_then(|stage| stage.like.as_deref()) {
            let before = stages.iter().enumerate().take(at).rev().take(MAX_VARIANTS);
            let is_like = |stage: &Stage| stage.name.as_deref().is_some_and(|name| name.starts_with(begin));
            work.extend(before.filter(|(_, stage)| is_like(stage)).map(|(earlier, _)| (earlier, part)));
        }
    }
}
