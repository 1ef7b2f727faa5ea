//! Files of variables: `.env` in Compose's own dialect, and the engine's raw `KEY=value` lines.

use std::collections::HashMap;
use std::sync::Arc;

use esclusa_source::{Detail, FileId, Span, detail};

use super::template::{self, Lookup};

/// The most text that the variables of one file may grow to.
const MAX_GROWN: usize = 32 * 1024 * 1024;

/// One assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The variable.
    pub(super) key: String,
    /// Its value.
    pub(super) text: String,
    /// Where the assignment is written.
    pub(super) span: Span,
    /// The value as written, if a variable in it is not set.
    pub(super) symbol: Option<Arc<str>>,
}

/// What cannot be read, and the byte where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DotenvError {
    /// What; never text of the file, which may hold secrets.
    pub(super) detail: Detail,
    /// Where.
    pub(super) span: Span,
}

/// Reads the assignments of a `.env` file in order. A variable in a value is looked up by `lookup` first, then in the
/// file itself, then in the files `earlier` than it.
pub(super) fn parse(
    file: FileId,
    text: &str,
    lookup: Lookup<'_>,
    earlier: Lookup<'_>,
) -> Result<Vec<Assignment>, DotenvError> {
    let mut reader = Reader {
        file,
        text,
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        done: Vec::new(),
        last: HashMap::new(),
        grown: 0,
    };
    while reader.skip_to_statement() {
        reader.statement(lookup, earlier)?;
    }
    Ok(reader.done)
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    done: Vec<Assignment>,
    /// The latest assignment of each variable.
    last: HashMap<String, usize>,
    /// Bytes of all values, against files whose variables multiply each other.
    grown: usize,
}

