//! What a value under a secret's name is: a secret, or one of the many things that stand there instead.

use std::ops::Range;

use crate::kind::{Found, Kind, Reason};
use crate::name::{self, Class};
use crate::weak;

/// How deep defaults of variables nest: `${A:-${B:-x}}`.
const MAX_DEPTH: usize = 8;

/// Whether a value under a name of this class is a secret.
pub(crate) fn under(class: Class, name: &str, value: &str) -> Result<Found, Reason> {
    if class == Class::Harmless {
        return Err(Reason::Name);
    }
    let mut span = bare(value);
    for _ in 0..MAX_DEPTH {
        let text = value.get(span.clone()).unwrap_or_default();
        match template(text) {
            Template::None => return literal(class, name, text).map(|found| found.shifted(span.start)),
            Template::Variable => return Err(Reason::Reference),
            Template::Default(inner) => span = span.start + inner.start..span.start + inner.end,
        }
    }
    Err(Reason::Reference)
}

/// What is to be hidden of a value under a name of this class: also what is only probably a secret.
pub(crate) fn hidden_under(class: Class, value: &str) -> Option<Range<usize>> {
    if !class.is_secret() {
        return under(class, "", value).ok().map(|found| found.span);
    }
    let mut span = bare(value);
    for _ in 0..MAX_DEPTH {
        let text = value.get(span.clone())?;
        match template(text) {
            Template::Default(inner) => span = span.start + inner.start..span.start + inner.end,
            // What opens like a variable and does not close is a password with such signs in it.
            Template::Variable
                if text.starts_with(['$', '`']) && (text.ends_with('}') || !text.contains("${")) =>
            {
                return None;
            }
            _ => break,
        }
    }
    let shown = match harmless(value.get(span.clone())?) {
        Some(Reason::Hash | Reason::Uuid | Reason::Number) | None => false,
        Some(Reason::Path) => class != Class::Password || value.starts_with("/run/secrets/"),
        Some(_) => true,
    };
    (!shown).then_some(span)
}

fn literal(class: Class, name: &str, text: &str) -> Result<Found, Reason> {
    if class == Class::Credentials && is_list(text) {
        return credentials(text);
    }
    if let Some(reason) = harmless(text) {
        return Err(reason);
    }
    let whole = 0..text.len();
    let hints = name::words(name);
    let number = text.bytes().all(|byte| byte.is_ascii_digit() || b".,smhdkKMG".contains(&byte));
    let kind = match class {
        Class::Harmless => return Err(Reason::Name),
        Class::Password if weak::is_weak(text, &hints) || weak::asks_to_be_filled(text) => Kind::WeakDefault,
        Class::Password => Kind::Password,
        Class::Chosen | Class::Issued if number && text.len() < 12 => return Err(Reason::Number),
        Class::Chosen if weak::is_weak(text, &hints) || weak::asks_to_be_filled(text) => Kind::WeakDefault,
        Class::Issued if weak::is_well_known(text) => Kind::WeakDefault,
        Class::Issued
            if weak::is_weak(text, &hints)
                || weak::asks_to_be_filled(text)
                || text.contains(char::is_whitespace) =>
        {
            return Err(Reason::Placeholder);
        }
        Class::Chosen | Class::Issued => Kind::Key,
        Class::AnyKey if looks_random(text) => Kind::Key,
        Class::AnyKey => return Err(Reason::Regular),
        Class::Credentials => return credentials(text),
    };
    Ok(Found::new(kind, whole))
}

/// `user:password` or `user/password`, or several of them with commas between.
fn credentials(text: &str) -> Result<Found, Reason> {
    if !is_list(text) {
        return login(text);
    }
    let mut at = 0;
    let mut outcome = Err(Reason::Regular);
    for one in text.split(',') {
        let blank = one.len() - one.trim_start().len();
        outcome = login(one.trim()).map(|found| found.shifted(at + blank));
        if outcome.is_ok() {
            break;
        }
        at += one.len() + 1;
    }
    outcome
}

