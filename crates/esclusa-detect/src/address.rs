//! Passwords in addresses: `scheme://user:password@host`, and `user:password@host` without a scheme.

use std::ops::Range;

/// The password of an address, and its user.
pub(crate) struct Password<'a> {
    pub(crate) span: Range<usize>,
    pub(crate) user: &'a str,
    /// Whether the address has no scheme and nothing after its host that says that it is one.
    pub(crate) doubtful: bool,
}

/// Every password in one word of a text: what stands between blanks and quotes.
pub(crate) fn passwords<'a>(word: &'a str, found: &mut Vec<Password<'a>>) {
    if !word.contains('@') {
        return;
    }
    let mut from = 0;
    let mut first = true;
    for (at, _) in word.match_indices("://") {
        if first {
            without_scheme(word, 0..at, found);
        }
        first = false;
        from = at + 3;
        let rest = word.get(from..).unwrap_or_default();
        let end = rest.find("://").map_or(word.len(), |next| from + next);
        with_scheme(word, from..end, found);
    }
    if first {
        without_scheme(word, from..word.len(), found);
    }
}

fn with_scheme<'a>(word: &'a str, span: Range<usize>, found: &mut Vec<Password<'a>>) {
    let text = word.get(span.clone()).unwrap_or_default();
    let authority = authority(text);
    let at = text.get(..authority).unwrap_or_default().rfind('@').or_else(|| {
        // A password with a slash in it that nobody escaped; `host:80/path@x` is none.
        let (_, rest) = text.get(..authority)?.split_once(':')?;
        let port = rest.is_empty() || rest.bytes().all(|byte| byte.is_ascii_digit()) || rest.starts_with('$');
        if port { None } else { text.rfind('@') }
    });
    let Some(at) = at else { return };
    // `//token@host`, where the user is the secret, is the business of the tokens' forms.
    let Some((user, password)) = text.get(..at).and_then(|info| info.split_once(':')) else { return };
    if !password.is_empty() {
        let start = span.start + user.len() + 1;
        found.push(Password { span: start..span.start + at, user, doubtful: false });
    }
}

/// Where the authority ends; braces of variables belong to it.
fn authority(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'/' | b'?' | b'#' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn without_scheme<'a>(word: &'a str, span: Range<usize>, found: &mut Vec<Password<'a>>) {
    let text = word.get(span.clone()).unwrap_or_default();
    // Oracle's thin driver has `user/password@//host`.
    if let Some((_, login)) = text.split_once("jdbc:oracle:thin:") {
        let offset = span.start + text.len() - login.len();
        if let (Some(slash), Some(at)) = (login.find('/'), login.rfind('@'))
            && slash + 1 < at
        {
            let user = login.get(..slash).unwrap_or_default();
            found.push(Password { span: offset + slash + 1..offset + at, user, doubtful: false });
        }
        return;
    }
    let (Some(colon), Some(first), Some(at)) = (text.find(':'), text.find('@'), text.rfind('@')) else {
        return;
    };
    // `1@broker:9093,2@broker:9093` begins with the other sign.
    if colon + 1 >= at || first < colon {
        return;
    }
    let user = text.get(..colon).unwrap_or_default();
    let user = user.rsplit(['=', ',', '(']).next().unwrap_or(user);
    let password = text.get(colon + 1..at).unwrap_or_default();
    let host = text.get(at + 1..).unwrap_or_default();
    let port = password.split(',').next().unwrap_or_default().bytes().all(|byte| byte.is_ascii_digit());
    // An image by its digest: `nginx:1.29@sha256:…`.
    let digest = host.split_once(':').is_some_and(|(algorithm, _)| algorithm.starts_with("sha"))
        || host.starts_with('$');
    let named =
        !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if port || digest || !named || !host.starts_with(|letter: char| letter.is_alphanumeric() || letter == '[')
    {
        return;
    }
    let doubtful = matches!(user, "mailto" | "maintainer" | "email" | "author") || !host.contains([':', '/']);
    found.push(Password { span: span.start + colon + 1..span.start + at, user, doubtful });
}
