//! Whatever the text: no panic, places on the borders of characters, and time in proportion to the length.

use esclusa_detect::{hidden, hidden_entry, hidden_words, in_text, in_words, judge, redact};
use proptest::prelude::*;

/// Pieces of which the interesting texts are made.
const PIECES: &[&str] = &[
    "password",
    "=",
    ":",
    "://",
    "@",
    "${",
    "}",
    ":-",
    "\"",
    "'",
    "\\\"",
    " ",
    "-p",
    "--password",
    "ghp_",
    "é",
    "\u{1f511}",
    "a",
    "-----BEGIN PRIVATE KEY-----",
    "-----END",
    "eyJ",
    ".",
    "mysql",
    "curl",
    "-u",
    ";",
    ",",
    "&",
    "\n",
    "1",
    "u:p@h",
    "$",
    "{",
    "xxxx",
];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(PIECES), 0..30).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn places_are_inside_the_text(text in texts(), name in texts()) {
        for found in in_text(&text) {
            prop_assert!(text.get(found.span).is_some_and(|secret| !secret.is_empty()));
        }
        if let Ok(found) = judge(&name, &text) {
            prop_assert!(text.get(found.span).is_some());
        }
        for span in hidden(&text).into_iter().chain(hidden_entry(&name, &text)) {
            prop_assert!(text.get(span).is_some());
        }
        let words: Vec<&str> = text.split(' ').collect();
        for one in in_words(&words) {
            prop_assert!(words[one.word].get(one.found.span).is_some());
        }
        for (word, spans) in words.iter().zip(hidden_words(&words)) {
            prop_assert!(spans.into_iter().all(|span| word.get(span).is_some()));
        }
    }

    /// What is found is hidden.
    #[test]
    fn nothing_found_is_shown(text in texts()) {
        let spans = hidden(&text);
        for found in in_text(&text) {
            let covered = spans.iter().any(|span| span.start <= found.span.start && found.span.end <= span.end);
            prop_assert!(covered, "{found:?} of {text:?} is not in {spans:?}");
        }
    }
}

#[test]
fn much_of_every_kind_is_gone_through() {
    // A quadratic reader would take hours.
    for piece in PIECES {
        let text = piece.repeat(100_000 / piece.len());
        drop(redact(&text));
        drop(in_text(&text));
        let spaced = format!("{piece} ").repeat(100_000 / (piece.len() + 1));
        drop(redact(&spaced));
        drop(judge("PASSWORD", &spaced));
    }
    let mixed = PIECES.concat().repeat(600);
    drop(redact(&mixed));
}
