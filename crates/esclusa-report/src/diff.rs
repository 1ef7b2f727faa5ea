//! What a repair does to files, as `diff -u` says it: colours where they are wanted, and nothing that a terminal would obey.

use std::io::{self, Write};

use esclusa_finding::Catalogue;
use esclusa_fix::diff::{Ending, Fate, FileDiff, Hunk, Line, Lines};

use crate::clean;
use crate::terminal::Style;

/// What is said to have been there where nothing was.
const NOWHERE: &str = "/dev/null";

/// Writes how files differ, one after another.
///
/// # Errors
/// Where `out` fails.
pub fn write(diffs: &[FileDiff], catalogue: &Catalogue, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for diff in diffs.iter().filter(|diff| !diff.is_empty()) {
        write_file(diff, catalogue, style, out)?;
    }
    Ok(())
}

fn write_file(diff: &FileDiff, catalogue: &Catalogue, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let path = diff.path.to_string_lossy();
    let path = clean::line(&path);
    let old = if diff.is_new { NOWHERE } else { &*path };
    writeln!(out, "{}", style.painted("1", format_args!("--- {old}")))?;
    writeln!(out, "{}", style.painted("1", format_args!("+++ {path}")))?;
    let unended = catalogue.word("diff-no-newline");
    diff.hunks.iter().try_for_each(|hunk| write_hunk(hunk, diff.mixed_endings, &unended, style, out))
}

fn write_hunk(hunk: &Hunk, mixed: bool, unended: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (range(hunk.old), range(hunk.new));
    writeln!(out, "{}", style.painted("36", format_args!("@@ -{old} +{new} @@")))?;
    for line in &hunk.lines {
        let (sign, colour) = match line.fate {
            Fate::Kept => (' ', None),
            Fate::Removed => ('-', Some("31")),
            Fate::Added => ('+', Some("32")),
        };
        let text = shown(line, mixed);
        match colour {
            Some(colour) => writeln!(out, "{}", style.painted(colour, format_args!("{sign}{text}")))?,
            None => writeln!(out, "{sign}{text}")?,
        }
        if line.ending == Ending::EndOfFile {
            writeln!(out, "\\ {unended}")?;
        }
    }
    Ok(())
}

/// Which lines, as `diff` says it: one line is said by its number alone.
fn range(lines: Lines) -> String {
    match lines {
        Lines { first, count: 1 } => first.to_string(),
        Lines { first, count } => format!("{first},{count}"),
    }
}

/// A line, cleaned. Tabs are what they are in a file; how it ends is shown where that may be the difference.
fn shown(line: &Line, mixed: bool) -> String {
    let pieces: Vec<_> = line.text.split('\t').map(clean::line).collect();
    let mut text = pieces.join("\t");
    if mixed && line.ending == Ending::CrLf {
        text.push_str(&clean::line("\r"));
    }
    text
}
