//! Lines of a text: where they begin and end, and how.

/// The offset at which the line of `at` begins; a byte order mark is before the first line.
pub(super) fn start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(at) } else { start }
}

/// The offset behind the line end of the line of `at`.
pub(super) fn next(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// The line end that the line of `at` has, or that of the text.
pub(super) fn ending(text: &str, at: usize) -> &'static str {
    let own = text.get(at..).and_then(|rest| rest.find('\n')).map(|newline| at + newline);
    let newline = own.or_else(|| text.find('\n'));
    match newline {
        Some(newline) if text.get(..newline).is_some_and(|before| before.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}

/// How far `at` stands from the start of its line, in characters.
pub(super) fn column(text: &str, at: usize) -> usize {
    text.get(start(text, at)..at).map_or(0, |before| before.chars().count())
}

/// What stands before `at` on its line.
pub(super) fn before(text: &str, at: usize) -> &str {
    text.get(start(text, at)..at).unwrap_or("")
}

/// Whether the rest of the line says nothing: blanks, then a comment or nothing.
pub(super) fn rest_is_silent(text: &str, at: usize) -> bool {
    let rest = text.get(at..next(text, at)).unwrap_or("").trim_end_matches(['\n', '\r']);
    let trimmed = rest.trim_start_matches([' ', '\t']);
    trimmed.is_empty() || (trimmed.starts_with('#') && trimmed.len() < rest.len())
}

/// The offset at which the line of `at` ends, before its line end.
pub(super) fn end(text: &str, at: usize) -> usize {
    let rest = text.get(at..next(text, at)).unwrap_or("");
    at + rest.trim_end_matches(['\n', '\r']).len()
}

/// The end of the last of the comments that follow the line which ends at `at` and stand deeper than `column`: they
/// belong to what is above them.
pub(super) fn behind_deeper_comments(text: &str, mut at: usize, column: usize) -> usize {
    loop {
        let begin = next(text, at);
        let line = text.get(begin..end(text, begin)).unwrap_or("");
        let trimmed = line.trim_start_matches([' ', '\t']);
        if !trimmed.starts_with('#') || line.len() - trimmed.len() <= column {
            return at;
        }
        at = begin + line.len();
    }
}

/// The end of the last of the blank lines that follow the line which ends at `at`.
pub(super) fn behind_blank(text: &str, mut at: usize) -> usize {
    loop {
        let begin = next(text, at);
        let line = text.get(begin..end(text, begin)).unwrap_or("");
        if begin == text.len() || !line.trim().is_empty() {
            return at;
        }
        at = begin + line.len();
    }
}
