//! `--device`, `--device-cgroup-rule`, block I/O devices, `--gpus` and `--ulimit`.

use super::csv;
use super::numbers::{bytes, decimal, signed_decimal};
use crate::container::{DeviceMapping, DeviceRequest, Ulimit};
use crate::field::{Field, List, Map};
use crate::{Origin, symbol};
use esclusa_source::{Detail, detail};

/// A device, as the client maps it.
pub(super) enum Device {
    /// A path on the host.
    Path(Box<DeviceMapping>),
    /// A CDI name, `vendor/class=name`.
    Cdi(String),
}

/// A non-empty composition of `r`, `w` and `m`, each at most once.
fn is_mode(mode: &str) -> bool {
    let once = |letter: char| mode.matches(letter).count() <= 1;
    !mode.is_empty() && mode.chars().all(|letter| "rwm".contains(letter) && once(letter))
}

/// Go's `path.Clean`.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// One `--device` value.
pub(super) fn device(text: &str, origin: &Origin) -> Result<Device, Detail> {
    if breaks_client(text) {
        return Err(detail!(
            "device-crashes",
            "bad format for device name: {text} (the client crashes)",
            text
        ));
    }
    if is_cdi(text) {
        return Ok(Device::Cdi(text.to_owned()));
    }
    let bad = || format!("bad format for path: {text}");
    let parts: Vec<&str> = text.split(':').collect();
    if parts.first().is_none_or(|first| first.is_empty()) || parts.len() > 3 {
        return Err(bad().into());
    }
    let absolute = |path: &str| {
        path.starts_with('/').then_some(()).ok_or_else(|| format!("{path} is not an absolute path"))
    };
    let (host, container, mode) = match parts.as_slice() {
        [path] => {
            absolute(path)?;
            (clean(path), clean(path), "rwm")
        }
        [path, mode] if is_mode(mode) => {
            absolute(path)?;
            (clean(path), clean(path), *mode)
        }
        [host, container] => {
            absolute(container)?;
            ((*host).to_owned(), clean(container), "rwm")
        }
        [host, container, mode] => {
            if !is_mode(mode) {
                return Err(format!("bad mode specified: {mode}").into());
            }
            absolute(container)?;
            ((*host).to_owned(), (*container).to_owned(), *mode)
        }
        _ => return Err(bad().into()),
    };
    let field = |text: String| Field::new(text, origin.clone());
    Ok(Device::Path(Box::new(DeviceMapping {
        path_on_host: field(host),
        path_in_container: field(container),
        cgroup_permissions: field(mode.to_owned()),
        ..DeviceMapping::default()
    })))
}

/// Whether the client crashes over a name: a vendor, or a class after a good vendor, of a single letter.
fn breaks_client(text: &str) -> bool {
    let named = text.split_once('=').filter(|(_, name)| !name.is_empty());
    let kind = named.and_then(|(kind, _)| kind.split_once('/'));
    let Some((vendor, class)) = kind.filter(|(_, class)| !class.is_empty()) else { return false };
    let lone = |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    lone(vendor) || (lone(class) && is_cdi(&format!("{vendor}/class=name")))
}

/// `vendor/class=name` by the rules of the Container Device Interface.
fn is_cdi(text: &str) -> bool {
    let Some((kind, name)) = text.split_once('=').filter(|_| !text.starts_with('/')) else { return false };
    let Some((vendor, class)) = kind.split_once('/') else { return false };
    let valid = |text: &str, more: &str, first: fn(&u8) -> bool| {
        let bytes = text.as_bytes();
        let inner = |byte: &u8| byte.is_ascii_alphanumeric() || more.as_bytes().contains(byte);
        bytes.first().is_some_and(first)
            && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.iter().all(inner)
    };
    valid(vendor, "_-.", u8::is_ascii_alphabetic)
        && valid(class, "_-.", u8::is_ascii_alphabetic)
        && valid(name, "_-.:", u8::is_ascii_alphanumeric)
}

/// `--device-cgroup-rule`: `type major:minor mode`.
pub(super) fn cgroup_rule(text: &str) -> Result<(), String> {
    let parts: Vec<&str> = text.split(' ').collect();
    let number =
        |part: &str| part == "*" || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let valid = match parts.as_slice() {
        [kind, numbers, mode] => {
            matches!(*kind, "a" | "b" | "c")
                && numbers.split_once(':').is_some_and(|(major, minor)| number(major) && number(minor))
                && (1..=3).contains(&mode.len())
                && mode.bytes().all(|letter| b"rwm".contains(&letter))
        }
        _ => false,
    };
    if valid { Ok(()) } else { Err(format!("invalid device cgroup format '{text}'")) }
}

/// The device and the value of a block I/O setting.
fn block_device(text: &str) -> Result<(&str, &str), String> {
    let (path, value) = text
        .split_once(':')
        .filter(|(path, _)| !path.is_empty())
        .ok_or_else(|| format!("bad format: {text}"))?;
    if path.starts_with("/dev/") {
        Ok((path, value))
    } else {
        Err(format!("bad format for device path: {text}"))
    }
}

/// `--blkio-weight-device`.
pub(super) fn weight(text: &str) -> Result<(String, i64), String> {
    let (path, value) = block_device(text)?;
    let weight = decimal(value, 16).filter(|weight| *weight == 0 || (10..=1000).contains(weight));
    let weight = weight.ok_or_else(|| format!("invalid weight for device: {text}"))?;
    Ok((path.to_owned(), weight.cast_signed()))
}

