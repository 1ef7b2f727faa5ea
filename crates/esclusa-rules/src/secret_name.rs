//! Which environment variables hold secrets: by their names, and by values that cannot be anything else.
//! Conservative: a name or value that might be harmless is left alone. Values are looked at, never kept.

/// Words that make a name a secret's.
const WORDS: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "APIKEY",
    "CREDENTIAL",
    "CREDENTIALS",
    "PASS",
];

/// What stands before `KEY` in a secret's name.
const KEYS: [&str; 10] =
    ["API", "ACCESS", "PRIVATE", "SECRET", "ENCRYPTION", "MASTER", "SIGNING", "AUTH", "APP", "ACCOUNT"];

/// Last words that make a name speak about a secret instead of holding it.
const HARMLESS: [&str; 27] = [
    "FILE",
    "PATH",
    "DIR",
    "URL",
    "URI",
    "HOST",
    "PORT",
    "NAME",
    "ID",
    "USER",
    "USERNAME",
    "TYPE",
    "HEADER",
    "ALGORITHM",
    "EXPIRY",
    "EXPIRES",
    "EXPIRATION",
    "TTL",
    "TIMEOUT",
    "LENGTH",
    "POLICY",
    "ENABLED",
    "DISABLED",
    "LIFETIME",
    "ROTATION",
    "VERSION",
    "REQUIRED",
];

/// Whether a variable of this name holds a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> =
        upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let Some(last) = words.last() else { return false };
    if HARMLESS.contains(last) || words.first().is_some_and(|first| matches!(*first, "ALLOW" | "PUBLIC")) {
        return false;
    }
    if words.contains(&"PUBLIC") || words.contains(&"PUBLISHABLE") {
        return false;
    }
    let whole = words.iter().any(|word| {
        WORDS.contains(word)
            || ["PASSWORD", "PASSWD", "SECRET", "APIKEY"].iter().any(|end| word.ends_with(end))
    });
    let pair = words.windows(2).any(|pair| pair[1] == "KEY" && KEYS.contains(&pair[0]));
    let short = words.len() > 1 && *last == "PWD";
    whole || pair || short
}

/// Whether a value under a secret's name is one: not a switch, not a path of a file that holds it, not a number of
/// seconds.
pub(crate) fn may_be_secret(value: &str) -> bool {
    let value = value.trim();
    let switch = ["true", "false", "yes", "no", "on", "off", "none", "null", "0", "1", "enabled", "disabled"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word));
    !value.is_empty() && !switch && !value.starts_with("/run/secrets/") && !value.starts_with("/")
}

/// Whether a value cannot be anything but a secret, whatever its name.
pub(crate) fn is_secret_value(value: &str) -> bool {
    let value = value.trim();
    if value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----") {
        return true;
    }
    let long = |prefix: &str, length: usize| {
        value.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= length
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    };
    let known = [
        ("ghp_", 36),
        ("gho_", 36),
        ("ghs_", 36),
        ("github_pat_", 50),
        ("glpat-", 20),
        ("xoxb-", 20),
        ("xoxp-", 20),
        ("sk_live_", 20),
        ("rk_live_", 20),
        ("npm_", 36),
        ("dckr_pat_", 20),
        ("AKIA", 16),
        ("ASIA", 16),
        ("AIza", 35),
    ];
    known.iter().any(|(prefix, length)| long(prefix, *length)) || has_password(value)
}

/// Whether a value is an address with a password in it: `postgres://user:password@host`.
fn has_password(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    let plain = !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let Some((user, _)) = authority.rsplit_once('@') else { return false };
    plain && user.split_once(':').is_some_and(|(_, password)| !password.is_empty())
}
