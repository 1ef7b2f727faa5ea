//! Image references and platforms: what the client accepts, and how it sends the platform.

/// Whether the client takes `text` as an image reference (`reference.ParseAnyReference`).
pub(super) fn check(text: &str) -> Result<(), String> {
    let invalid = || "invalid reference format".to_owned();
    let identifier = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if identifier || is_digest(text) {
        return Ok(());
    }
    let (domain, remainder) = split_domain(text);
    let repository = remainder.split(':').next().unwrap_or("");
    if repository.to_lowercase() != repository {
        return Err(format!("invalid reference format: repository name ({repository}) must be lowercase"));
    }
    let (rest, digest) = match remainder.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (remainder.as_str(), None),
    };
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err(invalid());
    }
    let (path, tag) = rest.split_once(':').map_or((rest, None), |(path, tag)| (path, Some(tag)));
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_tag = |tag: &str| {
        let bytes = tag.as_bytes();
        (1..=128).contains(&bytes.len())
            && word(&bytes[0])
            && bytes.iter().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
    };
    if !tag.is_none_or(is_tag) || !path.split('/').all(is_component) || !is_domain(&domain) {
        return Err(invalid());
    }
    if domain.len() + 1 + path.len() > 255 {
        return Err("repository name must not be more than 255 characters".to_owned());
    }
    Ok(())
}

/// `sha256:…` and its siblings, in lower case.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The registry and the rest; `docker.io/library` where none is written.
fn split_domain(name: &str) -> (String, String) {
    let hub = |rest: &str| {
        let rest = if rest.contains('/') { rest.to_owned() } else { format!("library/{rest}") };
        ("docker.io".to_owned(), rest)
    };
    match name.split_once('/') {
        None => ("docker.io".to_owned(), format!("library/{name}")),
        Some(("docker.io" | "index.docker.io", rest)) => hub(rest),
        Some((first, rest))
            if first == "localhost" || first.contains(['.', ':']) || first.to_lowercase() != first =>
        {
            (first.to_owned(), rest.to_owned())
        }
        Some(_) => hub(name),
    }
}

/// Lower-case letters and digits, separated by `.`, `_`, `__` or dashes.
fn is_component(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(plain) || !bytes.last().is_some_and(plain) {
        return false;
    }
    let separators =
        text.split(|character: char| character.is_ascii_lowercase() || character.is_ascii_digit());
    separators
        .filter(|separator| !separator.is_empty())
        .all(|separator| matches!(separator, "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-'))
}

/// A host name or a bracketed IPv6 address, with an optional port.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) => {
            let hexadecimal = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
            if address.is_empty() || !address.bytes().all(hexadecimal) {
                return false;
            }
            ("a", port)
        }
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(digits);
    let component = |part: &str| {
        let bytes = part.as_bytes();
        bytes.first().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    port_fits && host.split('.').all(component)
}

/// The operating systems and processors that containerd's `platforms` knows by name.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];
const PROCESSORS: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// `--platform` as the client sends it: `linux/amd64`, `linux/arm/v7`.
pub(super) fn platform(text: &str) -> Result<String, String> {
    let failed = |why: &str| format!("error parsing specified platform: \"{text}\": {why}");
    let component = |part: &str, more: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.as_bytes().contains(&byte))
    };
    let parts: Vec<&str> = text.split('/').collect();
    let (first, others) = parts.split_first().ok_or_else(|| failed("empty"))?;
    let (system, version) = match first.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((system, version)) => (system, version),
        None => (*first, ""),
    };
    let fits = component(system, "_-")
        && (version.is_empty() || component(version, "_.-"))
        && others.iter().all(|part| component(part, "_.-"));
    if !fits || others.len() > 2 {
        return Err(failed("invalid component"));
    }
    let system = match system.to_lowercase().as_str() {
        "macos" => "darwin".to_owned(),
        lower => lower.to_owned(),
    };
    let joined = |system: &str, (processor, variant): (String, String)| {
        let parts = [system, &processor, &variant];
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/")
    };
    // 32-bit ARM of version 7 is the plain one.
    let plain = |(processor, variant): (String, String)| {
        if processor == "arm" && variant == "v7" { (processor, String::new()) } else { (processor, variant) }
    };
    match others {
        [] if SYSTEMS.contains(&system.as_str()) => {
            Ok(joined(&system, (host_processor().to_owned(), String::new())))
        }
        [] => {
            let processor = plain(normalized(first, ""));
            if PROCESSORS.contains(&processor.0.as_str()) {
                Ok(joined("linux", processor))
            } else {
                Err(failed("unknown operating system or architecture"))
            }
        }
        [processor] => Ok(joined(&system, plain(normalized(processor, "")))),
        [processor, variant, ..] => {
            let (processor, variant) = normalized(processor, variant);
            let variant = if processor == "arm64" && variant.is_empty() { "v8".to_owned() } else { variant };
            Ok(joined(&system, (processor, variant)))
        }
    }
}

/// The processor of this machine in Go's terms.
const fn host_processor() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" }
}

/// A processor and its variant under the names that Go uses.
fn normalized(processor: &str, variant: &str) -> (String, String) {
    let variant = variant.to_lowercase();
    let processor = processor.to_lowercase();
    let (processor, variant) = match (processor.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64" | "amd64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64" | "arm64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        (processor, variant) => (processor, variant),
    };
    (processor.to_owned(), variant.to_owned())
}
