//! The secrets of what was read: collected, so that their values are shown nowhere.

use std::borrow::Cow;
use std::ops::Range;

use esclusa_detect::{Known, hidden_entry, hidden_words, is_secret_name};
use esclusa_model::{Origin, Project, Tree, Value, Via, Wire as _};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{Detail, Problem, Saying};

/// Adds the values of every secret that a project says, wherever it says it.
pub(crate) fn collect(project: &Project, known: &mut Known) {
    collect_likely(project, &Likely::everything(), known);
}

/// The same of those texts only of which a part may stand in what is to be shown.
fn collect_likely(project: &Project, likely: &Likely, known: &mut Known) {
    for container in project.containers() {
        let request = container.request.write();
        below("", &request, likely, known);
        commands(&request, likely, known);
        for (text, _) in &container.image.env.items {
            add("", text, likely, known);
        }
    }
    let own = [&project.networks, &project.volumes, &project.secrets, &project.configs, &project.rest];
    let rest = own.into_iter().chain(project.workloads.iter().map(|workload| &workload.rest));
    for (key, tree) in rest.flatten() {
        below(key, tree, likely, known);
    }
}

/// Which texts may hold something that other texts repeat. A value of fewer than six bytes is not known again elsewhere, so
/// texts that share no six bytes in a row have nothing to do with each other.
struct Likely {
    /// One bit for each hash of six bytes that occur; `None` if everything is likely.
    seen: Option<Vec<u64>>,
}

/// The shortest value that is hidden wherever it is repeated, in bytes.
const WINDOW: usize = 6;

impl Likely {
    const fn everything() -> Self {
        Self { seen: None }
    }

    fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut seen = vec![0; 1024];
        for (word, bit) in texts.flat_map(places) {
            if let Some(word) = seen.get_mut(word) {
                *word |= bit;
            }
        }
        Self { seen: Some(seen) }
    }

    fn holds(&self, text: &str) -> bool {
        let Some(seen) = &self.seen else { return true };
        places(text).any(|(word, bit)| seen.get(word).is_some_and(|word| word & bit != 0))
    }
}

/// The bits of each six bytes in a row, of 65,536 (Fibonacci's multiplication; a clash only costs a closer look).
fn places(text: &str) -> impl Iterator<Item = (usize, u64)> {
    let windows = text.bytes().scan(0_u64, |window, byte| {
        *window = (*window << 8 | u64::from(byte)) & 0xffff_ffff_ffff;
        Some(*window)
    });
    windows.skip(WINDOW - 1).map(|window| {
        let hash = window.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
        (usize::try_from(hash >> 6).unwrap_or_default(), 1 << (hash & 63))
    })
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
    let likely = Likely::of(problems.iter().map(|problem| problem.detail.as_str()));
    projects.iter().for_each(|project| collect_likely(project, &likely, known));
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

fn below(key: &str, tree: &Tree, likely: &Likely, known: &mut Known) {
    match &tree.value {
        Value::Mapping(map) => map.iter().for_each(|(key, value)| below(key, value, likely, known)),
        Value::Sequence(items) => {
            let may = items.iter().any(|item| item.as_str().is_some_and(|text| likely.holds(text)));
            let lists: &[&[Tree]] = if may { &[items] } else { &[] };
            for (words, spans) in words_of(lists) {
                spans.into_iter().filter_map(|span| words.get(span)).for_each(|secret| known.add(secret));
            }
            items.iter().for_each(|item| below(key, item, likely, known));
        }
        _ => {
            if let Some(text) = scalar(tree).filter(|text| likely.holds(text)) {
                add(key, &text, likely, known);
                brought(&text, &tree.origin)
                    .and_then(|span| text.get(span))
                    .into_iter()
                    .for_each(|secret| known.add(secret));
            }
            if let Some(symbol) = &tree.symbol {
                add(key, symbol, likely, known);
            }
        }
    }
}

fn add(key: &str, text: &str, likely: &Likely, known: &mut Known) {
    if !likely.holds(text) {
        return;
    }
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
fn commands(request: &Tree, likely: &Likely, known: &mut Known) {
    let list = |key| request.get(key).and_then(Tree::as_seq).unwrap_or_default();
    let words = list("Entrypoint").iter().chain(list("Cmd"));
    if !words.filter_map(Tree::as_str).any(|word| likely.holds(word)) {
        return;
    }
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
