//! Variables in text: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin, with Compose's exact grammar.
//!
//! Compose finds a variable with a greedy pattern: what opens with `${NAME` and an operator reaches to the last `}` of
//! its line, and is then cut at the brace that balances it. The rest is read again as text of its own. That order is
//! kept here, because it decides what odd input means.

/// How deep defaults may nest; Compose has no limit, and no real file comes near this one.
const MAX_DEPTH: usize = 64;
/// The most text that one value may grow to.
const MAX_TEXT: usize = 1024 * 1024;

/// What a variable is here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Its value.
    pub(super) text: String,
    /// Whether the value is itself a guess, because it was made from a variable that is not set.
    pub(super) unknown: bool,
}

/// Text after substitution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Substituted {
    /// The text.
    pub(super) text: String,
    /// The variables that it was made from, in order.
    pub(super) variables: Vec<String>,
    /// Whether one of them is not set and has no default, so that the text is a guess.
    pub(super) unknown: bool,
}

use esclusa_source::{Detail, detail};

/// Why a text cannot be substituted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TemplateError {
    /// A `$` that begins nothing.
    #[error("invalid interpolation format: {0}; a literal $ is written $$")]
    Invalid(String),
    /// `${NAME:?reason}` and `NAME` is not there.
    #[error("required variable {name} is missing a value{}", reason_text(.reason))]
    Missing {
        /// The variable.
        name: String,
        /// The text after `?`.
        reason: String,
    },
    /// Beyond [`MAX_DEPTH`] or [`MAX_TEXT`].
    #[error("interpolation nests too deep or grows too long")]
    TooMuch,
}

impl From<&TemplateError> for Detail {
    fn from(error: &TemplateError) -> Self {
        match error {
            TemplateError::Invalid(text) => detail!(
                "interpolation-invalid",
                "invalid interpolation format: {text}; a literal $ is written $$",
                text
            ),
            TemplateError::Missing { name, reason } if reason.is_empty() => {
                detail!("variable-missing", "required variable {name} is missing a value", name)
            }
            TemplateError::Missing { name, reason } => detail!(
                "variable-missing-reason",
                "required variable {name} is missing a value: {reason}",
                name,
                reason
            ),
            TemplateError::TooMuch => {
                detail!("interpolation-too-much", "interpolation nests too deep or grows too long")
            }
        }
    }
}

fn reason_text(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}

/// Where variables are looked up.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<Found>;

/// Whether the text has anything to substitute.
pub(super) fn has_variable(text: &str) -> bool {
    text.contains('$')
}

/// Substitutes every variable of `text`.
pub(super) fn substitute(text: &str, lookup: Lookup<'_>) -> Result<Substituted, TemplateError> {
    let mut out = Substituted::default();
    append(text, lookup, 0, &mut out)?;
    Ok(out)
}

fn append(text: &str, lookup: Lookup<'_>, depth: usize, out: &mut Substituted) -> Result<(), TemplateError> {
    if depth > MAX_DEPTH {
        return Err(TemplateError::TooMuch);
    }
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.text.push_str(&rest[..at]);
        let matched = match_at(&rest[at..]);
        rest = &rest[at + matched.length()..];
        match matched {
            // A `$` that the pattern does not match at all stays as it is.
            Match::None => out.text.push('$'),
            Match::Escaped => out.text.push('$'),
            Match::Named(name) => plain(name, lookup, out),
            Match::Braced(whole) => braced(whole, text, lookup, depth, out)?,
            Match::Invalid => return Err(TemplateError::Invalid(shown(text))),
        }
        if out.text.len() > MAX_TEXT {
            return Err(TemplateError::TooMuch);
        }
    }
    out.text.push_str(rest);
    Ok(())
}

/// A template for a message: it may hold a secret after its variables, so only the variables' part is shown.
fn shown(text: &str) -> String {
    let start = text.find('$').unwrap_or(0);
    let shown: String = text[start..].chars().take_while(|letter| !letter.is_whitespace()).take(40).collect();
    shown
}

