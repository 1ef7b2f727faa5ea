//! The secrets of what was read: collected, so that their values are shown nowhere.

use std::borrow::Cow;
use std::ops::Range;

use esclusa_detect::{Known, hidden_entry, hidden_words, is_secret_name};
use esclusa_model::{Origin, Project, Tree, Value, Via, Wire as _};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{Detail, Problem, Saying};

/// Adds the values of every secret that a project says, wherever it says it.
pub(crate) fn collect(project: &Project, known: &mut Known) {
    for container in project.containers() {
        let request = container.request.write();
        below("", &request, known);
        commands(&request, known);
        for (text, _) in &container.image.env.items {
            add("", text, known);
        }
    }
    let own = [&project.networks, &project.volumes, &project.secrets, &project.configs, &project.rest];
    let rest = own.into_iter().chain(project.workloads.iter().map(|workload| &workload.rest));
    for (key, tree) in rest.flatten() {
        below(key, tree, known);
    }
}

/// Adds the values of the secrets among the words of a command line that was refused: no project has them.
pub(crate) fn collect_words(words: &[Word], known: &mut Known) {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    for (word, spans) in words.iter().zip(hidden_words(&words)) {
        spans.into_iter().filter_map(|span| word.get(span)).for_each(|secret| known.add(secret));
    }
}

/// Hides in problems the values of secrets that they repeat: those of the projects, and those `known` before.
pub(crate) fn hide(problems: &mut [Problem], projects: &[Project], known: &mut Known) {
    if problems.is_empty() {
        return;
    }
    projects.iter().for_each(|project| collect(project, known));
    for problem in problems {
        if let Some(detail) = without(&problem.detail, known) {
            problem.detail = detail;
        }
    }
}

/// The detail without known secrets, if it has any.
fn without(detail: &Detail, known: &Known) -> Option<Detail> {
    let Cow::Owned(english) = known.hide(detail.as_str()) else { return None };
    Some(match detail.said() {
        Saying::Plain => Detail::plain(english),
        Saying::Quote => Detail::quote(english),
        Saying::Words(id, arguments) => {
            let shown = |argument: &Detail| without(argument, known).unwrap_or_else(|| argument.clone());
            Detail::words(
                id,
                english,
                arguments.iter().map(|(name, argument)| (*name, shown(argument))).collect(),
            )
        }
    })
}

fn below(key: &str, tree: &Tree, known: &mut Known) {
    match &tree.value {
        Value::Mapping(map) => map.iter().for_each(|(key, value)| below(key, value, known)),
        Value::Sequence(items) => {
            for (words, spans) in words_of(&[items]) {
                spans.into_iter().filter_map(|span| words.get(span)).for_each(|secret| known.add(secret));
            }
            items.iter().for_each(|item| below(key, item, known));
        }
        _ => {
            if let Some(text) = scalar(tree) {
                add(key, &text, known);
                brought(&text, &tree.origin)
                    .and_then(|span| text.get(span))
                    .into_iter()
                    .for_each(|secret| known.add(secret));
            }
            if let Some(symbol) = &tree.symbol {
                add(key, symbol, known);
            }
        }
    }
}

fn add(key: &str, text: &str, known: &mut Known) {
    hidden_entry(key, text)
        .into_iter()
        .filter_map(|span| text.get(span))
        .for_each(|secret| known.add(secret));
}

/// What of a text is to be hidden because a variable with a secret's name brought it there: all after the text's own name.
pub(crate) fn brought(text: &str, origin: &Origin) -> Option<Range<usize>> {
    let secret = |via: &Via| matches!(via, Via::Variable(name) if is_secret_name(name));
    let start = text.find('=').map_or(0, |at| at + 1);
    (start < text.len() && origin.links().any(|link| secret(&link.via))).then_some(start..text.len())
}

/// The entry point's words decide what the command's mean.
fn commands(request: &Tree, known: &mut Known) {
    let list = |key| request.get(key).and_then(Tree::as_seq).unwrap_or_default();
    for (word, spans) in words_of(&[list("Entrypoint"), list("Cmd")]) {
        spans.into_iter().filter_map(|span| word.get(span)).for_each(|secret| known.add(secret));
    }
}

/// The words of lists that follow one another, each with what of it is to be hidden.
pub(crate) fn words_of<'a>(lists: &[&'a [Tree]]) -> Vec<(&'a str, Vec<Range<usize>>)> {
    let words: Vec<&str> =
        lists.iter().copied().flatten().map(|item| item.as_str().unwrap_or_default()).collect();
    let spans = hidden_words(&words);
    words.into_iter().zip(spans).collect()
}

/// The text of a value that is not made of others; a password may be a number.
pub(crate) fn scalar(tree: &Tree) -> Option<String> {
    match &tree.value {
        Value::String(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}
