//! The shell's text of what is not known: variables and substitutions as they are written, a backslash before what
//! means itself (`$`, a backtick, a backslash before one of them, `~` at the start).

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Means itself.
    Text(&'a str),
    /// A character that means itself, without its backslash.
    Escaped(char),
    /// `$NAME`, `${…}`, `$(…)`, backticks, or `~` at the start.
    Symbol(&'a str),
}

/// After so many expansions without end (each a walk to the end of the text) the rest means itself.
const MAX_UNFINISHED: usize = 64;

/// The pieces of a text, in order.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut unfinished) = (0, 0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let next = rest.get(1..).and_then(|after| after.chars().next());
        let (length, piece) = match (rest.as_bytes().first(), next) {
            (Some(b'\\'), Some(marked @ ('$' | '`' | '\\'))) => (2, Some(Piece::Escaped(marked))),
            (Some(b'\\'), Some('~')) if at == 0 => (2, Some(Piece::Escaped('~'))),
            (Some(b'~'), _) if at == 0 => {
                let length = rest.find('/').unwrap_or(rest.len());
                (length, rest.get(..length).map(Piece::Symbol))
            }
            (Some(b'$' | b'`'), _) if unfinished < MAX_UNFINISHED => match expansion(rest) {
                0 => {
                    unfinished += 1;
                    (1, None)
                }
                length => (length, rest.get(..length).map(Piece::Symbol)),
            },
            _ => (rest.chars().next().map_or(1, char::len_utf8), None),
        };
        if let Some(piece) = piece {
            pieces.extend(text.get(start..at).filter(|text| !text.is_empty()).map(Piece::Text));
            pieces.push(piece);
            start = at + length;
        }
        at += length;
    }
    pieces.extend(text.get(start..).filter(|text| !text.is_empty()).map(Piece::Text));
    pieces
}

/// Whether a text holds something that a shell replaces.
pub(crate) fn is_symbolic(text: &str) -> bool {
    pieces(text).iter().any(|piece| matches!(piece, Piece::Symbol(_)))
}

/// The text itself, if a shell would replace nothing in it.
pub(crate) fn literal(text: &str) -> Option<String> {
    let mut literal = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => literal.push_str(text),
            Piece::Escaped(character) => literal.push(character),
            Piece::Symbol(_) => return None,
        }
    }
    Some(literal)
}

/// The parts between separators that stand in no variable or substitution.
#[must_use]
pub fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for piece in pieces(text) {
        match piece {
            Piece::Text(piece) => {
                for (found, mark) in piece.match_indices(separator) {
                    parts.extend(text.get(start..at + found));
                    start = at + found + mark.len();
                }
                at += piece.len();
            }
            Piece::Escaped(character) => at += 1 + character.len_utf8(),
            Piece::Symbol(piece) => at += piece.len(),
        }
    }
    parts.extend(text.get(start..));
    parts
}

/// What stands before and after the first separator that stands in no variable or substitution.
#[must_use]
pub fn split_once(text: &str, separator: char) -> Option<(&str, &str)> {
    let before = split(text, separator).first()?.len();
    text.get(before..)?.strip_prefix(separator).map(|after| (&text[..before], after))
}

/// The text that stands for a variable that is not set: `/run` of `${DIR:-/run}`.
#[must_use]
pub fn default_of(text: &str) -> Option<&str> {
    let [Piece::Symbol(symbol)] = pieces(text)[..] else { return None };
    let inside = symbol.strip_prefix("${")?.strip_suffix('}')?;
    let name = name_length(inside);
    let operator = inside.get(name..).filter(|_| name > 0)?;
    operator.strip_prefix(':').unwrap_or(operator).strip_prefix('-')
}

/// The length of a variable's name at the start of a text.
pub(crate) fn name_length(text: &str) -> usize {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match text.bytes().next() {
        Some(first) if letter(first) && !first.is_ascii_digit() => {
            text.bytes().take_while(|byte| letter(*byte)).count()
        }
        _ => 0,
    }
}

/// The length of what a shell replaces at a dollar sign or backtick; zero if it means itself.
fn expansion(text: &str) -> usize {
    let after = text.get(1..).unwrap_or("");
    if text.starts_with('$') && !after.starts_with(['(', '{']) {
        let special = after.starts_with(|first: char| "@*#?-$!0123456789".contains(first));
        return match name_length(after) {
            0 if special => 2,
            0 => 0,
            length => 1 + length,
        };
    }
    let mut closers: Vec<char> = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            _ if closers.last() == Some(&character) => {
                closers.pop();
                if closers.is_empty() {
                    return at + character.len_utf8();
                }
            }
            '`' => closers.push('`'),
            '$' => {
                let closer = match characters.peek() {
                    Some((_, '(')) => ')',
                    Some((_, '{')) => '}',
                    _ => continue,
                };
                closers.push(closer);
                characters.next();
            }
            '(' if closers.last() == Some(&')') => closers.push(')'),
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_within_expansions_part_nothing() {
        for (text, parts) in [
            ("$A:/b:ro", vec!["$A", "/b", "ro"]),
            ("${A:-b:c}:/d", vec!["${A:-b:c}", "/d"]),
            ("$(a:b):c", vec!["$(a:b)", "c"]),
            ("`a:b`:c:", vec!["`a:b`", "c", ""]),
            (r"\$A:$B", vec![r"\$A", "$B"]),
            ("~:b", vec!["~:b"]),
            ("", vec![""]),
        ] {
            assert_eq!(split(text, ':'), parts, "{text}");
        }
        assert_eq!(split_once("${A=1}$B=c=d", '='), Some(("${A=1}$B", "c=d")));
        assert_eq!(split_once("${A=1}", '='), None);
    }

    #[test]
    fn what_means_itself_is_no_symbol() {
        assert_eq!(literal(r"\$A\\\`a\b$ ~"), Some(r"$A\`a\b$ ~".to_owned()));
        assert_eq!(literal(r"\~/a"), Some("~/a".to_owned()));
        assert_eq!(literal("a$B"), None);
        assert!(is_symbolic("~/a") && !is_symbolic("a~") && !is_symbolic("$"));
        assert_eq!(default_of("${A:-/b}"), Some("/b"));
        assert_eq!(default_of("${A-}"), Some(""));
        assert_eq!((default_of("${A:+b}"), default_of("${A:-b}c"), default_of("$A")), (None, None, None));
    }
}