/// `--device-read-bps` and `--device-write-bps`.
pub(super) fn throttle_bytes(text: &str) -> Result<(String, u64), String> {
    let (path, value) = block_device(text)?;
    let rate = bytes(value).ok().and_then(|rate| u64::try_from(rate).ok());
    rate.map(|rate| (path.to_owned(), rate)).ok_or_else(|| format!("invalid rate for device: {text}"))
}

/// `--device-read-iops` and `--device-write-iops`.
pub(super) fn throttle_operations(text: &str) -> Result<(String, u64), String> {
    let (path, value) = block_device(text)?;
    let rate = decimal(value, 64);
    rate.map(|rate| (path.to_owned(), rate)).ok_or_else(|| format!("invalid rate for device: {text}"))
}

/// The limits that Docker knows.
const LIMITS: &[&str] = &[
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// `--ulimit name=soft[:hard]`.
pub(super) fn ulimit(text: &str, origin: &Origin) -> Result<Ulimit, String> {
    let (name, limits) = text.split_once('=').ok_or_else(|| format!("invalid ulimit argument: {text}"))?;
    if !LIMITS.contains(&name) {
        return Err(format!("invalid ulimit type: {name}"));
    }
    let number = |text: &str| {
        signed_decimal(text).ok_or_else(|| format!("strconv.ParseInt: parsing \"{text}\": invalid syntax"))
    };
    let parts: Vec<&str> = limits.split(':').collect();
    let (soft, hard) = match parts.as_slice() {
        [soft] => (number(soft)?, number(soft)?),
        [soft, hard] => (number(soft)?, number(hard)?),
        _ => {
            return Err(format!(
                "too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`"
            ));
        }
    };
    if hard != -1 && (soft == -1 || soft > hard) {
        return Err(format!("ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}"));
    }
    let field = |value| Field::new(value, origin.clone());
    Ok(Ulimit {
        name: Field::new(name.to_owned(), origin.clone()),
        hard: field(hard),
        soft: field(soft),
        ..Ulimit::default()
    })
}

/// `name=$SOFT:$HARD`, of which the shell knows a part; nothing if the name is not known.
pub(super) fn unknown_ulimit(text: &str, origin: &Origin) -> Option<Ulimit> {
    let (name, limits) = symbol::split_once(text, '=').filter(|(name, _)| LIMITS.contains(name))?;
    let side = |text: &str| match signed_decimal(text) {
        Some(number) => Field::new(number, origin.clone()),
        None => Field { value: None, origin: origin.clone(), symbol: Some(text.into()) },
    };
    let (soft, hard) = match symbol::split(limits, ':').as_slice() {
        [both] => (side(both), side(both)),
        [soft, hard] => (side(soft), side(hard)),
        _ => return None,
    };
    let name = Field::new(name.to_owned(), origin.clone());
    Some(Ulimit { name, hard, soft, ..Ulimit::default() })
}

/// A number of GPUs, or `all`.
fn count(text: &str) -> Result<i64, String> {
    if text == "all" {
        return Ok(-1);
    }
    signed_decimal(text).ok_or_else(|| {
        format!("invalid count ({text}): value must be either \"all\" or an integer: invalid syntax")
    })
}

/// One `--gpus` value.
pub(super) fn gpus(text: &str, origin: &Origin) -> Result<DeviceRequest, String> {
    let list = |items: &[&str]| {
        let mut list = List { items: Vec::new(), origin: origin.clone() };
        items.iter().for_each(|item| list.push((*item).to_owned(), origin.clone()));
        list
    };
    // Options that name nothing are an empty object, not an absent one.
    let mut request = DeviceRequest {
        options: Map { origin: origin.clone(), ..Map::default() },
        ..DeviceRequest::default()
    };
    let mut capabilities = vec!["gpu"];
    let mut seen: Vec<String> = Vec::new();
    let fields = csv::record(text)?;
    let mut number = None;
    for field in &fields {
        let (key, value) =
            field.split_once('=').map_or((field.as_str(), None), |(key, value)| (key, Some(value)));
        if seen.iter().any(|name| name == key) {
            return Err(format!("gpu request key '{key}' can be specified only once"));
        }
        seen.push(key.to_owned());
        match (key, value) {
            (key, None) => {
                seen.push("count".to_owned());
                number = Some(count(key)?);
            }
            ("driver", Some(value)) => request.driver = Field::new(value.to_owned(), origin.clone()),
            ("count", Some(value)) => number = Some(count(value)?),
            ("device", Some(value)) => request.device_ids = list(&value.split(',').collect::<Vec<_>>()),
            ("capabilities", Some(value)) => capabilities = value.split(',').chain(["gpu"]).collect(),
            ("options", Some(value)) => {
                let options =
                    csv::record(value).map_err(|why| format!("failed to read gpu options: {why}"))?;
                let mut map = Map { origin: origin.clone(), ..Map::default() };
                for option in options {
                    let (key, value) = option.split_once('=').unwrap_or((option.as_str(), ""));
                    map.insert(key, value.to_owned(), origin.clone());
                }
                request.options = map;
            }
            (key, Some(_)) => return Err(format!("unexpected key '{key}' in '{field}'")),
        }
    }
    if number.is_none() && request.device_ids.is_empty() {
        number = Some(1);
    }
    if let Some(number) = number.filter(|number| *number != 0) {
        request.count = Field::new(number, origin.clone());
    }
    request.capabilities.push(list(&capabilities), origin.clone());
    request.capabilities.origin = origin.clone();
    Ok(request)
}
