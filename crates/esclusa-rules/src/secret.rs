//! The secrets that a container carries, wherever it was asked to: each with its name and its place, never its value.

use esclusa_detect::{Found, InWord, Kind, in_words, is_secret_name, judge, redact};
use esclusa_finding::{Finding, Fix, Place, RuleMeta, Secret, Severity};
use esclusa_model::{Field, List, Map, Origin, Tree, Via};

use crate::{Subject, driver_option};

/// The longest name that a message repeats.
const MAX_NAME: usize = 64;

/// A secret that a container carries.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    /// The variable, label, argument or flag, for a person; never the value.
    pub(crate) name: String,
    /// Where it is asked for.
    pub(crate) place: Place,
    /// Whether an attacker tries its value first.
    pub(crate) weak: bool,
    /// Whether its value is not written in the file but taken from a variable, or from the reader's environment.
    pub(crate) outside: bool,
    /// Whether a variable can give it, or a part of it, although the file says what it is without.
    pub(crate) variable: bool,
    /// The value, for its fingerprint.
    pub(crate) value: Option<Secret>,
    /// Whether no value is known at all: a variable will bring one.
    reference: bool,
}

/// Every secret of one container, looked for once: several rules speak of each.
#[derive(Debug)]
pub(crate) struct Secrets {
    /// In variables of the environment that are asked for: what the Dockerfile sets is told where the image is made.
    pub(crate) environment: Vec<Carried>,
    /// In variables that a file of variables sets.
    pub(crate) env_files: Vec<Carried>,
    /// In the words of the command, the entry point and the health check.
    pub(crate) commands: Vec<Carried>,
    /// In labels.
    pub(crate) labels: Vec<Carried>,
    /// In the arguments with which the image is built.
    pub(crate) build_arguments: Vec<Carried>,
    /// In the addresses from which the image is built.
    pub(crate) build_contexts: Vec<Carried>,
    /// In the options of the log driver and of the drivers of volumes.
    pub(crate) driver_options: Vec<Carried>,
}

/// The secrets of a container.
pub(crate) fn secrets<'a>(subject: &Subject<'a>) -> &'a Secrets {
    subject.once.secrets.get_or_init(|| Secrets {
        environment: in_environment(subject),
        env_files: in_env_files(subject),
        commands: in_commands(subject),
        labels: in_labels(subject),
        build_arguments: in_build_arguments(subject),
        build_contexts: in_build_contexts(subject),
        driver_options: driver_option::carried(subject),
    })
}

impl Carried {
    fn new(subject: &Subject<'_>, name: &str, found: Option<(&Found, &str)>, origin: &Origin) -> Self {
        let outside = |via: &Via| matches!(via, Via::DotEnv | Via::Environment);
        Self {
            name: shown(name),
            place: Place::of(origin, &subject.container.place),
            weak: found.is_some_and(|(found, _)| found.kind == Kind::WeakDefault),
            value: found.and_then(|(found, text)| text.get(found.span.clone())).map(Secret::new),
            reference: found.is_none(),
            variable: origin.links().any(|link| matches!(link.via, Via::Variable(_))),
            outside: found.is_none() || origin.links().any(|link| outside(&link.via)),
        }
    }

    /// The finding of a rule: less grave where the value comes from outside, and is worded so.
    pub(crate) fn finding(
        self,
        rule: &'static RuleMeta,
        subject: &Subject<'_>,
        outside: &'static str,
        fix: Fix,
    ) -> Finding {
        let finding = Finding::at(rule, subject.container, self.place).about(self.name.clone());
        let mut finding = finding.holding(self.value);
        if self.outside {
            // A reference is how a value is kept out of the file; that it is then in the environment is worth knowing.
            let severity = if self.reference { Severity::Info } else { Severity::Medium };
            finding = finding.worded(outside).severity(severity);
        }
        finding.with("name", self.name).fix(fix)
    }
}

/// In variables of the environment that are asked for.
fn in_environment(subject: &Subject<'_>) -> Vec<Carried> {
    asked_for(subject, |origin| !from_file(origin))
}

/// In variables of the environment that a file of variables sets.
fn in_env_files(subject: &Subject<'_>) -> Vec<Carried> {
    asked_for(subject, from_file)
}

fn from_file(origin: &Origin) -> bool {
    origin.links().any(|link| link.via == Via::EnvFile)
}

fn asked_for(subject: &Subject<'_>, wanted: fn(&Origin) -> bool) -> Vec<Carried> {
    let mut carried = Vec::new();
    for asked in subject.container.request.env.items.iter().filter(|asked| wanted(&asked.origin)) {
        let Some(text) = asked.get() else { continue };
        carried.extend(entry(subject, text, asked.unknown().is_some(), &asked.origin));
    }
    carried
}

/// In labels: of the container, and of the image that is built for it.
fn in_labels(subject: &Subject<'_>) -> Vec<Carried> {
    let mut carried = in_entries(subject, &subject.container.request.labels);
    carried.extend(build(subject, "labels").into_iter().flat_map(|labels| in_tree(subject, labels)));
    carried
}

/// In the values of a map.
pub(crate) fn in_entries(subject: &Subject<'_>, map: &Map<String>) -> Vec<Carried> {
    let entries = map.entries.iter();
    entries
        .filter_map(|(name, field)| {
            let value = field.get()?;
            let origin = if field.origin.place.is_some() { &field.origin } else { &map.origin };
            value_of(subject, name, Some(value), field.unknown().is_some(), origin)
        })
        .collect()
}

