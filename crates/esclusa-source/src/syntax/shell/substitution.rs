//! Where `$(…)`, `${…}` and backticks end, with everything that may stand inside them.

/// The offset behind the construct that `opening` bytes at `start` open, whose end is `closer`; `None` without end.
/// Iterative: nesting costs heap, not stack.
pub(super) fn end(bytes: &[u8], start: usize, opening: usize, closer: u8) -> Option<usize> {
    let mut closers = vec![closer];
    let mut at = start + opening;
    while let Some(&byte) = bytes.get(at) {
        let inside = *closers.last()?;
        let next = bytes.get(at + 1).copied();
        match byte {
            b'\\' => at += 1,
            _ if byte == inside => {
                closers.pop();
                if closers.is_empty() {
                    return Some(at + 1);
                }
            }
            b'$' if next == Some(b'(') => {
                closers.push(b')');
                at += 1;
            }
            b'$' if next == Some(b'{') => {
                closers.push(b'}');
                at += 1;
            }
            b'`' => closers.push(b'`'),
            b'"' => closers.push(b'"'),
            b'\'' if inside != b'"' => {
                at += 1;
                at += bytes.get(at..)?.iter().position(|byte| *byte == b'\'')?;
            }
            b'(' if inside == b')' => closers.push(b')'),
            b'#' if inside == b')' && bytes.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_whitespace) => {
                at += bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The character or bytes of an escape of `$'…'` behind its backslash: its text and its length there.
pub(super) fn ansi_escape(rest: &str) -> (String, usize) {
    let bytes = rest.as_bytes();
    let number = |skip: usize, most: usize, radix: u32| {
        let digits =
            bytes.iter().skip(skip).take(most).take_while(|byte| char::from(**byte).is_digit(radix)).count();
        let value = rest.get(skip..skip + digits).and_then(|digits| u32::from_str_radix(digits, radix).ok());
        (value.and_then(char::from_u32), skip + digits)
    };
    let simple = |character: char| (character.to_string(), 1);
    let numbered = |(character, length): (Option<char>, usize)| match character {
        Some(character) => (character.to_string(), length),
        None => (format!("\\{}", rest.get(..length).unwrap_or("")), length),
    };
    match bytes.first() {
        Some(b'a') => simple('\u{7}'),
        Some(b'b') => simple('\u{8}'),
        Some(b'e' | b'E') => simple('\u{1b}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'v') => simple('\u{b}'),
        Some(b'\\') => simple('\\'),
        Some(b'\'') => simple('\''),
        Some(b'"') => simple('"'),
        Some(b'?') => simple('?'),
        Some(b'x') => numbered(number(1, 2, 16)),
        Some(b'u') => numbered(number(1, 4, 16)),
        Some(b'U') => numbered(number(1, 8, 16)),
        Some(b'0'..=b'7') => numbered(number(0, 3, 8)),
        _ => ("\\".to_owned(), 0),
    }
}
