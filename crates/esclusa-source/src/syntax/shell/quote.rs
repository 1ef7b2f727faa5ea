//! Words as a shell is to read them: quoted no more than they need.

/// A word that means itself.
#[must_use]
pub fn quoted(text: &str) -> String {
    if is_bare(text) {
        return text.to_owned();
    }
    let control = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    if text.contains(control) {
        return ansi_quoted(text);
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a text needs no quotes, and is the same within any.
pub(super) fn is_bare(text: &str) -> bool {
    let bare = |character: char| character.is_ascii_alphanumeric() || "_-./:,=@%+".contains(character);
    !text.is_empty() && text.chars().all(bare)
}

/// `$'…'`, so that no control character reaches a terminal.
fn ansi_quoted(text: &str) -> String {
    let mut word = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => word.extend(['\\', character]),
            '\n' => word.push_str("\\n"),
            '\t' => word.push_str("\\t"),
            '\r' => word.push_str("\\r"),
            character if character.is_control() => word.push_str(&format!("\\u{:04x}", u32::from(character))),
            character => word.push(character),
        }
    }
    word.push('\'');
    word
}