impl Reader<'_> {
    fn error<T>(&self, at: usize, detail: impl Into<Detail>) -> Result<T, DotenvError> {
        Err(DotenvError { detail: detail.into(), span: Span::new(self.file, at..at) })
    }

    /// Skips blanks and comments; `false` at the end.
    fn skip_to_statement(&mut self) -> bool {
        loop {
            let rest = &self.text[self.at..];
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            let rest = &self.text[self.at..];
            if !rest.starts_with('#') {
                return !rest.is_empty();
            }
            match rest.find('\n') {
                Some(end) => self.at += end,
                None => return false,
            }
        }
    }

    fn statement(&mut self, lookup: Lookup<'_>, earlier: Lookup<'_>) -> Result<(), DotenvError> {
        let start = self.at;
        let (key, inherited) = self.key()?;
        if key.contains(' ') {
            return self
                .error(start, detail!("variable-name-space", "a variable's name cannot contain a space"));
        }
        if inherited {
            // A name alone takes over the variable of that name, if there is one.
            if let Some(value) = lookup(&key) {
                let span = Span::new(self.file, start..start + key.len());
                let symbol = value.unknown.then(|| format!("${{{key}}}").into());
                self.push(Assignment { key, text: value.text, span, symbol });
            }
            return Ok(());
        }
        let (raw, expand) = self.value()?;
        let span = Span::new(self.file, start..self.at.max(start));
        let (text, symbol) = if expand && template::has_variable(&raw) {
            let own = |name: &str| {
                let own = &self.done[*self.last.get(name)?];
                Some(template::Found { text: own.text.clone(), unknown: own.symbol.is_some() })
            };
            match template::substitute(&raw, &|name| {
                lookup(name).or_else(|| own(name)).or_else(|| earlier(name))
            }) {
                Ok(done) => (done.text, done.unknown.then(|| raw.as_str().into())),
                Err(error) => return self.error(start, &error),
            }
        } else {
            (raw, None)
        };
        self.grown += text.len();
        if self.grown > MAX_GROWN {
            return self
                .error(start, detail!("variables-too-long", "the variables of this file grow too long"));
        }
        self.push(Assignment { key, text, span, symbol });
        Ok(())
    }

    fn push(&mut self, assignment: Assignment) {
        self.last.insert(assignment.key.clone(), self.done.len());
        self.done.push(assignment);
    }

    /// Reads the name and its separator; `true` if the line ends instead.
    fn key(&mut self) -> Result<(String, bool), DotenvError> {
        let rest = &self.text[self.at..];
        if let Some(after) = rest.strip_prefix("export")
            && after.starts_with([' ', '\t', '\n', '\r', '\u{c}'])
        {
            self.at += rest.len() - after.trim_start_matches(is_blank).len();
        }
        let rest = &self.text[self.at..];
        let mut key = "";
        let mut inherited = false;
        let mut offset = 0;
        for (at, c) in rest.char_indices() {
            if is_blank(c) {
                continue;
            }
            match c {
                '=' | ':' | '\n' => {
                    key = &rest[..at];
                    offset = at + 1;
                    inherited = c == '\n';
                    break;
                }
                '_' | '.' | '-' | '[' | ']' => {}
                _ if c.is_alphabetic() || c.is_numeric() => {}
                _ => {
                    return self.error(
                        self.at + at,
                        detail!(
                            "variable-name-character",
                            "unexpected character '{character}' in a variable's name",
                            character = c
                        ),
                    );
                }
            }
        }
        if rest.is_empty() {
            return self.error(self.at, detail!("variable-name-empty", "zero length string"));
        }
        let key = key.trim_end().to_owned();
        let after = &rest[offset..];
        self.at += offset + (after.len() - after.trim_start_matches(is_blank).len());
        Ok((key, inherited))
    }

    /// Reads a value up to the end of its line or its closing quote; `true` if variables in it are replaced.
    fn value(&mut self) -> Result<(String, bool), DotenvError> {
        let rest = &self.text[self.at..];
        let quote = match rest.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => {
                let (line, _) = rest.split_once('\n').unwrap_or((rest, ""));
                self.at += (line.len() + 1).min(rest.len());
                let value = line.split_once(" #").map_or(line, |(value, _)| value);
                return Ok((value.trim_end().to_owned(), true));
            }
        };
        let mut value = Vec::new();
        let mut escaped = false;
        for (at, byte) in rest.bytes().enumerate().skip(1) {
            if byte == quote && !escaped {
                self.at += at + 1;
                let value = String::from_utf8(value).unwrap_or_default();
                return Ok(if quote == b'"' { (unescape(&value), true) } else { (value, false) });
            }
            if !escaped && byte == b'\\' {
                escaped = true;
                continue;
            }
            if escaped && byte != quote {
                value.push(b'\\');
            }
            escaped = false;
            value.push(byte);
        }
        self.error(self.at, detail!("unterminated-quote", "unterminated quoted value"))
    }
}

/// A blank that does not end the line.
const fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// Escapes of double quotes: C's letters, `\$` for a literal `$`, and `\0` with octal digits.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (text, length): (String, usize) = match after.as_bytes().first() {
            Some(b'a') => ("\u{7}".into(), 1),
            Some(b'b') => ("\u{8}".into(), 1),
            Some(b'f') => ("\u{c}".into(), 1),
            Some(b'n') => ("\n".into(), 1),
            Some(b'r') => ("\r".into(), 1),
            Some(b't') => ("\t".into(), 1),
            Some(b'v') => ("\u{b}".into(), 1),
            Some(b'\\') => ("\\".into(), 1),
            Some(b'"') => ("\"".into(), 1),
            // The dollar is doubled for the substitution that follows.
            Some(b'$') => ("$$".into(), 1),
            Some(b'0') => octal(after),
            // `\c` is matched but means nothing, so it stays.
            _ => ("\\".into(), 0),
        };
        out.push_str(&text);
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}

/// `\0` and up to three digits; only three octal digits make a character.
fn octal(after: &str) -> (String, usize) {
    let digits: String = after[1..].chars().take(3).take_while(char::is_ascii_digit).collect();
    let length = 1 + digits.len();
    let code = (digits.len() == 3).then(|| u32::from_str_radix(&digits, 8).ok()).flatten();
    match code.filter(|code| *code < 256).and_then(char::from_u32) {
        Some(c) => (c.to_string(), length),
        None => (format!("\\0{digits}"), length),
    }
}