enum Match<'a> {
    None,
    Escaped,
    Named(&'a str),
    Braced(&'a str),
    Invalid,
}

impl Match<'_> {
    const fn length(&self) -> usize {
        match self {
            Self::None => 1,
            Self::Escaped | Self::Invalid => 2,
            Self::Named(name) => name.len() + 1,
            Self::Braced(whole) => whole.len(),
        }
    }
}

/// What stands at a `$`.
fn match_at(text: &str) -> Match<'_> {
    let after = &text[1..];
    if after.starts_with('$') {
        return Match::Escaped;
    }
    if let Some(inside) = after.strip_prefix('{') {
        return braced_length(inside).map_or(Match::Invalid, |length| Match::Braced(&text[..2 + length]));
    }
    match name_length(after) {
        0 => Match::None,
        length => Match::Named(&after[..length]),
    }
}

/// The length of `NAME}` or `NAME<operator>…}`, where `…` reaches to the last brace of the line.
fn braced_length(inside: &str) -> Option<usize> {
    let name = name_length(inside);
    if name == 0 {
        return None;
    }
    let after = &inside[name..];
    if let Some(operand) = operand(after) {
        let line = operand.find('\n').map_or(operand, |end| &operand[..end]);
        if let Some(close) = line.rfind('}') {
            return Some(inside.len() - operand.len() + close + 1);
        }
    }
    after.starts_with('}').then_some(name + 1)
}

/// What follows an operator.
fn operand(text: &str) -> Option<&str> {
    let text = text.strip_prefix(':').unwrap_or(text);
    text.strip_prefix(['-', '+', '?'])
}

