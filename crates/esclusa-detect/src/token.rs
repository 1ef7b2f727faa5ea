//! Tokens that their form gives away, some with a checksum that tells a real one from an example.

use std::ops::Range;

use crate::kind::{Kind, Provider};

/// A form: how it begins, how many characters follow at least, and which.
struct Form {
    begin: &'static str,
    least: usize,
    most: usize,
    allowed: fn(u8) -> bool,
    provider: Provider,
}

const fn form(
    begin: &'static str,
    least: usize,
    most: usize,
    allowed: fn(u8) -> bool,
    provider: Provider,
) -> Form {
    Form { begin, least, most, allowed, provider }
}

/// No upper bound that matters.
const LONG: usize = 512;

const fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

const fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

const fn dotted(byte: u8) -> bool {
    word(byte) || byte == b'.'
}

/// Longer beginnings first, where one begins another.
const FORMS: &[Form] = &[
    form("github_pat_", 70, 90, word, Provider::GitHub),
    form("glpat-", 20, LONG, dotted, Provider::GitLab),
    form("gldt-", 20, LONG, word, Provider::GitLab),
    form("glrt-", 20, LONG, dotted, Provider::GitLab),
    form("xoxb-", 20, LONG, word, Provider::Slack),
    form("xoxp-", 20, LONG, word, Provider::Slack),
    form("xoxa-", 20, LONG, word, Provider::Slack),
    form("xoxs-", 20, LONG, word, Provider::Slack),
    form("xapp-", 20, LONG, word, Provider::Slack),
    form("sk_live_", 20, LONG, alphanumeric, Provider::Stripe),
    form("rk_live_", 20, LONG, alphanumeric, Provider::Stripe),
    form("sk_test_", 20, LONG, alphanumeric, Provider::Stripe),
    form("dckr_pat_", 20, 64, word, Provider::Docker),
    form("dckr_oat_", 20, 64, word, Provider::Docker),
    form("AKIA", 16, 16, capital, Provider::Aws),
    form("ASIA", 16, 16, capital, Provider::Aws),
    form("AIza", 35, 35, word, Provider::Google),
    form("GOCSPX-", 28, 28, word, Provider::Google),
    form("sk-ant-", 40, LONG, word, Provider::Anthropic),
    form("sk-proj-", 40, LONG, word, Provider::OpenAi),
    form("SG.", 60, 80, dotted, Provider::SendGrid),
    form("hvs.", 24, LONG, word, Provider::Vault),
    form("hf_", 34, 34, alphanumeric, Provider::HuggingFace),
    form("pypi-", 80, LONG, word, Provider::PyPi),
    form("dop_v1_", 64, 64, alphanumeric, Provider::DigitalOcean),
    form("tskey-", 20, LONG, word, Provider::Tailscale),
];

/// Those that end with a checksum: thirty characters, then six of CRC-32 in base 62.
const CHECKED: &[(&str, Provider)] = &[
    ("ghp_", Provider::GitHub),
    ("gho_", Provider::GitHub),
    ("ghu_", Provider::GitHub),
    ("ghs_", Provider::GitHub),
    ("ghr_", Provider::GitHub),
    ("npm_", Provider::Npm),
];

/// A token in a text.
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
    /// Whether its checksum is wrong: the shape of a token, but nobody issued it.
    pub(crate) wrong: bool,
}

/// Every token of a known form.
pub(crate) fn tokens(text: &str, found: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !dotted(bytes[at]) {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|byte| dotted(**byte)).count();
        let run = text.get(at..at + length).unwrap_or_default();
        if let Some(mut token) = token(run) {
            token.span = at + token.span.start..at + token.span.end;
            // A telegram bot's number is parted from its key by a colon.
            found.push(token);
        } else if let Some(token) = bot(text, at, length) {
            found.push(token);
        }
        at += length;
    }
    webhooks(text, found);
}

fn token(run: &str) -> Option<Token> {
    // The forms are long; nearly every run is short.
    if run.len() < 20 {
        return None;
    }
    // Most begin as none does, which one byte tells.
    let begins = |begin: &str| begin.as_bytes().first() == run.as_bytes().first();
    for (begin, provider) in CHECKED.iter().filter(|(begin, _)| begins(begin)) {
        let Some(rest) = run.strip_prefix(begin) else { continue };
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length < 36 {
            return None;
        }
        let body = rest.get(..36)?;
        let verified = length == 36 && is_checked(body);
        let kind = Kind::Token { provider: *provider, verified };
        return Some(Token { kind, span: 0..begin.len() + length, wrong: !verified });
    }
    for form in FORMS.iter().filter(|form| begins(form.begin)) {
        let Some(rest) = run.strip_prefix(form.begin) else { continue };
        let length = rest.bytes().take_while(|byte| (form.allowed)(*byte)).count();
        let example = rest.contains("EXAMPLE") || rest.to_ascii_lowercase().contains("xxxxx");
        if length >= form.least && length <= form.most {
            let kind = Kind::Token { provider: form.provider, verified: false };
            return Some(Token { kind, span: 0..form.begin.len() + length, wrong: example });
        }
    }
    json_web_token(run).map(|length| Token { kind: Kind::JsonWebToken, span: 0..length, wrong: false })
}

/// Three parts in base64; the first two are JSON objects, whose `{"` is `eyJ`.
fn json_web_token(run: &str) -> Option<usize> {
    let mut parts = run.split('.');
    let (head, body, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let is_json = |part: &str| part.starts_with("eyJ") && part.len() >= 12;
    (is_json(head) && is_json(body) && signature.len() >= 16)
        .then_some(head.len() + body.len() + signature.len() + 2)
}

/// `123456789:AA…`: a Telegram bot.
fn bot(text: &str, at: usize, length: usize) -> Option<Token> {
    let number = text.get(at..at + length)?;
    if !(8..=10).contains(&length) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest = text.get(at + length..)?.strip_prefix(":AA")?;
    let key = rest.bytes().take_while(|byte| word(*byte)).count();
    let kind = Kind::Token { provider: Provider::Telegram, verified: false };
    (key == 33).then(|| Token { kind, span: at..at + length + 3 + key, wrong: false })
}

/// Addresses that are themselves the secret.
fn webhooks(text: &str, found: &mut Vec<Token>) {
    if !text.contains("://") {
        return;
    }
    let known = [
        ("hooks.slack.com/services/", Provider::Slack),
        ("discord.com/api/webhooks/", Provider::Discord),
        ("discordapp.com/api/webhooks/", Provider::Discord),
    ];
    for (begin, provider) in known {
        for (at, _) in text.match_indices(begin) {
            let start = at + begin.len();
            let rest = text.get(start..).unwrap_or_default();
            let length = rest.bytes().take_while(|byte| word(*byte) || *byte == b'/').count();
            let parts =
                rest.get(..length).unwrap_or_default().split('/').filter(|part| part.len() >= 8).count();
            if parts >= 2 {
                let kind = Kind::Token { provider, verified: false };
                found.push(Token { kind, span: start..start + length, wrong: false });
            }
        }
    }
}

/// Whether the last six of 36 characters are the checksum of the thirty before them.
fn is_checked(body: &str) -> bool {
    let Some((random, check)) = body.split_at_checked(30) else { return false };
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let value = check.bytes().try_fold(0_u64, |value, byte| {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        Some(value * 62 + digit as u64)
    });
    value == Some(crc32(random.as_bytes()).into())
}

/// CRC-32 as in zip and PNG.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}
