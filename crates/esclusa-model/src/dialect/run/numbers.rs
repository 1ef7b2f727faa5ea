//! Numbers as Go reads them: truth values, integers of any base, durations, sizes, fractions of CPUs.

/// `strconv.ParseBool`.
pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing \"{text}\": invalid syntax")),
    }
}

/// The digits of a number in any of Go's bases, its base prefix and underscores taken away.
fn digits(text: &str) -> Option<(String, u32)> {
    let lower = text.to_ascii_lowercase();
    let (body, base, prefixed) = match lower.as_bytes() {
        [b'0', b'x', ..] => (&lower[2..], 16, true),
        [b'0', b'b', ..] => (&lower[2..], 2, true),
        [b'0', b'o', ..] => (&lower[2..], 8, true),
        [b'0', _, ..] => (&lower[1..], 8, true),
        _ => (lower.as_str(), 10, false),
    };
    // An underscore may stand between digits, or between the base prefix and a digit.
    let bytes = body.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let before = if at == 0 { prefixed } else { bytes[at - 1] != b'_' };
        let after = bytes.get(at + 1).is_some_and(|next| *next != b'_');
        if *byte == b'_' && !(before && after) {
            return None;
        }
    }
    let plain: String = body.chars().filter(|character| *character != '_').collect();
    (!plain.is_empty() && plain.chars().all(|digit| digit.is_digit(base))).then_some((plain, base))
}

/// `strconv.ParseInt(text, 0, 64)`.
pub(super) fn integer(text: &str) -> Result<i64, String> {
    let failed = |why: &str| format!("strconv.ParseInt: parsing \"{text}\": {why}");
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (plain, base) = digits(unsigned).ok_or_else(|| failed("invalid syntax"))?;
    let value = i128::from_str_radix(&plain, base).map_err(|_| failed("value out of range"))?;
    i64::try_from(if negative { -value } else { value }).map_err(|_| failed("value out of range"))
}

/// `strconv.ParseUint(text, 0, bits)`.
pub(super) fn unsigned(text: &str, bits: u32) -> Result<u64, String> {
    let failed = |why: &str| format!("strconv.ParseUint: parsing \"{text}\": {why}");
    let (plain, base) = digits(text).ok_or_else(|| failed("invalid syntax"))?;
    let value = u64::from_str_radix(&plain, base).map_err(|_| failed("value out of range"))?;
    if bits < 64 && value >> bits != 0 { Err(failed("value out of range")) } else { Ok(value) }
}

/// `strconv.ParseUint(text, 10, bits)`: decimal digits only.
pub(super) fn decimal(text: &str, bits: u32) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse::<u64>().ok().filter(|value| bits >= 64 || value >> bits == 0)
}

/// `strconv.ParseInt(text, 10, 64)` and `strconv.Atoi`: a sign and decimal digits.
pub(in crate::dialect) fn signed_decimal(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// `time.ParseDuration`, in nanoseconds.
pub(super) fn duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration \"{text}\"");
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let whole_end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let (whole, after) = rest.split_at(whole_end);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => {
                let end = after.find(|character: char| !character.is_ascii_digit()).unwrap_or(after.len());
                after.split_at(end)
            }
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let unit_end = after
            .find(|character: char| character == '.' || character.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let scale: i128 = match unit {
            "" => return Err(format!("time: missing unit in duration \"{text}\"")),
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return Err(format!("time: unknown unit \"{unit}\" in duration \"{text}\"")),
        };
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        total = whole.checked_mul(scale).and_then(|value| total.checked_add(value)).ok_or_else(invalid)?;
        // Digits beyond a nanosecond's share of any unit change nothing.
        let fraction = &fraction[..fraction.len().min(18)];
        if !fraction.is_empty() {
            let digits: i128 = fraction.parse().map_err(|_| invalid())?;
            total += digits * scale / 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(18));
        }
        rest = after;
    }
    i64::try_from(if negative { -total } else { total }).map_err(|_| invalid())
}

/// go-units' `RAMInBytes`: a number, an optional space, an optional binary unit.
pub(in crate::dialect) fn bytes(text: &str) -> Result<i64, String> {
    let at = text
        .rfind(|character: char| character.is_ascii_digit() || character == '.' || character == ' ')
        .ok_or_else(|| format!("invalid size: '{text}'"))?;
    let number = if text.as_bytes()[at] == b' ' { &text[..at] } else { &text[..=at] };
    let suffix = text[at + 1..].to_lowercase();
    let size =
        float(number).ok_or_else(|| format!("strconv.ParseFloat: parsing \"{number}\": invalid syntax"))?;
    if size < 0.0 {
        return Err(format!("invalid size: '{text}'"));
    }
    let bad = || format!("invalid suffix: '{suffix}'");
    let scale: f64 = match suffix.as_bytes() {
        [] | [b'b'] => 1.0,
        [b'b', ..] => return Err(bad()),
        [unit, tail @ ..] => {
            if !matches!(tail, [] | [b'b'] | [b'i', b'b']) {
                return Err(bad());
            }
            let power = b"kmgtp".iter().position(|known| known == unit).ok_or_else(bad)?;
            1024_f64.powi(i32::try_from(power).unwrap_or(0) + 1)
        }
    };
    Ok(truncated(size * scale))
}

/// Go's conversion of a float to `int64` on amd64: what does not fit becomes the smallest number.
fn truncated(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the bounds are checked, and a fraction is meant to go"
    )]
    let whole = value as i64;
    if value.is_nan() || value >= 9_223_372_036_854_775_808.0 { i64::MIN } else { whole }
}

/// `strconv.ParseFloat(text, 64)`: decimal and hexadecimal, with underscores between digits.
fn float(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = body.to_ascii_lowercase();
    if matches!(lower.as_str(), "inf" | "infinity" | "nan") {
        return lower.parse().ok();
    }
    let hexadecimal = lower.strip_prefix("0x");
    let digit = |byte: &u8| byte.is_ascii_digit() || (hexadecimal.is_some() && byte.is_ascii_hexdigit());
    let digits = hexadecimal.unwrap_or(&lower).as_bytes();
    for (at, _) in digits.iter().enumerate().filter(|(_, byte)| **byte == b'_') {
        let before = if at == 0 { hexadecimal.is_some() } else { digit(&digits[at - 1]) };
        if !before || !digits.get(at + 1).is_some_and(digit) {
            return None;
        }
    }
    let plain = lower.replace('_', "");
    let value = match plain.strip_prefix("0x") {
        Some(digits) => hexadecimal_float(digits)?,
        None => {
            let valid = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'+' | b'-');
            plain.bytes().all(valid).then(|| plain.parse::<f64>().ok()).flatten()?
        }
    };
    let value = if text.starts_with('-') { -value } else { value };
    value.is_finite().then_some(value)
}

/// `1.8p3` behind its `0x`: hexadecimal digits and a binary exponent, which must be there.
fn hexadecimal_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let mut exponent = i32::try_from(signed_decimal(exponent)?.clamp(-100_000, 100_000)).ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value: u64 = 0;
    for (at, character) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = u64::from(character.to_digit(16)?);
        let after_point = i32::from(at >= whole.len());
        if value >> 59 == 0 {
            value = (value << 4) | digit;
            exponent -= 4 * after_point;
        } else {
            // Digits beyond the precision only say to which side to round.
            value |= u64::from(digit != 0);
            exponent += 4 * (1 - after_point);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "rounded as Go rounds")]
    let value = value as f64;
    // In two steps, because a power of two may not fit where the product does.
    let half = exponent / 2;
    Some(value * 2_f64.powi(half) * 2_f64.powi(exponent - half))
}
