//! `--cpus`: a rational number of any size, as Go's `big.Rat` reads it, in billionths.

/// Digits that a number may have here; a longer one says nothing that fits in the request.
const MAX_DIGITS: usize = 1000;

/// The exponents beyond which Go gives up.
const MAX_POWER_OF_FIVE: i64 = 1_000_000;
const MAX_POWER_OF_TWO: i64 = 10_000_000;

/// A natural number of any size: 32 bits an item, the lowest first.
#[derive(Default)]
struct Natural(Vec<u32>);

impl Natural {
    fn is_zero(&self) -> bool {
        self.0.iter().all(|part| *part == 0)
    }

    fn multiply_and_add(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    /// Divides, and says whether nothing is left over.
    fn divide(&mut self, divisor: u64) -> bool {
        let mut rest: u128 = 0;
        for part in self.0.iter_mut().rev() {
            let whole = (rest << 32) | u128::from(*part);
            // Less than 32 bits, because the rest is less than the divisor.
            *part = u32::try_from(whole / u128::from(divisor)).unwrap_or(u32::MAX);
            rest = whole % u128::from(divisor);
        }
        rest == 0
    }

    fn low_64_bits(&self) -> u64 {
        let part = |at: usize| u64::from(self.0.get(at).copied().unwrap_or(0));
        part(0) | (part(1) << 32)
    }

    fn as_u64(&self) -> Option<u64> {
        self.0.iter().skip(2).all(|part| *part == 0).then(|| self.low_64_bits())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits are what is wanted")]
const fn low(value: u64) -> u32 {
    value as u32
}

/// A number as it was scanned: its value without the point, its base, the digits after the point.
struct Scanned {
    value: Natural,
    base: u32,
    fraction: i64,
}

/// Go's `nat.scan` with base 0: digits with a base prefix, underscores between them and, if `point`, a radix point.
/// Gives the rest of the text.
fn scan(text: &str, point: bool) -> Option<(Scanned, &str)> {
    let bytes = text.as_bytes();
    let (base, start) = match bytes {
        [b'0', b'b' | b'B', ..] => (2, 2),
        [b'0', b'o' | b'O', ..] => (8, 2),
        [b'0', b'x' | b'X', ..] => (16, 2),
        [b'0', _, ..] if !point => (8, 1),
        _ => (10, 0),
    };
    let mut scanned = Scanned { value: Natural::default(), base, fraction: 0 };
    let (mut at, mut digits, mut seen_point) = (start, 0_usize, false);
    // An underscore stands after a digit, or after the base prefix, and before a digit.
    let mut after_digit = start > 0;
    let mut after_underscore = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'.' if point && !seen_point => {
                if after_underscore {
                    return None;
                }
                (seen_point, after_digit) = (true, false);
            }
            b'_' => {
                if !after_digit {
                    return None;
                }
                (after_digit, after_underscore) = (false, true);
            }
            byte => {
                let Some(digit) = char::from(*byte).to_digit(base) else { break };
                digits += 1;
                if digits > MAX_DIGITS {
                    return None;
                }
                scanned.value.multiply_and_add(base, digit);
                scanned.fraction += i64::from(seen_point);
                (after_digit, after_underscore) = (true, false);
            }
        }
        at += 1;
    }
    // A lone octal prefix is a zero.
    if after_underscore || (digits == 0 && start != 1) {
        return None;
    }
    Some((scanned, text.get(at..)?))
}

/// `e10` or `p-3`: the exponent and its base; ten to the zero where there is none.
fn exponent(text: &str) -> Option<(i64, u32)> {
    let base = match text.as_bytes().first() {
        None => return Some((0, 10)),
        Some(b'e' | b'E') => 10,
        Some(b'p' | b'P') => 2,
        Some(_) => return None,
    };
    let number = &text[1..];
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    let between = digits.split('_').all(|part| !part.is_empty());
    if !between || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        return None;
    }
    Some((number.replace('_', "").parse().ok()?, base))
}

/// A sign and the rest.
fn sign(text: &str) -> (bool, &str) {
    (text.starts_with('-'), text.strip_prefix(['+', '-']).unwrap_or(text))
}

/// Docker's `--cpus`: a rational number (`1.5`, `1/2`, `1e-1`) in billionths; Go keeps the low 64 bits of what does not
/// fit.
pub(super) fn nano_cpus(text: &str) -> Result<i64, String> {
    let failed = || format!("failed to parse {text} as a rational number");
    let (negative, unsigned) = sign(text);
    let low = match unsigned.split_once('/') {
        Some((above, below)) => fraction(above, below).ok_or_else(failed)?,
        None => decimal(unsigned).ok_or_else(failed)?,
    };
    let low = low.ok_or("value is too precise")?.cast_signed();
    Ok(if negative { low.wrapping_neg() } else { low })
}

/// Billionths of `above/below`; nothing if they are not whole.
fn fraction(above: &str, below: &str) -> Option<Option<u64>> {
    let (mut above, after) = scan(above, false).map(|(scanned, after)| (scanned.value, after))?;
    let (below, after_below) = scan(below, false)?;
    if !after.is_empty() || !after_below.is_empty() || below.value.is_zero() {
        return None;
    }
    above.multiply_and_add(1_000_000_000, 0);
    let Some(below) = below.value.as_u64() else { return Some(above.is_zero().then_some(0)) };
    Some(above.divide(below).then(|| above.low_64_bits()))
}

/// Billionths of a number with a point and an exponent; nothing if they are not whole.
fn decimal(text: &str) -> Option<Option<u64>> {
    let (Scanned { mut value, base, fraction }, after) = scan(text, true)?;
    let (exponent, exponent_base) = exponent(after)?;
    if value.is_zero() {
        return Some(Some(0));
    }
    let (mut twos, mut fives) = match base {
        2 => (-fraction, 0),
        8 => (-3 * fraction, 0),
        16 => (-4 * fraction, 0),
        _ => (-fraction, -fraction),
    };
    twos = twos.checked_add(exponent)?;
    if exponent_base == 10 {
        fives = fives.checked_add(exponent)?;
    }
    if fives.unsigned_abs() > MAX_POWER_OF_FIVE.unsigned_abs()
        || twos.unsigned_abs() > MAX_POWER_OF_TWO.unsigned_abs()
    {
        return None;
    }
    (twos, fives) = (twos + 9, fives + 9);
    // A value of so many digits leaves a rest after a few thousand steps at most.
    for _ in twos..0 {
        if !value.divide(2) {
            return Some(None);
        }
    }
    for _ in fives..0 {
        if !value.divide(5) {
            return Some(None);
        }
    }
    let power = |base: u64, exponent: i64| base.wrapping_pow(u32::try_from(exponent).unwrap_or(0));
    Some(Some(value.low_64_bits().wrapping_mul(power(2, twos)).wrapping_mul(power(5, fives))))
}
