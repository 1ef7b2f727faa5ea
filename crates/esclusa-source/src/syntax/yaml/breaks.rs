//! The ends of lines that YAML 1.1 knows and YAML 1.2 does not: U+0085, U+2028 and U+2029. go-yaml ends a line at them, also
//! in a comment, while an editor goes on: what stands behind is read although it looks like part of the comment.

use std::borrow::Cow;

/// The characters.
const BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// The first of them in a text.
pub(super) fn first(text: &str) -> Option<usize> {
    // Few texts have a byte that any of them begins with.
    if text.bytes().any(|byte| matches!(byte, 0xc2 | 0xe2)) { text.find(BREAKS) } else { None }
}

/// The text with line feeds in their places, and as long: blanks stand before each, which say nothing at the end of a line.
/// (In a block scalar they stay, where go-yaml would leave U+2028 and U+2029; in one of one line a blank stands for these.)
pub(super) fn fed(text: &str) -> Cow<'_, str> {
    if first(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut fed = String::with_capacity(text.len());
    for character in text.chars() {
        if BREAKS.contains(&character) {
            fed.extend(std::iter::repeat_n(' ', character.len_utf8() - 1));
            fed.push('\n');
        } else {
            fed.push(character);
        }
    }
    Cow::Owned(fed)
}
