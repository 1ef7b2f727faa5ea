//! The secrets that a Dockerfile writes: each with its name and its place, never its value.

use std::borrow::Cow;
use std::collections::HashSet;

use esclusa_detect::{Found, InWord, Kind, in_text, in_words, is_secret_name, judge};
use esclusa_finding::{Finding, Place, RuleMeta, Secret};
use esclusa_model::image::recipe::{Command, Does, Line, Part, Recipe, Step};

use crate::address::without_user;
use crate::build_step::is_pinned_package;
use crate::secret::{before, shown};

/// A secret in a Dockerfile.
pub(crate) struct Written {
    /// The keyword of the instruction.
    pub(crate) instruction: String,
    /// The variable, label or flag, for a person; never the value.
    pub(crate) name: String,
    /// Where.
    place: Place,
    /// How it is there.
    pub(crate) how: How,
    /// Whether an attacker tries its value first.
    pub(crate) weak: bool,
    /// Whether the stage is the image's own.
    pub(crate) kept: bool,
    /// The value, for its fingerprint.
    value: Option<Secret>,
}

impl Written {
    /// The finding of a rule.
    pub(crate) fn finding(self, rule: &'static RuleMeta, recipe: &Recipe, wording: &'static str) -> Finding {
        let finding = Finding { place: self.place, ..Finding::of_image(rule, recipe, recipe.place) };
        let finding = finding.worded(wording).about(format!("{} {}", self.instruction, self.name));
        finding.holding(self.value).with("instruction", self.instruction).with("name", self.name)
    }
}

/// How a secret is in a Dockerfile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// As the value of a variable or label.
    Value,
    /// Among the words of a command.
    Words,
    /// As what whoever builds gives for a variable.
    Given,
}

/// Every secret in a Dockerfile, in the order of its instructions.
pub(crate) fn written(recipe: &Recipe) -> Vec<Written> {
    let mut found = Vec::new();
    for step in &recipe.globals {
        of_step(step, true, &mut found);
    }
    for stage in &recipe.stages {
        for step in &stage.steps {
            of_step(step, stage.part == Part::Kept, &mut found);
        }
    }
    found
}

fn of_step(step: &Step, kept: bool, found: &mut Vec<Written>) {
    match &step.does {
        Does::Set { argument, variables } => {
            let instruction = if *argument { "ARG" } else { "ENV" };
            found.extend(variables.iter().filter_map(|(name, value, place)| {
                let place = Place { primary: Some(*place), related: Vec::new() };
                of_value(instruction, name, value.as_deref(), place, kept)
            }));
        }
        // A label whose value is not known is mostly a revision or a date.
        Does::Label(labels) => found.extend(labels.iter().filter_map(|(name, value, place)| {
            let place = Place { primary: Some(*place), related: Vec::new() };
            of_value("LABEL", name, Some(value.as_deref()?), place, kept)
        })),
        Does::Run { commands, .. } => of_commands("RUN", commands, kept, found),
        Does::Start(keyword, commands) => of_commands(keyword, commands, kept, found),
        Does::Check(commands) => of_commands("HEALTHCHECK", commands, kept, found),
        Does::Copy { add, sources, lines, .. } => {
            let instruction = if *add { "ADD" } else { "COPY" };
            for (address, place) in sources.iter().filter(|(address, _)| address.contains('@')) {
                let texts = in_text(address).into_iter();
                found.extend(texts.map(|one| {
                    let place = Place { primary: Some(*place), related: Vec::new() };
                    found_at(instruction, &without_user(address), (&one, address), place, kept)
                }));
            }
            of_lines(instruction, lines, kept, found);
        }
        _ => {}
    }
}

fn of_value(instruction: &str, name: &str, value: Option<&str>, place: Place, kept: bool) -> Option<Written> {
    let (how, weak, value) = match value.map(|text| (judge(name, text), text)) {
        Some((Ok(found), text)) => {
            (How::Value, found.kind == Kind::WeakDefault, text.get(found.span).map(Secret::new))
        }
        None if is_secret_name(name) => (How::Given, false, None),
        _ => return None,
    };
    Some(Written { instruction: instruction.to_owned(), name: shown(name), place, how, weak, kept, value })
}

