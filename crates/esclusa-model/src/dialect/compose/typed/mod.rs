//! The types that Compose gives every value: how each is read, and when and how it is printed.

mod collections;
mod decode;
mod numbers;
mod parts;
mod service;
mod top;
mod words;

use esclusa_source::Problem;

use super::path::Path;
use crate::{Mode, Tree};

pub(super) use numbers::float;
pub(super) use service::CONTAINER;
pub(super) use top::PROJECT;

/// The type of a value.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Text; a whole number is written out.
    Text,
    /// A truth value.
    Flag,
    /// Go's `int` and `int64`.
    Whole,
    /// Go's unsigned numbers of so many bits.
    Natural(u32),
    /// Go's `float32`.
    Float,
    /// A size, printed as text.
    Bytes,
    /// A duration, printed as Go prints it.
    Duration,
    /// A fraction of CPUs.
    Cpus,
    /// The mode of a file, printed as octal text.
    FileMode,
    /// How many devices; all of them is `-1`.
    DeviceCount,
    /// A command: words, or one text that is split into words.
    Words,
    /// The test of a health check: words, or one text for a shell.
    Test,
    /// Texts, or one.
    Texts,
    /// Texts or numbers, or one text.
    TextsOrNumbers,
    /// Texts by name; a name alone has the empty text.
    Mapping,
    /// Texts by name; a name alone has nothing.
    Equals,
    /// Texts by name, of any scalar.
    Labels,
    /// Texts by name, in a mapping only.
    Options,
    /// Lists of texts by name.
    MultiOptions,
    /// Addresses of hosts, printed as `host=address`.
    Hosts,
    /// Keys of an SSH agent; printed as their names alone.
    Ssh,
    /// A limit: one number, or a soft and a hard one.
    Limit,
    /// Known keys.
    Object(&'static [Field]),
    /// A list of one type.
    List(&'static Self),
    /// Values of one type by names that people choose freely.
    Named(&'static Self),
    /// Values of one type by name, where names that begin with `x-` are extensions.
    Keyed(&'static Self),
}

/// A key of an object.
#[derive(Clone, Copy)]
pub(super) struct Field {
    /// The key.
    pub(super) name: &'static str,
    /// Its type.
    pub(super) kind: Kind,
    /// When it is printed.
    pub(super) print: Print,
}

/// When a key is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Print {
    /// Unless it is absent, false, zero or empty.
    UnlessEmpty,
    /// If it is there, even if it is false, zero or empty.
    IfSaid,
    /// Always: zero or nothing where it is absent.
    Always,
    /// If it is false: it counts as true.
    IfFalse,
    /// Unless the other key says something.
    Without(&'static str),
    /// Always, under another name.
    As(&'static str),
    /// Never.
    Never,
}

/// A key that is printed unless it is empty.
const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, print: Print::UnlessEmpty }
}

/// Two lists of keys as one.
const fn join<const A: usize, const B: usize, const ALL: usize>(
    one: &[Field; A],
    other: &[Field; B],
) -> [Field; ALL] {
    let mut all = [one[0]; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < A { one[at] } else { other[at - A] };
        at += 1;
    }
    all
}

impl Field {
    /// The same key, printed at other times.
    const fn print(mut self, print: Print) -> Self {
        self.print = print;
        self
    }
}

/// Reads every value of a project as its type, in place; what its type refuses is a problem.
pub(super) fn decode(project: &mut Tree, mode: Mode, problems: &mut Vec<Problem>) {
    decode::Decoder { problems, tolerant: mode == Mode::Tolerant }.value(
        project,
        &Kind::Object(PROJECT),
        &Path::ROOT,
    );
}