/// Whether a text is several logins: a comma in a password has none behind it.
fn is_list(text: &str) -> bool {
    text.contains(',') && text.split(',').all(|one| one.contains(':'))
}

fn login(text: &str) -> Result<Found, Reason> {
    let Some(at) = text.find([':', '/']) else { return Err(Reason::Regular) };
    let (user, password) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    if user.is_empty() || user.contains(char::is_whitespace) {
        return Err(Reason::Regular);
    }
    let found = under(Class::Password, user, password)?;
    Ok(found.shifted(at + 1))
}

/// The value without blanks and the quotes around it.
pub(crate) fn bare(value: &str) -> Range<usize> {
    let start = value.len() - value.trim_start().len();
    let end = value.trim_end().len().max(start);
    let text = value.get(start..end).unwrap_or_default();
    let quoted =
        text.len() >= 2 && ['"', '\''].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote));
    if quoted { start + 1..end - 1 } else { start..end }
}

/// What of a value is a variable.
enum Template {
    /// Nothing.
    None,
    /// The whole, or a part that makes the whole unknown.
    Variable,
    /// The whole is a variable with this default.
    Default(Range<usize>),
}

fn template(text: &str) -> Template {
    // A doubled sign is one that Compose leaves to the shell.
    let before = text.len() - text.trim_start_matches('$').len();
    if before > 1 {
        let before = before - 1;
        return match template(text.get(before..).unwrap_or_default()) {
            Template::Default(inner) => Template::Default(inner.start + before..inner.end + before),
            other => other,
        };
    }
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if text.starts_with("$(") || text.starts_with('`') || text.starts_with("{{") {
        return Template::Variable;
    }
    let Some(inside) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else {
        let alone = text.strip_prefix('$').is_some_and(is_name);
        return if alone || text.contains("${") { Template::Variable } else { Template::None };
    };
    let at = inside.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    let Some(at) = at else { return Template::Variable };
    let rest = inside.get(at..).unwrap_or_default();
    let operator = [":-", ":=", ":+", "-", "=", "+"].iter().find(|operator| rest.starts_with(**operator));
    match operator {
        // `${A:-x}${B:-y}` is no variable with a default.
        Some(operator) if rest.len() > operator.len() && !closes_early(inside) => {
            Template::Default(2 + at + operator.len()..text.len() - 1)
        }
        _ => Template::Variable,
    }
}

fn closes_early(inside: &str) -> bool {
    let mut depth = 0_usize;
    inside.bytes().any(|byte| match byte {
        b'{' => {
            depth += 1;
            false
        }
        b'}' if depth == 0 => true,
        b'}' => {
            depth -= 1;
            false
        }
        _ => false,
    })
}

/// Why a value is no secret, whatever its name.
pub(crate) fn harmless(text: &str) -> Option<Reason> {
    let lower = text.get(..text.len().min(64)).unwrap_or_default().to_ascii_lowercase();
    if text.is_empty() {
        return Some(Reason::Empty);
    }
    if is_switch(text) {
        return Some(Reason::Switch);
    }
    if is_hash(text) {
        return Some(Reason::Hash);
    }
    let managers = [
        "vault:",
        "op://",
        "arn:aws:",
        "secret://",
        "secretsmanager:",
        "ssm:",
        "awssm:",
        "keyvault:",
        "gcpsecret:",
        "docker-secret:",
        "sops:",
        "ref+",
        "file:",
        "env:",
        "enc[",
    ];
    if managers.iter().any(|manager| lower.starts_with(manager)) {
        return Some(Reason::Reference);
    }
    // `:empty`, `:memory:`: a word of the program's own, as no secret begins.
    let own = text.strip_prefix(':').map(|rest| rest.strip_suffix(':').unwrap_or(rest));
    if own.is_some_and(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())) {
        return Some(Reason::Reference);
    }
    if is_slot(text) {
        return Some(Reason::Placeholder);
    }
    let public = [
        "ssh-rsa ",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "age1",
        "-----begin public key",
        "-----begin certificate",
        "-----begin rsa public",
    ];
    if public.iter().any(|begin| lower.starts_with(begin)) {
        return Some(Reason::PublicKey);
    }
    if is_uuid(text) {
        return Some(Reason::Uuid);
    }
    if text.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    }) {
        return Some(Reason::Address);
    }
    is_path(text).then_some(Reason::Path)
}

