//! Text from users' files, made harmless: what would command a terminal, or deceive the eye, is shown as its code.

use std::borrow::Cow;

/// Whether a character commands the terminal or changes how its neighbours are shown.
#[must_use]
pub fn is_harmful(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text on one line, every harmful character as `\u{1b}`.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, |character, into| into.push_str(&format!("\\u{{{:x}}}", u32::from(character))))
}

/// JSON text with the harmful characters that JSON itself lets through escaped in its own way.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let is_own = |character: char| character == '\n';
    if !text.chars().any(|character| is_harmful(character) && !is_own(character)) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_harmful(character) && !is_own(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                cleaned.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            cleaned.push(character);
        }
    }
    Cow::Owned(cleaned)
}

fn replaced(text: &str, replace: impl Fn(char, &mut String)) -> Cow<'_, str> {
    // Nearly every text is of printable ASCII, which needs no look at its characters.
    // (All of it: without a way out of the loop, many bytes are looked at together.)
    let printable = text.bytes().fold(true, |so_far, byte| so_far & matches!(byte, b' '..=b'~'));
    if printable || !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_harmful(character) { replace(character, &mut cleaned) } else { cleaned.push(character) }
    }
    Cow::Owned(cleaned)
}
