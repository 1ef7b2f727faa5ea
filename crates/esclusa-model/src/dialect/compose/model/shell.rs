//! The shell's variables as Compose's: the same forms, where Compose has them.

use crate::dialect::symbols::Speech;
use crate::symbol::{self, Piece};

/// How Compose says what only a shell knows.
pub(super) const SPEECH: Speech = Speech {
    say: template,
    as_text: &["HostConfig.Devices", "HostConfig.PortBindings", "ExposedPorts", "HostConfig.Tmpfs"],
    keys: &["NetworkingConfig.EndpointsConfig"],
};

/// How deep defaults may nest.
const MAX_DEPTH: usize = 16;

/// A text of the shell as a template of Compose; nothing where Compose has no words for it.
fn template(text: &str) -> Option<String> {
    // `<placeholder>` and `{{ template }}` are for the reader.
    let placeholder = text.find('<').is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains('>')));
    if placeholder || text.contains("{{") {
        return None;
    }
    nested(text, MAX_DEPTH)
}

fn nested(text: &str, depth: usize) -> Option<String> {
    let mut template = String::with_capacity(text.len());
    for piece in symbol::pieces(text) {
        match piece {
            Piece::Text(text) => template.push_str(&text.replace('$', "$$")),
            Piece::Escaped('$') => template.push_str("$$"),
            Piece::Escaped(character) => template.push(character),
            Piece::Symbol("~") => template.push_str("${HOME}"),
            Piece::Symbol("$(pwd)" | "`pwd`") => template.push_str("${PWD}"),
            Piece::Symbol(symbol) => template.push_str(&variable(symbol, depth)?),
        }
    }
    Some(template)
}

/// `$NAME` or `${NAME}`, with a default, an alternative or a complaint.
fn variable(symbol: &str, depth: usize) -> Option<String> {
    let named = symbol.strip_prefix('$')?;
    let inside = named.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(named);
    let (name, rest) =
        inside.split_at_checked(symbol::name_length(inside)).filter(|(name, _)| !name.is_empty())?;
    let (colon, operator) = rest.strip_prefix(':').map_or(("", rest), |rest| (":", rest));
    let Some(mark) = operator.chars().next() else {
        return colon.is_empty().then(|| format!("${{{name}}}"));
    };
    let operand = operator.strip_prefix(['-', '+', '?'])?;
    let bare = operand.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(operand);
    // Quotes within would be kept, a line end would end the pattern, and a brace the variable.
    let plain = !bare.contains(['"', '\'', '\\', '\n', '~']);
    let value = nested(bare, depth.checked_sub(1)?).filter(|_| plain)?;
    let braces = symbol::pieces(bare)
        .iter()
        .any(|piece| matches!(piece, Piece::Text(text) if text.contains(['{', '}', '$'])));
    (!braces).then(|| format!("${{{name}{colon}{mark}{value}}}"))
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn what_compose_knows_is_said_in_its_words() {
        for (text, expected) in [
            ("$PWD/a:/b", Some("${PWD}/a:/b")),
            ("${A}b", Some("${A}b")),
            ("${A:-b c}", Some("${A:-b c}")),
            ("${A:-\"b c\"}", Some("${A:-b c}")),
            ("${A-$B}${C:+d}${E:?no}", Some("${A-${B}}${C:+d}${E:?no}")),
            ("$(pwd)/a", Some("${PWD}/a")),
            ("`pwd`", Some("${PWD}")),
            ("~/a", Some("${HOME}/a")),
            (r"\$A$B$", Some("$$A${B}$$")),
            ("~me/a", None),
            ("$(id)", None),
            ("`id`", None),
            ("$@", None),
            ("$1", None),
            ("$$", None),
            ("${A%%b}", None),
            ("${#A}", None),
            ("${A[@]}", None),
            ("${A:=b}", None),
            ("${A:-$(id)}", None),
            ("${A:-'b'}", None),
            ("${A:-{b}}", None),
            ("${A:}", None),
            ("<image>:$TAG", None),
            ("{{ args }}", None),
        ] {
            assert_eq!(template(text).as_deref(), expected, "{text}");
        }
    }
}
