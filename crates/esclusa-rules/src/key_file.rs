//! Which files hold keys and credentials, by their paths: a name says so, or the folder that programs keep them in.

/// How likely a file of such a name holds a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likely {
    /// That is what it is for.
    Surely,
    /// There is often one in it, and often none.
    Often,
}

/// The path that says that what `COPY` or `ADD` takes is such a file: mostly where it comes from. A file of another name
/// that is copied alone to the name of a key is one too.
pub(crate) fn copied<'a>(source: &'a str, target: &'a str, alone: bool) -> Option<(&'a str, Likely)> {
    // What everybody can fetch is no secret; what a heredoc writes is no file of the context.
    if source.contains("://") || source.starts_with("git@") || source.starts_with("<<") {
        return None;
    }
    if keeps_public_keys(target) || is_example(name_of(source)) {
        return None;
    }
    match of_path(source) {
        Some(Likely::Often) if alone && is_certificate_file(name_of(target)) => None,
        Some(likely) => Some((source, likely)),
        None if alone && !target.ends_with('/') && is_private_key(name_of(target)) => {
            Some((target, Likely::Surely))
        }
        None => None,
    }
}

/// The folders in which package managers keep the keys that they verify with.
fn keeps_public_keys(target: &str) -> bool {
    let folders = ["/etc/apt", "/etc/apk/keys", "/etc/pki/rpm-gpg", "/usr/share/keyrings", "/etc/pacman.d"];
    folders.iter().any(|folder| {
        target.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    // `dir/*` takes what the folder holds.
    let path = path.trim_end_matches("/*");
    path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".")
}

fn name_of(path: &str) -> &str {
    parts(path).next_back().unwrap_or_default()
}

fn of_path(path: &str) -> Option<Likely> {
    let mut parts = parts(path).rev();
    let name = parts.next()?;
    let folder = parts.next().unwrap_or_default();
    match (folder, name) {
        (_, ".ssh" | ".gnupg") | (".aws", "credentials") | (".kube", "config") => Some(Likely::Surely),
        (_, ".aws" | ".kube" | ".docker") | (".docker", "config.json") => Some(Likely::Often),
        (".ssh", "config" | "known_hosts" | "authorized_keys") => None,
        // Whatever else is there is a key, by any name.
        (".ssh", name) if !name.ends_with(".pub") => Some(Likely::Surely),
        _ => of_name(name),
    }
}

fn of_name(name: &str) -> Option<Likely> {
    if is_private_key(name) {
        return Some(Likely::Surely);
    }
    // The star lets the file be missing: `.npmrc*`.
    let plain = name.trim_end_matches('*');
    match plain {
        ".netrc"
        | "_netrc"
        | ".pypirc"
        | ".git-credentials"
        | ".pgpass"
        | ".dockercfg"
        | ".dockerconfigjson"
        | ".vault-token"
        | "kubeconfig"
        | "application_default_credentials.json" => return Some(Likely::Surely),
        ".npmrc" | ".env" => return Some(Likely::Often),
        _ if plain.starts_with(".env.") => return Some(Likely::Often),
        _ => {}
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let words: Vec<String> =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase).collect();
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let is_public = says(&["public", "pub", "pubkey", "publickey"]);
    match ending.to_ascii_lowercase().as_str() {
        _ if is_public => None,
        "ppk" | "kdbx" | "kubeconfig" => Some(Likely::Surely),
        "yaml" | "yml" | "conf" if stem == "kubeconfig" => Some(Likely::Surely),
        "p12" | "pfx" if words.iter().any(|word| word.contains("trust")) || says(&["cacerts"]) => None,
        "p12" | "pfx" => Some(Likely::Surely),
        // Keys that packages are verified with are public.
        "key" if says(&["gpg", "apt", "rpm", "pgp", "asc", "keyring", "archive"]) => None,
        "key" if says(&["signing", "release"]) => Some(Likely::Often),
        "key" => Some(Likely::Surely),
        "pem" if says(&["key", "privkey", "private", "privatekey", "keypair"]) => Some(Likely::Surely),
        "pem" if words.iter().any(|word| is_certificate(word)) => None,
        "pem" => Some(Likely::Often),
        _ => None,
    }
}

/// Whether a name is that of a private key of SSH.
fn is_private_key(name: &str) -> bool {
    let begins = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"].iter().any(|begin| {
        name.strip_prefix(begin).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    });
    let host =
        name.strip_prefix("ssh_host_").is_some_and(|rest| rest.trim_end_matches('*').ends_with("_key"));
    (begins && !name.ends_with(".pub")) || host
}

/// Whether a name is that of certificates or parameters in PEM.
fn is_certificate_file(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    matches!(ending, "crt" | "cer") || (ending == "pem" && of_name(name).is_none() && !stem.is_empty())
}

/// Whether a word in the name of a PEM file says that it holds certificates or parameters, which are public.
fn is_certificate(word: &str) -> bool {
    let begins = ["chain", "fullchain", "dhparam", "ffdhe", "bundle", "crt", "root"];
    let is_ca =
        word == "ca" || word.strip_prefix("ca").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let known = begins.iter().any(|begin| word.starts_with(begin));
    is_ca || known || word.ends_with("ca") || word.contains("cert") || word == "dh" || word == "csr"
}

/// Whether a file of variables shows what is to be filled in: `.env.example`.
fn is_example(name: &str) -> bool {
    let shows = ["example", "sample", "template", "tmpl", "tpl", "dist", "default", "defaults", "schema"];
    name.starts_with(".env") && name.split(['.', '-', '_', '*']).any(|part| shows.contains(&part))
}
