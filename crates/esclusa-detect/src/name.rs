//! What a name says of what stands under it. A name is words, however they are joined: `DB_PASSWORD`, `dbPassword`,
//! `db.password`, `dbpassword`.

/// What a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A password.
    Password,
    /// A key or secret that whoever runs the container chooses: a placeholder works as it stands.
    Chosen,
    /// A token or key that somebody else issues: a placeholder opens nothing.
    Issued,
    /// A key of some kind: only what looks random is a secret.
    AnyKey,
    /// `user:password`, or the value of a header `Authorization`.
    Credentials,
    /// Nothing.
    Harmless,
}

impl Class {
    pub(crate) const fn is_secret(self) -> bool {
        matches!(self, Self::Password | Self::Chosen | Self::Issued | Self::Credentials)
    }
}

/// Last words that make a name speak about a secret instead of holding it.
#[rustfmt::skip] // One word on a line would be a file of its own.
const ABOUT: &[&str] = &[
    "ALGORITHM", "ATTEMPTS", "ATTRIBUTE", "AUDIENCE", "BACKEND", "CA", "CERT", "CERTIFICATE", "CHECKSUM", "CLASS",
    "COLUMN", "COMMAND", "COUNT", "CRT", "DIGEST", "DIR", "DIRECTORY", "DISABLED", "DRIVER", "EMAIL", "ENABLED",
    "ENDPOINT", "ENGINE", "ENTRYPOINTS", "ENV", "EXPIRATION", "EXPIRES", "EXPIRY", "FIELD", "FILE", "FILENAME",
    "FILES", "FINGERPRINT", "FOLDER", "FORMAT", "HASH", "HEADER", "HEADERS", "HINT", "HOST", "ID", "IDS", "INDEX",
    "INTERVAL", "ISSUER", "KIND", "LABEL", "LENGTH", "LEN", "LIFETIME", "LIMIT", "LOCATION", "MANAGER", "MAX",
    "METHOD", "MIDDLEWARES", "MIN", "MODE", "NAME", "NAMES", "NAMESPACE", "PARAM", "PARAMETER", "PATH", "PATTERN",
    "POLICY", "PORT", "PREFIX", "PRIORITY", "PROMPT", "PROVIDER", "REALM", "REGEX", "REGION", "REQUIRED", "ROLE",
    "ROTATION", "RULE", "RULES", "SCHEME", "SCOPE", "SERVER", "SERVICE", "SHA256", "SIZE", "SOCK", "SOCKET",
    "SOURCE", "STORE", "STRATEGY", "SUFFIX", "TABLE", "TIME", "TIMEOUT", "TITLE", "TTL", "TYPE", "URI", "URL",
    "USER", "USERNAME", "VALIDATION", "VALIDITY", "VERSION",
];

/// First words that make a name a switch.
const SWITCHES: &[&str] = &[
    "ALLOW", "DISABLE", "DISABLED", "ENABLE", "ENFORCE", "FILE", "HAS", "IS", "NO", "REQUIRE", "SHOW",
    "SKIP", "USE", "WITH",
];

/// Last words that do not matter.
const TAILS: &[&str] = &[
    "B64",
    "BASE64",
    "CURRENT",
    "DEFAULT",
    "DEV",
    "NEW",
    "OLD",
    "PLAIN",
    "PREVIOUS",
    "PRIMARY",
    "PROD",
    "SECONDARY",
    "STAGING",
    "TEST",
    "VALUE",
];

/// What stands before `KEY` where whoever runs the container chooses it.
const CHOSEN_KEYS: &[&str] = &[
    "AES",
    "APP",
    "COOKIE",
    "CRYPT",
    "CRYPTO",
    "ENCRYPTION",
    "HMAC",
    "IN",
    "JWT",
    "MASTER",
    "NONCE",
    "PRESHARED",
    "PRIVATE",
    "SECRET",
    "SESSION",
    "SHARED",
    "SIGNING",
    "UNSEAL",
];

/// What stands before `KEY` where somebody else issues it.
const ISSUED_KEYS: &[&str] =
    &["ACCOUNT", "API", "AUTH", "DEPLOY", "INGEST", "INTEGRATION", "LICENSE", "STORAGE", "WEBHOOK", "WRITE"];

/// Words that end like a password's and are none.
const NO_PASSWORDS: &[&str] =
    &["BYPASS", "COMPASS", "ENCOMPASS", "OVERPASS", "SURPASS", "TRESPASS", "UNDERPASS", "OLDPWD"];

/// What a name says.
pub(crate) fn class(name: &str) -> Class {
    // Longer names are texts.
    if name.len() > 200 || !may_be_secret(name) {
        return Class::Harmless;
    }
    let words = words(name);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    while words.len() > 1 && words.last().is_some_and(|last| TAILS.contains(last) || is_number(last)) {
        words.pop();
    }
    let Some((last, before)) = words.split_last() else { return Class::Harmless };
    if ABOUT.contains(last) || words.first().is_some_and(|first| SWITCHES.contains(first)) {
        return Class::Harmless;
    }
    if words.iter().any(|word| matches!(*word, "PUBLIC" | "PUBLISHABLE" | "ANON")) {
        return Class::Harmless;
    }
    // The client of Redis takes a bare password from it.
    if words.ends_with(&["REDISCLI", "AUTH"]) {
        return Class::Password;
    }
    // Tells one cluster from another; every member says it in clear.
    if words.ends_with(&["INITIAL", "CLUSTER", "TOKEN"]) {
        return Class::Harmless;
    }
    if is_password(last, before) {
        return Class::Password;
    }
    by_key_words(&words, last, before)
}