fn found_at(instruction: &str, name: &str, (one, text): (&Found, &str), place: Place, kept: bool) -> Written {
    Written {
        instruction: instruction.to_owned(),
        name: shown(name),
        place,
        how: How::Words,
        weak: one.kind == Kind::WeakDefault,
        kept,
        value: text.get(one.span.clone()).map(Secret::new),
    }
}

fn at_line(line: &Line) -> Place {
    Place { primary: Some(line.place), related: Vec::new() }
}

/// In the lines of files that an instruction brings itself: entries `NAME=VALUE` and `name: value`, and what is a secret
/// whatever stands around it.
fn of_lines(instruction: &str, lines: &[Line], kept: bool, found: &mut Vec<Written>) {
    let mut starts = Vec::with_capacity(lines.len());
    let mut text = String::new();
    for line in lines {
        starts.push(text.len());
        text.push_str(&line.text);
        text.push('\n');
    }
    // A private key has more than one line.
    let mut told = HashSet::new();
    for one in in_text(&text) {
        let at = starts.partition_point(|start| *start <= one.span.start).saturating_sub(1);
        let Some((line, start)) = lines.get(at).zip(starts.get(at)) else { continue };
        let key = matches!(one.kind, Kind::PrivateKey).then_some(("PRIVATE KEY", ""));
        let before = || before(&[&line.text], 0, one.span.start.saturating_sub(*start));
        let name = key.or_else(|| entry(&line.text)).map_or_else(before, |(name, _)| name);
        if told.insert(at) {
            found.push(found_at(instruction, name, (&one, &text), at_line(line), kept));
        }
    }
    for (at, line) in lines.iter().enumerate() {
        let Some((name, value)) = entry(&line.text).filter(|_| !told.contains(&at)) else { continue };
        if let Ok(one) = judge(name, value) {
            found.push(found_at(instruction, name, (&one, value), at_line(line), kept));
        }
    }
}

/// The name and the value of a line `NAME=VALUE`, `name: value` or `"name": "value",`.
fn entry(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start().trim_start_matches("export ").trim_start_matches("- ");
    let (name, value) = line.split_once(['=', ':'])?;
    let name = name.trim().trim_matches(['"', '\'']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    (!name.is_empty() && name.chars().all(is_name)).then(|| (name, value.trim().trim_end_matches(',')))
}

fn of_commands(instruction: &str, commands: &[Command], kept: bool, found: &mut Vec<Written>) {
    // What is found in a substitution is also in the words that it stands in.
    let mut told = HashSet::new();
    for (at, command) in commands.iter().enumerate() {
        if command.inside.is_some_and(|outer| told.contains(&outer)) {
            told.insert(at);
            continue;
        }
        let words = read(commands, command);
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        for InWord { word, found: one } in in_words(&words) {
            if words.get(word).is_some_and(|word| is_pinned_package(command, word)) {
                continue;
            }
            told.insert(at);
            found.push(Written {
                instruction: instruction.to_owned(),
                name: shown(before(&words, word, one.span.start)),
                place: Place { primary: Some(command.place), related: Vec::new() },
                how: How::Words,
                weak: one.kind == Kind::WeakDefault,
                kept,
                value: words.get(word).and_then(|word| word.get(one.span)).map(Secret::new),
            });
        }
    }
}

/// A command's words; before those of `chpasswd` what it is given to read: `echo user:password | chpasswd`.
fn read<'a>(commands: &'a [Command], command: &'a Command) -> Vec<Cow<'a, str>> {
    let own = command.words.iter().map(|word| Cow::Borrowed(word.as_str()));
    let is_chpasswd = command.words.iter().any(|word| word.rsplit('/').next() == Some("chpasswd"));
    let feeder = command.fed_by.filter(|_| is_chpasswd).and_then(|at| commands.get(at));
    // What a program prints stands behind its name.
    let fed = feeder.into_iter().flat_map(|feeder| feeder.words.iter().skip(1));
    fed.map(|word| Cow::Borrowed(word.trim_matches(['\'', '"']))).chain(own).collect()
}
