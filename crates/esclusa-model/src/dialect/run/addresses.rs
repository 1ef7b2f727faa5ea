//! Network addresses and names as Go and the docker client accept them.

use std::net::IpAddr;

/// `net.ParseIP` of the trimmed text, and how Go writes it back.
pub(super) fn ip(text: &str) -> Result<String, String> {
    let failed = || format!("IP address is not correctly formatted: {text}");
    let address: IpAddr = text.trim().parse().map_err(|_| failed())?;
    // Go keeps an IPv4 address mapped into IPv6 as the IPv4 address that it is.
    Ok(address.to_canonical().to_string())
}

/// `net.ParseMAC` of the trimmed text: 6, 8 or 20 bytes, by colons, dashes or in groups of four with dots.
pub(super) fn is_mac(text: &str) -> bool {
    let text = text.trim();
    let hexadecimal =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    for separator in [':', '-'] {
        let parts: Vec<&str> = text.split(separator).collect();
        if matches!(parts.len(), 6 | 8 | 20) && parts.iter().all(|part| hexadecimal(part, 2)) {
            return true;
        }
    }
    let parts: Vec<&str> = text.split('.').collect();
    matches!(parts.len(), 3 | 4 | 10) && parts.iter().all(|part| hexadecimal(part, 4))
}

/// `--dns-search`: a domain name, or a lone dot.
pub(super) fn search_domain(text: &str) -> Result<String, String> {
    let trimmed = text.trim_matches(' ');
    if trimmed == "." {
        return Ok(trimmed.to_owned());
    }
    let failed = || format!("{trimmed} is not a valid domain");
    if !trimmed.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return Err(failed());
    }
    // The client's expression lets a colon stand before any label, and white space after the name.
    let name = trimmed.trim_end_matches(['\t', '\n', '\u{c}', '\r', ' ']);
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| {
        let label = label.trim_start_matches(':');
        let alphanumeric = |byte: &u8| byte.is_ascii_alphanumeric();
        let bytes = label.as_bytes();
        bytes.first().is_some_and(alphanumeric)
            && bytes.last().is_some_and(alphanumeric)
            && bytes.iter().all(|byte| alphanumeric(byte) || *byte == b'-')
    };
    if name.len() < 255 && name.split('.').all(label) { Ok(name.to_owned()) } else { Err(failed()) }
}

/// `--add-host`: `name:address` or `name=address`, the address in brackets or not, or `host-gateway`.
pub(super) fn extra_host(text: &str) -> Result<String, String> {
    let (name, address) =
        text.split_once('=').or_else(|| text.split_once(':')).ok_or(()).or_else(|()| bad_host(text))?;
    if name.is_empty() || name.contains(':') {
        return bad_host(text);
    }
    if address == "host-gateway" {
        return Ok(format!("{name}:{address}"));
    }
    let bare =
        address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|rest| !rest.is_empty());
    let bare = bare.unwrap_or(address);
    ip(bare).map_err(|_| format!("invalid IP address in add-host: \"{bare}\""))?;
    Ok(format!("{name}:{bare}"))
}

fn bad_host<T>(text: &str) -> Result<T, String> {
    Err(format!("bad format for add-host: \"{text}\""))
}

/// `--link`: `container` or `container:alias`.
pub(super) fn link(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("empty string specified for links".to_owned());
    }
    if text.matches(':').count() > 1 {
        return Err(format!("bad format for links: {text}"));
    }
    Ok(())
}
