//! JSON: spans and Go's tolerance by cases; equality with `serde_json` by random documents.

use esclusa_source::syntax::json;
use esclusa_source::{FileId, Kind, Node, Sources, Style};
use proptest::prelude::*;
use serde_json::Value;

fn file(text: &str) -> FileId {
    Sources::default().add("request.json", text)
}

/// The node as `serde_json` would have read it.
fn value(node: &Node) -> Value {
    match &*node.kind {
        Kind::Scalar { text, style: Style::Plain } => serde_json::from_str(text).unwrap(),
        Kind::Scalar { text, .. } => Value::String(text.to_string()),
        Kind::Sequence { items, .. } => items.iter().map(value).collect(),
        Kind::Mapping { entries, .. } => entries
            .iter()
            .map(|entry| (entry.key.scalar().unwrap().0.to_owned(), value(&entry.value)))
            .collect(),
        other => panic!("not of JSON: {other:?}"),
    }
}

fn detail(text: &str) -> String {
    let (node, problems) = json::parse(file(text), text);
    assert_eq!(node, None, "{text}");
    assert_eq!(problems.len(), 1, "{text}");
    problems[0].detail.to_string()
}

#[test]
fn keys_and_values_have_their_places() {
    let text = "\u{feff}{ \"Image\": \"nginx\",\r\n \"Cmd\": [1.5e3, null] }";
    let (node, problems) = json::parse(file(text), text);
    assert_eq!(problems, []);
    let node = node.unwrap();
    let entries = node.entries().unwrap();
    let written = |node: &Node| &text[node.span.range()];
    assert_eq!(written(&node), &text[3..]);
    assert_eq!(written(&entries[0].key), "\"Image\"");
    assert_eq!(written(&entries[0].value), "\"nginx\"");
    assert_eq!(entries[0].value.scalar(), Some(("nginx", Style::DoubleQuoted)));
    assert_eq!(written(&entries[1].value), "[1.5e3, null]");
    let items = entries[1].value.items().unwrap();
    assert_eq!(items[0].scalar(), Some(("1.5e3", Style::Plain)));
    assert_eq!(written(&items[1]), "null");
}

#[test]
fn duplicate_keys_are_kept() {
    let text = r#"{"A": 1, "A": 2}"#;
    let node = json::parse(file(text), text).0.unwrap();
    assert_eq!(node.entries().unwrap().len(), 2);
}

#[test]
fn lone_surrogates_become_the_replacement_character() {
    for (written, read) in [
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00x""#, "\u{fffd}x"),
        (r#""\ud83dA""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\"\\\/\b\f\n\r\t\u00e9""#, "\"\\/\u{8}\u{c}\n\r\té"),
    ] {
        let node = json::parse(file(written), written).0.unwrap();
        assert_eq!(node.scalar(), Some((read, Style::DoubleQuoted)), "{written}");
    }
}

#[test]
fn errors_say_what_go_says() {
    for (text, expected) in [
        ("", "unexpected end of JSON input"),
        ("[1,", "unexpected end of JSON input"),
        ("\"a", "unexpected end of JSON input"),
        ("{a:1}", "invalid character 'a' looking for beginning of object key string"),
        ("{\"a\" 1}", "invalid character '1' after object key"),
        ("{\"a\":1 \"b\"", "invalid character '\"' after object key:value pair"),
        ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
        ("[1 2]", "invalid character '2' after array element"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("01", "invalid character '1' after top-level value"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        ("-x", "invalid character 'x' in numeric literal"),
        ("1ex", "invalid character 'x' in exponent of numeric literal"),
        ("trap", "invalid character 'a' in literal true (expecting 'u')"),
        ("'a'", "invalid character '\\'' looking for beginning of value"),
        ("\"\\x\"", "invalid character 'x' in string escape code"),
        ("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"),
        ("\"a\nb\"", "invalid character '\\n' in string literal"),
        ("{} {}", "invalid character '{' after top-level value"),
    ] {
        assert_eq!(detail(text), expected, "{text}");
    }
}

#[test]
fn deep_nesting_is_a_problem_and_no_crash() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        assert!(detail(&text).contains("levels deep"));
    }
    let fits = "[".repeat(json::MAX_DEPTH) + &"]".repeat(json::MAX_DEPTH);
    assert!(json::parse(file(&fits), &fits).0.is_some());
}

#[test]
fn a_stream_gives_the_documents_before_an_error() {
    let text = "{\"a\":1}\n{\"b\":2}\r\n[]\n";
    let (documents, problems) = json::parse_stream(file(text), text);
    assert_eq!((documents.len(), problems.len()), (3, 0));
    let text = "{\"a\":1}\n{\"b\":}\n";
    let (documents, problems) = json::parse_stream(file(text), text);
    assert_eq!((documents.len(), problems.len()), (1, 1));
    assert_eq!(&text[problems[0].span.unwrap().range()], "}");
}

fn documents() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no infinities", |number| number.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn valid_documents_read_as_serde_json_reads_them(document in documents(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        let text = text.unwrap();
        let (node, problems) = json::parse(file(&text), &text);
        prop_assert_eq!(problems, vec![]);
        // serde_json reads back its own floats with an error in the last place.
        prop_assert_eq!(value(&node.unwrap()), serde_json::from_str::<Value>(&text).unwrap());
    }

    #[test]
    fn what_is_accepted_is_what_serde_json_accepts(text in r#"[ \[\]{}:,"\\0-9eE.+\-a-f\ntrulsn]{0,24}"#) {
        // Lone surrogates are the one thing Go tolerates and serde_json does not; the alphabet cannot write one.
        let accepted = json::parse(file(&text), &text).0;
        let theirs = serde_json::from_str::<Value>(&text);
        // A number out of range is an error to serde_json and still JSON.
        let range = theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        prop_assert!(accepted.is_some() == theirs.is_ok() || range, "{:?}", theirs);
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = json::parse_stream(file(&text), &text);
    }
}
