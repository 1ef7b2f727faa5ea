//! JSON as `docker inspect` prints it: so a line and column of it can be looked up there.

/// The documents as one list, four spaces a level. Everything but the white space stays byte for byte. Text that is no
/// JSON comes out in some order of lines, and nothing of it is lost.
#[must_use]
pub fn indented(documents: &[&str]) -> String {
    let length: usize = documents.iter().map(|text| text.len()).sum();
    let mut out = String::with_capacity(length * 2 + 8);
    out.push('[');
    for (at, document) in documents.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        line(&mut out, 1);
        one(document, &mut out);
    }
    out.push_str(if documents.is_empty() { "]\n" } else { "\n]\n" });
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    // No engine nests so deep; text that pretends to is not given its spaces.
    for _ in 0..depth.min(64) {
        out.push_str("    ");
    }
}

fn one(document: &str, out: &mut String) {
    let mut depth = 1_usize;
    let mut rest = document;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(token_length(rest, first));
        rest = after;
        match first {
            '{' | '[' => {
                out.push_str(token);
                let next = rest.trim_start();
                if next.starts_with(['}', ']']) {
                    out.push_str(next.get(..1).unwrap_or_default());
                    rest = next.get(1..).unwrap_or_default();
                } else {
                    depth += 1;
                    line(out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(out, depth);
                out.push_str(token);
            }
            ',' => {
                out.push_str(token);
                line(out, depth);
            }
            ':' => out.push_str(": "),
            ' ' | '\t' | '\n' | '\r' => {}
            _ => out.push_str(token),
        }
    }
}

/// How many bytes of the text are one token: a string whole, a mark, a run of anything else.
fn token_length(text: &str, first: char) -> usize {
    let bytes = text.as_bytes();
    if first == '"' {
        let mut at = 1;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => return at + 1,
                // What follows is one character: it may be longer than a byte.
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        return text.len();
    }
    let is_mark = |byte: &u8| {
        matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"') || byte.is_ascii_whitespace()
    };
    if first.is_ascii() && is_mark(&(first as u8)) {
        return 1;
    }
    bytes.iter().position(is_mark).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_docker_inspect_prints() {
        let text = r#"{"Id":"a","E":[],"O":{},"L":["x, y: {z}","\"q\\"],"N":{"A":1.50,"B":null}}"#;
        let expected = "[\n    {\n        \"Id\": \"a\",\n        \"E\": [],\n        \"O\": {},\n        \"L\": [\n            \"x, y: {z}\",\n            \"\\\"q\\\\\"\n        ],\n        \"N\": {\n            \"A\": 1.50,\n            \"B\": null\n        }\n    }\n]\n";
        assert_eq!(indented(&[text]), expected);
        assert_eq!(indented(&[]), "[]\n");
        assert_eq!(indented(&["{}", "{}"]), "[\n    {},\n    {}\n]\n");
    }

    #[test]
    fn what_is_no_json_loses_nothing() {
        for text in ["", "\"", "\"\\", "\"é\\é", "}}}}", "][", "nonsense é", "{\"a\":"] {
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(plain(&indented(&[text])), format!("[{}]", plain(text)), "{text:?}");
        }
    }
}
