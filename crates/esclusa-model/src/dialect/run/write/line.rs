//! A line while it grows: flags in order, and what no flag says.

use esclusa_source::syntax::shell::Word;
use esclusa_source::{Detail, Problem, detail};

use super::quoting::Spoken;
use crate::Origin;
use crate::dialect::REFUSED;
use crate::field::{Field, List, Map};

/// The widest line that is not broken.
const WIDTH: usize = 100;

/// One command line.
#[derive(Default)]
pub(super) struct Line {
    /// Flags, each with its value.
    flags: Vec<Vec<Spoken>>,
    /// The image and the command.
    pub(super) rest: Vec<Spoken>,
    /// What the line does not say, by the field's path.
    pub(super) unsaid: Vec<(String, Problem)>,
}

/// A field as a word: its symbol if it is not known, else its text.
pub(super) fn word_of(field: &Field<String>) -> Option<Spoken> {
    match (&field.symbol, &field.value) {
        (Some(symbol), _) => Some(Spoken::symbolic(&**symbol)),
        (None, Some(text)) => Some(Spoken::plain(text)),
        (None, None) => None,
    }
}

/// `name=value`. The symbol of a command line's pair is the whole pair, that of Compose the value.
pub(super) fn pair(name: &str, field: &Field<String>) -> Spoken {
    match &field.symbol {
        Some(symbol) if **symbol == *name || symbol.split('=').next() == Some(name) => {
            Spoken::symbolic(&**symbol)
        }
        _ => Spoken::plain(format!("{name}=")).then(word_of(field).unwrap_or_default()),
    }
}

impl Line {
    /// A flag and its value.
    pub(super) fn flag(&mut self, flag: &str, value: Spoken) {
        self.flags.push(vec![Spoken::plain(flag), value]);
    }

    /// A flag that needs no value.
    pub(super) fn word(&mut self, flag: &str) {
        self.flags.push(vec![Spoken::plain(flag)]);
    }

    /// A flag for a value or for what is not known of it.
    pub(super) fn value<T>(&mut self, flag: &str, field: &Field<T>, text: impl FnOnce(&T) -> String) {
        match (&field.symbol, &field.value) {
            (Some(symbol), _) => self.flag(flag, Spoken::symbolic(&**symbol)),
            (None, Some(value)) => self.flag(flag, Spoken::plain(text(value))),
            (None, None) => {}
        }
    }

    pub(super) fn text(&mut self, flag: &str, field: &Field<String>) {
        self.value(flag, field, Clone::clone);
    }

    pub(super) fn number(&mut self, flag: &str, field: &Field<i64>) {
        self.value(flag, field, i64::to_string);
    }

    pub(super) fn size(&mut self, flag: &str, field: &Field<i64>) {
        self.value(flag, field, |bytes| size(*bytes));
    }

    /// A flag that says yes; no is only said where it differs from saying nothing.
    pub(super) fn truth(&mut self, flag: &str, field: &Field<bool>, keep: bool) {
        match (&field.symbol, field.value) {
            (Some(symbol), _) => {
                self.flags.push(vec![Spoken::plain(format!("{flag}=")).then(Spoken::symbolic(&**symbol))]);
            }
            (None, Some(true)) => self.word(flag),
            (None, Some(false)) if keep => self.word(&format!("{flag}=false")),
            (None, _) => {}
        }
    }

    pub(super) fn list<T>(&mut self, flag: &str, list: &List<T>, text: impl Fn(&T) -> String) {
        list.items.iter().for_each(|item| self.value(flag, item, &text));
    }

    pub(super) fn texts(&mut self, flag: &str, list: &List<String>) {
        self.list(flag, list, Clone::clone);
    }

    pub(super) fn pairs(&mut self, flag: &str, map: &Map<String>) {
        map.entries.iter().for_each(|(name, field)| self.flag(flag, pair(name, field)));
    }

    /// Names what the line does not say, and why if that is not plain.
    pub(super) fn leave(&mut self, path: &str, origin: &Origin, why: impl Into<Detail>) {
        let why = why.into();
        let detail = if why.is_empty() {
            Detail::plain(path.to_owned())
        } else {
            detail!("at-path", "{path}: {detail}", path, detail = why)
        };
        let problem = Problem::new("unsaid", origin.place, detail);
        self.unsaid.push((path.to_owned(), problem));
    }

    /// Names why docker refuses the line.
    pub(super) fn refused(&mut self, origin: &Origin, why: Detail) {
        self.unsaid.push((String::new(), Problem::new(REFUSED, origin.place, why)));
    }

    /// The words after `docker`, `run` or `create` among them.
    pub(super) fn words(&self, command: &str) -> Vec<Word> {
        let first = ["docker", command].map(Word::argument);
        let spoken = self.flags.iter().flatten().chain(&self.rest);
        let spoken =
            spoken.map(|spoken| Word { symbolic: spoken.is_symbolic(), ..Word::argument(spoken.text()) });
        first.into_iter().chain(spoken).collect()
    }

    /// The text: one line, or one for each flag.
    pub(super) fn text_of(&self, command: &str) -> String {
        let joined = |words: &[Spoken]| words.iter().map(Spoken::quoted).collect::<Vec<_>>().join(" ");
        let start = format!("docker {command}");
        let mut pieces: Vec<String> = self.flags.iter().map(|flag| joined(flag)).collect();
        pieces.push(joined(&self.rest));
        let whole = format!("{start} {}", pieces.join(" "));
        if whole.chars().count() <= WIDTH {
            whole
        } else {
            format!("{start} \\\n  {}", pieces.join(" \\\n  "))
        }
    }
}

/// Bytes in the largest unit that says them exactly.
pub(in crate::dialect::run) fn size(bytes: i64) -> String {
    // What the client makes of a size that does not fit.
    if bytes == i64::MIN {
        return "8192p".to_owned();
    }
    let units = [("t", 1_i64 << 40), ("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10)];
    let unit = units.iter().find(|(_, unit)| bytes > 0 && bytes % unit == 0);
    unit.map_or_else(|| bytes.to_string(), |(name, unit)| format!("{}{name}", bytes / unit))
}

/// Nanoseconds in Go's units: `1m30s`.
pub(super) fn duration(nanoseconds: i64) -> String {
    let units = [
        ("h", 3_600_000_000_000_u64),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
    ];
    let mut rest = nanoseconds.unsigned_abs();
    let mut text = String::new();
    for (name, unit) in units {
        if rest >= unit {
            text.push_str(&format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    match (nanoseconds, text.as_str()) {
        (_, "") => "0s".to_owned(),
        (..0, _) => format!("-{text}"),
        _ => text,
    }
}

/// Fields of comma-separated values, quoted as they need.
pub(in crate::dialect::run) fn record(fields: &[String]) -> String {
    let quoted = fields.iter().map(|field| {
        let special = field.contains([',', '"', '\n', '\r']) || field.starts_with(' ');
        if special { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.clone() }
    });
    quoted.collect::<Vec<_>>().join(",")
}
