//! Nothing in a report commands a terminal.

use esclusa_report::clean;

#[test]
fn control_characters_are_shown_as_codes() {
    assert_eq!(clean::line("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\u{a}c");
    assert_eq!(clean::line("\u{9b}2J\u{202e}x\u{7f}"), "\\u{9b}2J\\u{202e}x\\u{7f}");
    assert_eq!(clean::line("año: café ✓"), "año: café ✓");
}

#[test]
fn json_stays_json() {
    let value = serde_json::json!({ "name": "a\u{1b}[0m\u{9b}\u{202e}\u{e0041}" });
    let text = clean::json(&format!("{value:#}")).into_owned();
    assert!(text.chars().all(|character| character == '\n' || !clean::is_harmful(character)));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok(), Some(value));
}