/// Reads `KEY=value` lines as `docker run --env-file` does: no quotes, no variables; a name alone is looked up.
pub(super) fn parse_raw(
    file: FileId,
    text: &str,
    lookup: Lookup<'_>,
) -> Result<Vec<Assignment>, DotenvError> {
    let mut done = Vec::new();
    let mut start = 0;
    for (number, whole) in text.split_inclusive('\n').enumerate() {
        let span = Span::new(file, start..start + whole.trim_end_matches(['\n', '\r']).len());
        start += whole.len();
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if number == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once('=').map_or((line, None), |(key, value)| (key, Some(value)));
        if key.is_empty() {
            return Err(DotenvError {
                detail: detail!("variable-name-missing", "no variable name on this line"),
                span,
            });
        }
        if key.contains([' ', '\t']) {
            return Err(DotenvError {
                detail: detail!("variable-name-blank", "a variable's name contains whitespace"),
                span,
            });
        }
        let found = match value {
            Some(value) => Some(template::Found { text: value.to_owned(), unknown: false }),
            None => lookup(key),
        };
        if let Some(found) = found {
            let symbol = found.unknown.then(|| format!("${{{key}}}").into());
            done.push(Assignment { key: key.to_owned(), text: found.text, span, symbol });
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use esclusa_source::Sources;

    use super::{parse, parse_raw};
    use crate::dialect::compose::template::Found;

    fn outside(name: &str) -> Option<Found> {
        (name == "OUTSIDE").then(|| Found { text: "out".into(), unknown: false })
    }

    fn read(text: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add(".env", text);
        match parse(file, text, &outside, &|_| None) {
            Ok(all) => all.iter().map(|one| format!("{}={};", one.key, one.text)).collect(),
            Err(error) => error.detail.to_string(),
        }
    }

    #[test]
    fn assignments_read_as_compose_reads_them() {
        for (text, expected) in [
            ("A=b\nC=d", "A=b;C=d;"),
            ("\u{feff}A=b", "A=b;"),
            ("A = b # comment\nB=c#d", "A=b;B=c#d;"),
            ("A: b\nexport C=d", "A=b;C=d;"),
            ("# note\n\n  A=b  \n", "A=b;"),
            ("A=\nB=", "A=;B=;"),
            ("A='$X \\n'\nB=\"x\\ny\"", "A=$X \\n;B=x\ny;"),
            ("A=\"a\\$B\\\"q\\\"\"", "A=a$B\"q\";"),
            ("A=\"two\nlines\" \nB=c", "A=two\nlines;B=c;"),
            ("A=x\nB=${A}$OUTSIDE${C:-d}", "A=x;B=xoutd;"),
            ("A=$$x", "A=$x;"),
            ("A=\"\\0101\"", "A=A;"),
            ("OUTSIDE\nNONE\nA=b", "OUTSIDE=out;A=b;"),
            ("A B=c", "a variable's name cannot contain a space"),
            ("A!=c", "unexpected character '!' in a variable's name"),
            ("A='x", "unterminated quoted value"),
            ("A.B-C[0]=d", "A.B-C[0]=d;"),
            ("A=1\r\nB=2\r\n", "A=1;B=2;"),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn raw_lines_are_taken_as_they_stand() {
        let mut sources = Sources::default();
        let text = "A='b' # c\n#x\n  B=$A\nOUTSIDE\nNONE\n";
        let file = sources.add("raw.env", text);
        let all = parse_raw(file, text, &outside).expect("reads");
        let all: String = all.iter().map(|one| format!("{}={};", one.key, one.text)).collect();
        assert_eq!(all, "A='b' # c;B=$A;OUTSIDE=out;");
        assert!(parse_raw(file, "a b=c", &outside).is_err());
        assert!(parse_raw(file, "=c", &outside).is_err());
    }
}
