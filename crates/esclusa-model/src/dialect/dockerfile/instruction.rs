//! What each instruction says of the image.

use std::borrow::Cow;

use esclusa_source::syntax::dockerfile::Instruction;
use esclusa_source::{Problem, detail};
use indexmap::IndexMap;

use super::expand::expand;
use super::scope::Scope;
use super::{Build, refused};
use crate::{Fact, FactSource, Facts, ImageFacts};

/// An image while it is built.
pub(super) struct Image<'a> {
    facts: ImageFacts,
    pub(super) scope: Scope,
    /// What `ONBUILD` keeps for the stages that start from this one.
    pub(super) triggers: Vec<Instruction>,
    env: Set,
    ports: Set,
    volumes: Set,
    shell: Vec<String>,
    globals: IndexMap<String, Option<String>>,
    escape: char,
    build: &'a Build,
}

/// Facts of one kind by what they are about.
#[derive(Default)]
struct Set {
    items: IndexMap<String, (String, FactSource)>,
    complete: bool,
}

impl Set {
    fn from(facts: Facts) -> Self {
        let items = facts.items.into_iter().map(|(value, source)| (value.clone(), (value, source))).collect();
        Self { items, complete: facts.complete }
    }

    fn add(&mut self, value: String, source: &FactSource) {
        self.items.entry(value.clone()).or_insert_with(|| (value, source.clone()));
    }

    fn finish(self) -> Facts {
        Facts { items: self.items.into_values().collect(), complete: self.complete }
    }
}

impl<'a> Image<'a> {
    /// An image of which nothing is known.
    pub(super) fn new(escape: char, build: &'a Build, globals: IndexMap<String, Option<String>>) -> Self {
        Self {
            facts: ImageFacts::default(),
            scope: Scope::new(),
            triggers: Vec::new(),
            env: Set::default(),
            ports: Set::default(),
            volumes: Set::default(),
            shell: vec!["/bin/sh".to_owned(), "-c".to_owned()],
            globals,
            escape,
            build,
        }
    }

    /// Starts from what its base says.
    pub(super) fn start(&mut self, mut base: ImageFacts) {
        self.env = Set::from(std::mem::take(&mut base.env));
        self.ports = Set::from(std::mem::take(&mut base.exposed_ports));
        self.volumes = Set::from(std::mem::take(&mut base.volumes));
        // What is added to it may need and write more.
        for facts in [
            &mut base.needs_capabilities,
            &mut base.writable_paths,
            &mut base.scratch_paths,
            &mut base.setuid_files,
        ] {
            facts.complete = false;
        }
        self.facts = base;
    }

    /// Its facts.
    pub(super) fn finish(self) -> ImageFacts {
        ImageFacts {
            env: self.env.finish(),
            exposed_ports: self.ports.finish(),
            volumes: self.volumes.finish(),
            ..self.facts
        }
    }

    pub(super) fn expand(&self, word: &str) -> Option<String> {
        expand(word, self.escape, &self.scope)
    }

    fn environment(&mut self, one: &Instruction, problems: &mut Vec<Problem>) {
        let source = self.build.source(one.span);
        let words = one.words(self.escape);
        let mut said: Vec<(&str, &str)> = Vec::new();
        match words.first() {
            Some((_, first)) if first.contains('=') => {
                for (part, word) in &words {
                    match word.split_once('=') {
                        Some((name, value)) if !name.is_empty() => said.push((name, value)),
                        _ => problems.push(refused(
                            self.build,
                            Some(one.place(part.clone())),
                            "ENV takes NAME=VALUE",
                        )),
                    }
                }
            }
            // The old form: all behind the name is the value.
            Some((part, name)) => {
                let value = one.arguments.get(part.end..).unwrap_or("").trim();
                if value.is_empty() {
                    problems.push(refused(
                        self.build,
                        Some(one.span),
                        detail!("env-without-value", "ENV without a value"),
                    ));
                } else {
                    said.push((name, value));
                }
            }
            None => {}
        }
        // All of one instruction see the variables from before it.
        let expanded: Vec<_> = said
            .into_iter()
            .map(|(name, value)| {
                (self.expand(name).unwrap_or_else(|| name.to_owned()), value, self.expand(value))
            })
            .collect();
        for (name, written, value) in expanded {
            let text = format!("{name}={}", value.as_deref().unwrap_or(written));
            self.env.items.insert(name.clone(), (text, source.clone()));
            self.scope.env.insert(name, value);
        }
    }

    fn argument(&mut self, one: &Instruction) {
        for (name, default) in arguments(one, self.escape) {
            let value = match (self.build.arguments.get(name), default, self.globals.get(name)) {
                (Some(value), ..) => value.clone(),
                (None, Some(default), _) => self.expand(default),
                (None, None, Some(global)) => global.clone(),
                (None, None, None) => None,
            };
            self.scope.arguments.insert(name.to_owned(), value);
        }
    }