fn is_switch(text: &str) -> bool {
    const SWITCHES: [&str; 16] = [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "null",
        "nil",
        "0",
        "1",
        "enabled",
        "disabled",
        "auto",
        "latest",
        "undefined",
    ];
    SWITCHES.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A slot that nobody takes for a value: `<password>`, `[token]`, `xxxx`, `****`, `%TOKEN%`.
fn is_slot(text: &str) -> bool {
    let around = [('<', '>'), ('[', ']'), ('{', '}'), ('%', '%')];
    let marked = text.len() > 2
        && around.iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close));
    let crossed = text.chars().count() >= 3
        && text
            .chars()
            .all(|character| matches!(character, 'x' | 'X' | '*' | '.' | '-' | '_' | '?' | '…' | '•'));
    let lower = text.get(..text.len().min(64)).unwrap_or_default().to_ascii_lowercase();
    marked
        || crossed
        || lower.contains("xxxx")
        || matches!(lower.as_str(), "redacted" | "hidden" | "omitted" | "n/a" | "tbd")
}

/// A password that went through one of the usual functions, perhaps after its user: `$2y$…`, `{SHA}…`, `u:$apr1$…`.
fn is_hash(text: &str) -> bool {
    let once = |text: &str| {
        let text = text.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(text);
        let crypt = [
            "1$", "2a$", "2b$", "2y$", "5$", "6$", "y$", "7$", "apr1$", "argon2", "pbkdf2", "scrypt",
            "bcrypt",
        ];
        let crypt =
            text.strip_prefix('$').is_some_and(|rest| crypt.iter().any(|begin| rest.starts_with(begin)));
        let named =
            ["{SHA", "{SSHA", "{PBKDF2", "{CRYPT", "{BCRYPT", "{ARGON2", "pbkdf2", "bcrypt_", "SCRAM-SHA"];
        let digest = ["sha256:", "sha512:", "sha1:", "md5:"].iter().any(|algorithm| {
            text.strip_prefix(algorithm)
                .is_some_and(|rest| rest.len() >= 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
        });
        crypt || digest || named.iter().any(|begin| text.starts_with(begin))
    };
    once(text) || text.split_once(':').is_some_and(|(_, rest)| once(rest))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/~\\:@${}".contains(&byte);
    if !text.bytes().all(plain) {
        return false;
    }
    let begins = ["/", "./", "../", "~/", ".\\"].iter().any(|begin| text.starts_with(begin))
        || (text.get(1..3) == Some(":\\") && text.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    let ends = [".pem", ".key", ".crt", ".json", ".txt", ".p12", ".jks", ".yml", ".yaml", ".env", ".toml"];
    // Base64 may begin with a slash, but has no short steps.
    let steps = text.split(['/', '\\']).all(|step| step.len() < 40);
    (begins && steps && text.len() > 1) || ends.iter().any(|end| text.ends_with(end))
}

/// Long, of many different characters, letters and digits: what no person would think of.
fn looks_random(text: &str) -> bool {
    let bytes = text.as_bytes();
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte);
    let hex = bytes.iter().all(u8::is_ascii_hexdigit);
    let mut seen = [false; 128];
    bytes.iter().filter(|byte| byte.is_ascii()).for_each(|byte| seen[usize::from(*byte)] = true);
    let different = seen.iter().filter(|seen| **seen).count();
    bytes.len() >= 16
        && bytes.iter().all(allowed)
        // A checksum, or the fingerprint of a public key.
        && !(hex && matches!(bytes.len(), 32 | 40 | 64 | 128))
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().any(u8::is_ascii_alphabetic)
        && different >= 10
}