fn build<'a>(subject: &Subject<'a>, key: &str) -> Option<&'a Tree> {
    subject.workload.rest.get("build").and_then(|build| build.get(key))
}

/// In the arguments with which the image is built.
fn in_build_arguments(subject: &Subject<'_>) -> Vec<Carried> {
    build(subject, "args").map(|arguments| in_tree(subject, arguments)).unwrap_or_default()
}

/// In the entries of a mapping or a list.
pub(crate) fn in_tree(subject: &Subject<'_>, entries: &Tree) -> Vec<Carried> {
    let mut carried = Vec::new();
    for (name, tree) in entries.as_map().into_iter().flatten() {
        let unknown = tree.symbol.is_some();
        carried.extend(value_of(subject, name, tree.as_str(), unknown, origin_of(tree, entries)));
    }
    for tree in entries.as_seq().into_iter().flatten() {
        let Some(text) = tree.as_str() else { continue };
        carried.extend(entry(subject, text, tree.symbol.is_some(), origin_of(tree, entries)));
    }
    carried
}

/// In the addresses from which the image is built: `https://user:password@host/repository.git`.
fn in_build_contexts(subject: &Subject<'_>) -> Vec<Carried> {
    let Some(whole) = subject.workload.rest.get("build") else { return Vec::new() };
    let mut carried = Vec::new();
    let said = if whole.as_str().is_some() { Some(whole) } else { whole.get("context") };
    if let Some((tree, text)) = said.and_then(|tree| Some((tree, tree.as_str()?))) {
        carried.extend(value_of(
            subject,
            "context",
            Some(text),
            tree.symbol.is_some(),
            origin_of(tree, whole),
        ));
    }
    let more = build(subject, "additional_contexts");
    carried.extend(more.into_iter().flat_map(|contexts| in_tree(subject, contexts)));
    carried
}

fn origin_of<'a>(tree: &'a Tree, above: &'a Tree) -> &'a Origin {
    if tree.origin.place.is_some() { &tree.origin } else { &above.origin }
}

/// In the words of the command, the entry point and the health check.
fn in_commands(subject: &Subject<'_>) -> Vec<Carried> {
    let request = &subject.container.request;
    let mut carried = Vec::new();
    words(subject, &[&request.entrypoint, &request.cmd], &mut carried);
    words(subject, &[&request.healthcheck.test], &mut carried);
    carried
}

/// In the words of lists that follow one another.
fn words(subject: &Subject<'_>, lists: &[&List<String>], carried: &mut Vec<Carried>) {
    let fields: Vec<(&Field<String>, &Origin)> =
        lists.iter().flat_map(|list| list.items.iter().map(|field| (field, &list.origin))).collect();
    let words: Vec<&str> = fields.iter().map(|(field, _)| field.get().map_or("", String::as_str)).collect();
    for InWord { word, found } in in_words(&words) {
        let Some((field, list)) = fields.get(word) else { continue };
        let origin = if field.origin.place.is_some() { &field.origin } else { *list };
        let name = before(&words, word, found.span.start);
        let text = words.get(word).copied().unwrap_or_default();
        carried.push(Carried::new(subject, name, Some((&found, text)), origin));
    }
}

/// What a person would call the place of a secret in a command: what stands before it.
pub(crate) fn before<'a>(words: &[&'a str], word: usize, start: usize) -> &'a str {
    let separators =
        |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '=' | ':');
    let own = words.get(word).and_then(|word| word.get(..start)).unwrap_or_default();
    let own = own.trim_end_matches(separators);
    let last = own.rsplit(separators).next().unwrap_or(own);
    match last.is_empty() {
        false => last,
        true => word.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default(),
    }
}

/// An entry `NAME=VALUE` that is a secret, or will be.
pub(crate) fn entry(subject: &Subject<'_>, text: &str, unknown: bool, origin: &Origin) -> Option<Carried> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    // `NAME: value` in a list is a bare name to Compose, and its value is not to be shown either.
    let name =
        name.split(|character: char| character.is_whitespace() || character == ':').next().unwrap_or(name);
    value_of(subject, name, value, unknown, origin)
}

/// A secret's value, or a variable in its place that will bring one. The variable may be the one with the telling name:
/// `X: ${DB_PASSWORD:-…}`.
fn value_of(
    subject: &Subject<'_>,
    name: &str,
    value: Option<&str>,
    unknown: bool,
    origin: &Origin,
) -> Option<Carried> {
    let variables = origin.links().filter_map(|link| match &link.via {
        Via::Variable(variable) => Some(variable.as_ref()),
        _ => None,
    });
    std::iter::once(name).chain(variables).find_map(|told| match value.map(|value| judge(told, value)) {
        Some(Ok(found)) => {
            let text = value.unwrap_or_default();
            Some(Carried::new(subject, name, Some((&found, text)), origin))
        }
        _ if is_secret_name(told) && (unknown || value.is_none()) => {
            Some(Carried::new(subject, name, None, origin))
        }
        _ => None,
    })
}

/// A name that may be shown: somebody may have written a value in its place.
pub(crate) fn shown(name: &str) -> String {
    redact(name).chars().take(MAX_NAME).collect()
}