    fn expose(&mut self, one: &Instruction, problems: &mut Vec<Problem>) {
        for (part, word) in one.words(self.escape) {
            let source = self.build.source(one.place(part.clone()));
            let Some(expanded) = self.expand(word) else {
                self.ports.complete = false;
                continue;
            };
            for port in expanded.split_whitespace() {
                let Some((first, last, protocol)) = port_range(port) else {
                    problems.push(refused(
                        self.build,
                        Some(one.place(part.clone())),
                        detail!("not-a-port", "not a port"),
                    ));
                    continue;
                };
                if !self.scope.take(8 * (usize::from(last - first) + 1)) {
                    self.ports.complete = false;
                    continue;
                }
                for number in first..=last {
                    self.ports.add(format!("{number}/{protocol}"), &source);
                }
            }
        }
    }

    fn volume(&mut self, one: &Instruction) {
        let source = self.build.source(one.span);
        let paths: Vec<Cow<'_, str>> = match words_of(&one.arguments) {
            Some(list) => list.into_iter().map(Cow::Owned).collect(),
            None => one.words(self.escape).into_iter().map(|(_, word)| Cow::Borrowed(word)).collect(),
        };
        for path in paths {
            match self.expand(&path) {
                Some(path) => self.volumes.add(path, &source),
                None => self.volumes.complete = false,
            }
        }
    }

    fn entrypoint(&mut self, one: &Instruction) {
        let words = words_of(&one.arguments).unwrap_or_else(|| {
            let mut words = self.shell.clone();
            words.push(one.arguments.clone());
            words
        });
        self.facts.entrypoint = Fact::Known(words, self.build.source(one.span));
        // What the base needs when its own program starts says nothing of another one.
        self.facts.needs_capabilities = Facts::default();
        self.facts.runs_as = Fact::Unknown;
        self.facts.file_variables = Facts::default();
        self.facts.files_read_as = Fact::Unknown;
        self.facts.commands = Facts::default();
    }

    fn healthcheck(&mut self, one: &Instruction, problems: &mut Vec<Problem>) {
        let kind = one.arguments.split_whitespace().find(|word| !word.starts_with("--")).unwrap_or("");
        let there = match kind.to_ascii_uppercase().as_str() {
            "NONE" => false,
            "CMD" => true,
            _ => {
                problems.push(refused(
                    self.build,
                    Some(one.span),
                    detail!("healthcheck-takes", "HEALTHCHECK takes CMD or NONE"),
                ));
                return;
            }
        };
        self.facts.healthcheck = Fact::Known(there, self.build.source(one.span));
    }
}

/// Follows one instruction.
pub(super) fn apply(image: &mut Image<'_>, one: &Instruction, problems: &mut Vec<Problem>) {
    match one.keyword.as_str() {
        "ENV" => image.environment(one, problems),
        "ARG" => image.argument(one),
        "USER" => {
            let source = image.build.source(one.span);
            image.facts.user =
                image.expand(&one.arguments).map_or(Fact::Unknown, |user| Fact::Known(user, source));
        }
        "EXPOSE" => image.expose(one, problems),
        "VOLUME" => image.volume(one),
        "ENTRYPOINT" => image.entrypoint(one),
        "HEALTHCHECK" => image.healthcheck(one, problems),
        "SHELL" => match words_of(&one.arguments) {
            Some(words) => image.shell = words,
            None => problems.push(refused(
                image.build,
                Some(one.span),
                detail!("shell-takes-list", "SHELL takes a JSON list"),
            )),
        },
        "ONBUILD" => image.triggers.extend(one.trigger()),
        _ => {}
    }
}

/// What `ARG` declares: names, and defaults as written.
pub(super) fn arguments(one: &Instruction, escape: char) -> Vec<(&str, Option<&str>)> {
    let declared = one.words(escape).into_iter();
    declared
        .map(|(_, word)| word.split_once('=').map_or((word, None), |(name, default)| (name, Some(default))))
        .collect()
}

/// The exec form: a JSON list of texts.
pub(super) fn words_of(arguments: &str) -> Option<Vec<String>> {
    arguments.starts_with('[').then(|| serde_json::from_str(arguments).ok())?
}

/// The ports of `80`, `80/udp`, `8000-8010` or `8080:80`.
fn port_range(text: &str) -> Option<(u16, u16, String)> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let protocol = protocol.to_ascii_lowercase();
    let known = matches!(protocol.as_str(), "tcp" | "udp" | "sctp");
    // What stands before a colon is for another time: the builder does not publish.
    let ports = ports.rsplit(':').next().unwrap_or(ports);
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (known && first <= last).then_some((first, last, protocol))
}
