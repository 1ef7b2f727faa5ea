//! Where `-`, `|` and `>` stand. The parser's events begin behind them; people and edits need them.

use std::ops::Range;

/// The offset of the first of `indicators` that stands as an indicator in `range`: behind a blank, a line end or a byte
/// order mark, and (the dash) before one. Comments are stepped over.
pub(super) fn first(text: &str, range: Range<usize>, indicators: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = range.start;
    while at < range.end {
        let byte = *bytes.get(at)?;
        let free = at == 0
            || bytes.get(at - 1).is_some_and(|before| before.is_ascii_whitespace() || *before == 0xbf);
        if free && byte == b'#' {
            at += bytes.get(at..range.end)?.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
            continue;
        }
        let ends = byte != b'-' || bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        if free && ends && indicators.contains(&byte) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The offset behind the colon that follows a key which ends at `at`; blanks, line ends and comments may lie between.
pub(super) fn colon(text: &str, at: usize) -> Option<usize> {
    let mut rest = text.get(at..)?;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if !rest.starts_with('#') {
            break;
        }
        rest = rest.get(rest.find('\n')?..)?;
    }
    rest.starts_with(':').then(|| text.len() - rest.len() + 1)
}

/// The end of `range` without the blanks and line ends before it.
pub(super) fn trimmed_end(text: &str, range: Range<usize>) -> usize {
    let inside = text.get(range.clone()).unwrap_or("");
    range.start + inside.trim_end_matches([' ', '\t', '\r', '\n']).len()
}
