//! Numbers, sizes and durations as Go reads and prints them.

use crate::Value;
use crate::dialect::run::numbers::{bytes, signed_decimal};
use esclusa_source::{Detail, detail};

/// A number as Go's `float32` holds it, as the shortest decimal that says it.
pub(super) fn float32(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "the narrowing is what the client does")]
    let narrow = value as f32;
    let printed: f64 = narrow.to_string().parse().unwrap_or(value);
    if printed.fract() == 0.0 && printed.abs() < 1e15 {
        return Value::Int(printed as i128);
    }
    Value::Float(printed)
}

/// `strconv.ParseFloat`; what overflows is no number there.
pub(in super::super) fn float(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = body.to_ascii_lowercase();
    if matches!(lower.as_str(), "inf" | "infinity" | "nan") {
        return text.parse().ok();
    }
    let hexadecimal = lower.strip_prefix("0x");
    // An underscore stands between digits; the prefix counts as one.
    let digits = hexadecimal.map_or_else(|| lower.clone(), |digits| format!("0{digits}"));
    let is_digit =
        |byte: &u8| if hexadecimal.is_some() { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
    let between_digits = |(at, byte): (usize, u8)| {
        let digit = |at: Option<usize>| at.and_then(|at| digits.as_bytes().get(at)).is_some_and(is_digit);
        byte != b'_' || (digit(at.checked_sub(1)) && digit(Some(at + 1)))
    };
    if !body.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || !digits.bytes().enumerate().all(between_digits)
    {
        return None;
    }
    let value = match hexadecimal {
        Some(digits) => hexadecimal_float(&digits.replace('_', ""))?,
        None => lower.replace('_', "").parse().ok()?,
    };
    let value: f64 = if text.starts_with('-') { -value } else { value };
    Some(value).filter(|value| value.is_finite())
}

/// Hexadecimal digits, a point among them, and the power of two that must follow.
fn hexadecimal_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (sign, power) = match exponent.strip_prefix('-') {
        Some(power) => (-1, power),
        None => (1, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    if power.is_empty() || !power.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Beyond this it overflows or is zero, however many digits there are.
    let far = i64::from(i32::MAX);
    let mut exponent = sign * power.parse::<i64>().unwrap_or(far).min(far);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut bits: u64 = 0;
    for (digit, behind) in
        whole.chars().map(|digit| (digit, false)).chain(fraction.chars().map(|digit| (digit, true)))
    {
        let digit = u64::from(digit.to_digit(16)?);
        if bits >> 60 == 0 {
            bits = bits << 4 | digit;
            exponent -= if behind { 4 } else { 0 };
        } else {
            // What no longer fits only says whether to round up.
            bits |= u64::from(digit != 0);
            exponent += if behind { 0 } else { 4 };
        }
    }
    let steps = i32::try_from(exponent.clamp(-4000, 4000)).ok()?;
    let half = steps / 2;
    Some(bits as f64 * 2f64.powi(half) * 2f64.powi(steps - half))
}

/// Go's conversion of a float to `int64`; what does not fit becomes the smallest number.
#[expect(clippy::cast_possible_truncation, reason = "the bounds are checked, and a fraction is meant to go")]
pub(super) fn truncated(value: f64) -> i64 {
    if value.is_nan() || value.abs() >= 9_223_372_036_854_775_808.0 { i64::MIN } else { value as i64 }
}

/// A whole number; Go keeps the low 64 bits of a larger one.
#[expect(clippy::cast_possible_truncation, reason = "as Go's conversion of uint64 to int64")]
pub(super) const fn wrapped(value: i128) -> i64 {
    value as i64
}

/// A size in bytes as text or number.
pub(super) fn size(text: &str) -> Result<i64, Detail> {
    signed_decimal(text).map_or_else(|| bytes(text).map_err(Detail::from), Ok)
}

/// The nanoseconds of a duration such as `1h30m`, `1.5s` or `2d`.
pub(super) fn nanoseconds(text: &str) -> Result<i64, Detail> {
    let invalid = || detail!("invalid-duration", "invalid duration \"{text}\"", text);
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let (whole, after) = split_digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => split_digits(after),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        if unit.is_empty() {
            return Err(detail!("duration-without-unit", "missing unit in duration \"{text}\"", text));
        }
        let scale = unit_scale(unit).ok_or_else(|| {
            detail!("duration-unknown-unit", "unknown unit \"{unit}\" in duration \"{text}\"", unit, text)
        })?;
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let part = whole.checked_mul(scale).ok_or_else(invalid)?;
        let part = part.checked_add(fraction_of(fraction, scale)).ok_or_else(invalid)?;
        total = total.checked_add(part).ok_or_else(invalid)?;
        rest = after;
    }
    Ok(if negative { -total } else { total })
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// The share of a unit that the digits behind the point are; digits beyond what a number holds are dropped.
fn fraction_of(digits: &str, scale: i64) -> i64 {
    let mut kept = digits;
    while kept.len() > 18 && kept.parse::<i64>().is_err() {
        kept = &kept[..kept.len() - 1];
    }
    let value: f64 = kept.parse::<i64>().map_or(0.0, |value| value as f64);
    let power = 10_f64.powi(i32::try_from(kept.len()).unwrap_or(0));
    truncated(value * (scale as f64 / power))
}

fn unit_scale(unit: &str) -> Option<i64> {
    Some(match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "d" => 86_400_000_000_000,
        "w" => 604_800_000_000_000,
        _ => return None,
    })
}

/// A duration as Go prints it: `1h0m0s`, `1.5s`, `100ms`.
pub(super) fn duration_text(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let total = nanoseconds.unsigned_abs();
    let decimal = |total: u64, scale: u64| {
        let digits = scale.ilog10() as usize;
        let fraction = format!("{:0digits$}", total % scale);
        let fraction = fraction.trim_end_matches('0');
        let point = if scale == 1 || fraction.is_empty() { "" } else { "." };
        let fraction = if scale == 1 { "" } else { fraction };
        format!("{}{point}{fraction}", total / scale)
    };
    match total {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{total}ns"),
        1_000..1_000_000 => format!("{sign}{}\u{b5}s", decimal(total, 1_000)),
        1_000_000..1_000_000_000 => format!("{sign}{}ms", decimal(total, 1_000_000)),
        _ => {
            let minutes = total / 60_000_000_000;
            let seconds = decimal(total % 60_000_000_000, 1_000_000_000);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{sign}{seconds}s"),
                (0, minutes) => format!("{sign}{minutes}m{seconds}s"),
                (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}s"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{duration_text, float, float32, nanoseconds, size};
    use crate::Value;

    #[test]
    fn durations_print_as_in_go() {
        for (text, expected) in [
            ("0", "0s"),
            ("90s", "1m30s"),
            ("1h", "1h0m0s"),
            ("1.5s", "1.5s"),
            ("100ms", "100ms"),
            ("1500us", "1.5ms"),
            ("1\u{b5}s5ns", "1.005\u{b5}s"),
            ("7ns", "7ns"),
            ("2d", "48h0m0s"),
            ("1w1d", "192h0m0s"),
            ("-1m", "-1m0s"),
            ("+.5h", "30m0s"),
            ("0.3333333333333333333333h", "20m0s"),
            ("1m1.001s", "1m1.001s"),
        ] {
            assert_eq!(nanoseconds(text).map(duration_text).as_deref(), Ok(expected), "{text}");
        }
        for text in ["", "-", "1", "1x", "s", ".s", "1.s s", "9223372036854775808ns", "300000h300000w"] {
            assert!(nanoseconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_and_floats_read_as_in_go() {
        for (text, expected) in
            [("1g", Some(1 << 30)), ("-1", Some(-1)), ("1.5 KiB", Some(1536)), ("x", None)]
        {
            assert_eq!(size(text).ok(), expected, "{text}");
        }
        for (text, expected) in [
            ("1_0.5", Some(10.5)),
            ("_1", None),
            ("1__0", None),
            (".5", Some(0.5)),
            ("1e400", None),
            ("x", None),
            ("0x1p-2", Some(0.25)),
            ("-0X1.8P+1", Some(-3.0)),
            ("0x_1_0p0", Some(16.0)),
            ("0x.8p1", Some(1.0)),
            ("0x1p-2000", Some(0.0)),
            ("0x1p2000", None),
            ("0x1", None),
            ("0xp1", None),
            ("0x1p", None),
            ("0b1", None),
            ("1_", None),
        ] {
            assert_eq!(float(text), expected, "{text}");
        }
        assert_eq!(float32(0.1), Value::Float(0.1));
        assert_eq!(float32(2.0), Value::Int(2));
        assert_eq!(float32(0.123_456_789), Value::Float(0.123_456_79));
    }
}