/// The length of a name; the pattern ignores case, which in Unicode takes two odd letters along.
fn name_length(text: &str) -> usize {
    let letter = |c: char| c == '_' || c.is_ascii_alphabetic() || matches!(c, '\u{17f}' | '\u{212a}');
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if !(letter(c) || at > 0 && c.is_ascii_digit()) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn plain(name: &str, lookup: Lookup<'_>, out: &mut Substituted) {
    out.variables.push(name.to_owned());
    match lookup(name) {
        Some(found) => take(found, out),
        None => out.unknown = true,
    }
}

fn take(found: Found, out: &mut Substituted) {
    out.text.push_str(&found.text);
    out.unknown |= found.unknown;
}

/// `${…}`: the first operator anywhere in it decides, and it ends at the brace that balances the first.
fn braced(
    whole: &str,
    template: &str,
    lookup: Lookup<'_>,
    depth: usize,
    out: &mut Substituted,
) -> Result<(), TemplateError> {
    let operator = first_operator(whole);
    let end = balanced_end(whole).map_or(whole.len(), |close| close + 1);
    let (own, rest) = whole.split_at(end);
    let inside = match match_at(own) {
        Match::Braced(inside) => &inside[2..inside.len() - 1],
        _ => return Err(TemplateError::Invalid(shown(template))),
    };
    let Some((name, operand)) = operator.and_then(|operator| inside.split_once(operator)) else {
        plain(inside, lookup, out);
        return Ok(());
    };
    let operator = operator.unwrap_or_default();
    out.variables.push(name.to_owned());
    let found = lookup(name);
    let empty_counts = operator.starts_with(':');
    let present = found.as_ref().is_some_and(|found| !empty_counts || !found.text.is_empty());
    match operator.trim_start_matches(':') {
        "-" if present => take(found.unwrap_or_default(), out),
        "-" => append(operand, lookup, depth + 1, out)?,
        "+" if present => append(operand, lookup, depth + 1, out)?,
        // The value itself then: nothing, or the empty text.
        "+" => take(found.unwrap_or_default(), out),
        _ if present => take(found.unwrap_or_default(), out),
        _ => {
            let mut reason = Substituted::default();
            append(operand, lookup, depth + 1, &mut reason)?;
            return Err(TemplateError::Missing { name: name.to_owned(), reason: reason.text });
        }
    }
    append(rest, lookup, depth + 1, out)
}

/// The first of `:?`, `?`, `:-`, `-`, `:+` and `+`, wherever it stands.
fn first_operator(text: &str) -> Option<&str> {
    let at = text.bytes().position(|byte| matches!(byte, b'?' | b'-' | b'+'))?;
    let colon = at.checked_sub(1).filter(|before| text.as_bytes().get(*before) == Some(&b':'));
    text.get(colon.unwrap_or(at)..=at)
}

/// Where the first brace is closed; the byte after an opening brace is never looked at.
fn balanced_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut open) = (0, 0_i64);
    while at < bytes.len() {
        match bytes[at] {
            b'}' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            b'{' => {
                open += 1;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Found, TemplateError, substitute};

    fn lookup(name: &str) -> Option<Found> {
        let text = match name {
            "FOO" => "first",
            "BAR" => "second",
            "EMPTY" => "",
            _ => return None,
        };
        Some(Found { text: text.to_owned(), unknown: false })
    }

    fn text(template: &str) -> String {
        match substitute(template, &lookup) {
            Ok(done) => done.text,
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_form_gives_what_compose_gives() {
        for (template, expected) in [
            ("no variable", "no variable"),
            ("$FOO-${BAR}", "first-second"),
            ("$foo", ""),
            ("$$FOO $${FOO}", "$FOO ${FOO}"),
            ("a$ b$1", "a$ b$1"),
            ("$FOO_", ""),
            ("${UNSET:-x} ${EMPTY:-x} ${FOO:-x}", "x x first"),
            ("${UNSET-x} ${EMPTY-x}${FOO-x}", "x first"),
            ("${UNSET:+x} ${EMPTY:+x} ${FOO:+x}", "  x"),
            ("${UNSET+x} ${EMPTY+x} ${FOO+x}", " x x"),
            ("${FOO:?e}${EMPTY?e}", "first"),
            ("${UNSET:?need it}", "required variable UNSET is missing a value: need it"),
            ("${EMPTY:?}", "required variable EMPTY is missing a value"),
            ("${UNSET?}", "required variable UNSET is missing a value"),
            ("${UNSET:?no $FOO}", "required variable UNSET is missing a value: no first"),
            ("${UNSET:-${FOO}}", "first"),
            ("${UNSET:-${NONE:-deep}}/x", "deep/x"),
            ("${UNSET:-a}-${NONE:-b}", "a-b"),
            ("${UNSET-${NONE:-z}}", "z"),
            ("${UNSET:-{x}}", "{x}"),
            ("${UNSET:-http://x?y=1:-2}", "http://x?y=1:-2"),
            ("${UNSET:-a\n}", "invalid interpolation format: ${UNSET:-a; a literal $ is written $$"),
            ("${", "invalid interpolation format: ${; a literal $ is written $$"),
            ("${}", "invalid interpolation format: ${}; a literal $ is written $$"),
            ("${ FOO}", "invalid interpolation format: ${; a literal $ is written $$"),
            ("${A.b}", "invalid interpolation format: ${A.b}; a literal $ is written $$"),
            ("${UNSET:-${FOO}", "invalid interpolation format: ${FOO; a literal $ is written $$"),
            ("${FOO}}", "first}"),
        ] {
            assert_eq!(text(template), expected, "{template}");
        }
    }

    #[test]
    fn only_an_unset_variable_without_default_is_unknown() {
        let unknown = |template| substitute(template, &lookup).is_ok_and(|done| done.unknown);
        assert!(unknown("a $UNSET"));
        assert!(unknown("${UNSET}"));
        assert!(unknown("${NONE:-${UNSET}}"));
        assert!(!unknown("${UNSET:-x}${UNSET:+x}$FOO$EMPTY"));
    }

    #[test]
    fn hostile_nesting_ends() {
        let deep = format!("{}x{}", "${A:-".repeat(10_000), "}".repeat(10_000));
        assert_eq!(substitute(&deep, &lookup), Err(TemplateError::TooMuch));
    }
}