fn is_password(last: &str, before: &[&str]) -> bool {
    // Says to `sudo` that it asks for none.
    let asks_none = |word: &str| matches!(word, "NOPASSWD" | "NOPASSWORD");
    let says = |word: &str| {
        !asks_none(word)
            && ["PASSWORD", "PASSWORDS", "PASSWD", "PASSPHRASE"].iter().any(|end| word.ends_with(end))
    };
    if says(last) || before.iter().any(|word| says(word)) {
        return true;
    }
    if NO_PASSWORDS.contains(&last) {
        return false;
    }
    // Alone, `PASS` and `PWD` are other things.
    match last {
        "PASS" | "PWD" | "PW" => !before.is_empty() || last == "PASS",
        _ => last.ends_with("PASS") || last.ends_with("PWD"),
    }
}

fn by_key_words(words: &[&str], last: &str, before: &[&str]) -> Class {
    let pair = |firsts: &[&str]| words.windows(2).any(|pair| pair[1] == "KEY" && firsts.contains(&pair[0]));
    let theirs = words.contains(&"AWS")
        || words.windows(2).any(|pair| {
            matches!(pair, ["CLIENT" | "CONSUMER" | "WEBHOOK" | "OAUTH" | "OAUTH2" | "API", "SECRET"])
        });
    let secret = words.iter().any(|word| *word == "SECRETS" || word.ends_with("SECRET"));
    if secret && theirs {
        return Class::Issued;
    }
    let joined = ["SECRETKEY", "PRIVATEKEY", "ENCRYPTIONKEY", "PRESHAREDKEY", "SIGNINGKEY", "MASTERKEY"];
    if secret
        || joined.iter().any(|end| last.ends_with(end))
        || matches!(last, "SALT" | "PSK" | "JWT")
        || pair(CHOSEN_KEYS)
    {
        return Class::Chosen;
    }
    let issued = words.iter().any(|word| *word == "TOKEN" || matches!(*word, "CREDENTIAL" | "CREDENTIALS"));
    let joined =
        ["APIKEY", "AUTHKEY", "ACCOUNTKEY", "SHAREDACCESSKEY", "APITOKEN", "AUTHTOKEN", "ACCESSTOKEN"];
    if issued
        || joined.iter().any(|end| last.ends_with(end))
        || matches!(last, "BEARER")
        || (last == "PAT" && !before.is_empty())
        || pair(ISSUED_KEYS)
    {
        return Class::Issued;
    }
    // Traefik's list of users and their passwords.
    let users = last == "USERS"
        && before.last().is_some_and(|word| {
            *word == "BASICAUTH" || (*word == "AUTH" && before.iter().rev().nth(1) == Some(&"BASIC"))
        });
    if users || last.ends_with("AUTH") || matches!(last, "AUTHORIZATION" | "USERPWD") {
        return Class::Credentials;
    }
    // `KEY_BASE` is Rails' word for the key that others are made from.
    if matches!(last, "KEY" | "KEYS") || last.ends_with("KEY") || words.ends_with(&["KEY", "BASE"]) {
        return Class::AnyKey;
    }
    Class::Harmless
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a name has any of the parts of which every secret's name has one; most have none and need no closer look.
fn may_be_secret(name: &str) -> bool {
    let bytes = name.as_bytes();
    // Two letters tell nearly all of them apart.
    bytes.windows(2).enumerate().any(|(at, pair)| {
        let part: &[u8] = match [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()] {
            [b'a', b'u'] => b"auth",
            [b'b', b'e'] => b"bearer",
            [b'c', b'r'] => b"cred",
            [b'j', b'w'] => b"jwt",
            [b'k', b'e'] => b"key",
            [b'p', b'a'] => b"pa",
            [b'p', b'w'] => return true,
            [b'p', b's'] => b"psk",
            [b's', b'e'] => b"secret",
            [b's', b'a'] => b"salt",
            [b't', b'o'] => b"token",
            [b'u', b's'] => b"userpwd",
            _ => return false,
        };
        let begins = |part: &[u8]| {
            bytes.get(at..at + part.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(part))
        };
        if part == b"pa" { begins(b"pass") || begins(b"pat") } else { begins(part) }
    })
}

/// The words of a name in capitals, without the digits at their ends.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // Where the word at hand begins. What is not ASCII parts words, byte by byte.
    let mut start = 0;
    let bytes = name.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_alphanumeric() {
            finish(name.get(start..at), &mut words);
            start = at + 1;
            continue;
        }
        let lower = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_lowercase);
        let upper = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_uppercase);
        // `dbPassword` and `APIKey`.
        let begins = byte.is_ascii_uppercase()
            && (lower(at.checked_sub(1)) || (upper(at.checked_sub(1)) && lower(at.checked_add(1))));
        if begins {
            finish(name.get(start..at), &mut words);
            start = at;
        }
    }
    finish(name.get(start..), &mut words);
    words
}

/// Adds a word in capitals.
fn finish(word: Option<&str>, words: &mut Vec<String>) {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return };
    let mut capitals = word.to_ascii_uppercase();
    let bare = word.trim_end_matches(|character: char| character.is_ascii_digit()).len();
    if bare > 0 && !matches!(capitals.as_str(), "B64" | "BASE64" | "SHA256") {
        capitals.truncate(bare);
    }
    words.push(capitals);
}
