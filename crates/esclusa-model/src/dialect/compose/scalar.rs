//! Plain scalars as Go's YAML library resolves them, which is neither YAML 1.1 nor 1.2.

use super::time::{self, timestamp};
use crate::Value;
use esclusa_source::{Detail, detail};

/// What a plain scalar means; explicit tags are applied by [`tagged`].
pub(super) fn resolve(text: &str) -> Value {
    let Some(first) = text.bytes().next() else { return Value::Null };
    match first {
        b't' | b'T' | b'f' | b'F' | b'n' | b'N' | b'~' => word(text),
        b'.' => float_word(text).or_else(|| float(text)).map_or_else(|| text.into(), Value::Float),
        b'0'..=b'9' | b'+' | b'-' => number(text),
        _ => text.into(),
    }
}

/// Whether a plain scalar means text. Asked of every key, nearly none of which needs a second look.
pub(super) fn is_text(text: &str) -> bool {
    let letter =
        |first: u8| first.is_ascii_alphabetic() && !matches!(first, b't' | b'T' | b'f' | b'F' | b'n' | b'N');
    text.bytes().next().is_some_and(letter) || matches!(resolve(text), Value::String(_))
}

fn word(text: &str) -> Value {
    match text {
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        "~" | "null" | "Null" | "NULL" => Value::Null,
        _ => text.into(),
    }
}

fn float_word(text: &str) -> Option<f64> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        _ => None,
    }
}

/// A float in Go's spelling; overflow is not a number there.
fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn number(text: &str) -> Value {
    if let Some(value) = float_word(text) {
        return Value::Float(value);
    }
    if let Some(time) = timestamp(text) {
        return Value::Time(time);
    }
    let plain = text.replace('_', "");
    if let Some(value) = integer(&plain) {
        return Value::Int(value);
    }
    if is_decimal_float(&plain)
        && let Some(value) = float(&plain)
    {
        return Value::Float(value);
    }
    text.into()
}

/// An integer with Go's prefixes (`0x`, `0o`, `0b`, and a bare `0` for octal), within 64 bits.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // The standard parser would take one more sign here.
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    let signed = negative || text.starts_with('+');
    let most = if signed { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=most).contains(&value).then_some(value)
}

/// `[-+]? (. digits | digits [. digits?]) [e [-+]? digits]`
fn is_decimal_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        None => digits(mantissa),
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
    };
    mantissa_fits && exponent.is_none_or(|part| digits(part.strip_prefix(['-', '+']).unwrap_or(part)))
}

/// A scalar with one of YAML's own tags; `Err` where the text is not of that kind. Other tags change nothing.
pub(super) fn tagged(tag: &str, text: &str, quoted: bool) -> Result<Value, Detail> {
    let short = tag.strip_prefix("tag:yaml.org,2002:").or_else(|| tag.strip_prefix("!!"));
    let resolved = || resolve(text);
    match (short, resolved()) {
        (Some("str"), _) => Ok(text.into()),
        (Some("binary"), _) => decode_base64(text)
            .map(Value::String)
            .ok_or_else(|| detail!("binary-not-base64", "!!binary is not base64")),
        (Some("float"), Value::Int(value)) => Ok(Value::Float(value as f64)),
        (Some("float"), value @ Value::Float(_))
        | (Some("int"), value @ Value::Int(_))
        | (Some("bool"), value @ Value::Bool(_))
        | (Some("null"), value @ Value::Null) => Ok(value),
        (Some("timestamp"), value) if timestamp(text).is_some() => Ok(value),
        (Some(kind @ ("float" | "int" | "bool" | "null" | "timestamp")), _) => {
            Err(detail!("value-not-of-tag", "the value is not a !!{kind}", kind))
        }
        (_, value) => Ok(if quoted { text.into() } else { value }),
    }
}

fn decode_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    let clean: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    if !clean.len().is_multiple_of(4) {
        return None;
    }
    let end = clean.iter().position(|byte| *byte == b'=').unwrap_or(clean.len());
    if clean.len() - end > 2 || clean[end..].iter().any(|byte| *byte != b'=') {
        return None;
    }
    for byte in &clean[..end] {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A value as Go's `%v` prints it, as Compose does where a mapping becomes `KEY=value` items.
pub(super) fn printed(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => printed_float(*value),
        Value::String(text) => text.clone(),
        Value::Time(text) => time::printed(text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|item| printed(&item.value)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Mapping(map) => {
            let mut entries: Vec<String> =
                map.iter().map(|(key, item)| format!("{key}:{}", printed(&item.value))).collect();
            entries.sort_unstable();
            format!("map[{}]", entries.join(" "))
        }
    }
}

/// Go's `%v` of a float: the shortest digits, with an exponent below 1e-4 and from 1e6 on.
fn printed_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value == 0.0 || (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::{printed, resolve, tagged};
    use crate::Value;

    #[test]
    fn scalars_resolve_as_in_go() {
        let cases: &[(&str, Value)] = &[
            ("yes", "yes".into()),
            ("on", "on".into()),
            ("True", true.into()),
            ("tRUE", "tRUE".into()),
            ("~", Value::Null),
            ("", Value::Null),
            ("22:22", "22:22".into()),
            ("0777", 511.into()),
            ("0o777", 511.into()),
            ("-0777", (-511).into()),
            ("08", 8.0.into()),
            ("0b101", 5.into()),
            ("0x1F", 31.into()),
            ("1_000", 1000.into()),
            ("+5", 5.into()),
            ("1e3", 1000.0.into()),
            (".5", 0.5.into()),
            ("1.", 1.0.into()),
            ("1e", "1e".into()),
            ("0x", "0x".into()),
            ("1e400", "1e400".into()),
            (".", ".".into()),
            ("-", "-".into()),
            ("18446744073709551615", Value::Int(18_446_744_073_709_551_615)),
            ("2001-12-14", Value::Time("2001-12-14T00:00:00Z".into())),
            ("2001-13-14", "2001-13-14".into()),
            ("1.2.3", "1.2.3".into()),
        ];
        for (text, expected) in cases {
            assert_eq!(&resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn tags_force_or_refuse() {
        assert_eq!(tagged("!!str", "5", false), Ok("5".into()));
        assert_eq!(tagged("!!float", "5", false), Ok(5.0.into()));
        assert_eq!(tagged("!!int", "5", true), Ok(5.into()));
        assert_eq!(tagged("!!binary", "aGVsbG8=", false), Ok("hello".into()));
        assert_eq!(tagged("!foo", "true", false), Ok(true.into()));
        assert!(tagged("!!int", "x", false).is_err());
    }

    #[test]
    fn values_print_as_in_go() {
        for (text, expected) in [
            ("1.0", "1"),
            ("1e3", "1000"),
            ("1e30", "1e+30"),
            ("1e-7", "1e-07"),
            ("0.0001", "0.0001"),
            ("123456789.5", "1.234567895e+08"),
        ] {
            assert_eq!(printed(&resolve(text)), expected, "{text}");
        }
    }
}
