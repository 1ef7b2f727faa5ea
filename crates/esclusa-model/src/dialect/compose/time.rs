//! Moments as Go's YAML library reads them: four layouts, kept in the form of RFC 3339.

/// A timestamp in the form of RFC 3339; `None` for other text.
pub(super) fn timestamp(text: &str) -> Option<String> {
    let (year, rest) = text.split_at_checked(4).filter(|(year, _)| is_number(year))?;
    let (month, rest) = number(rest.strip_prefix('-')?)?;
    let (day, rest) = number(rest.strip_prefix('-')?)?;
    let in_year: u32 = year.parse().ok()?;
    if !(1..=12).contains(&month) || day == 0 || day > days(in_year, month) {
        return None;
    }
    let date = format!("{year}-{month:02}-{day:02}");
    if rest.is_empty() {
        return Some(date + "T00:00:00Z");
    }
    // A zone stands behind `T`, and only there.
    let (clock, zoned) = match rest.strip_prefix(['T', 't']) {
        Some(clock) => (clock, true),
        None => (rest.strip_prefix(' ')?.trim_start_matches(' '), false),
    };
    let (hour, rest) = number(clock)?;
    let (minute, rest) = number(rest.strip_prefix(':')?)?;
    let (second, rest) = number(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, rest) = fraction(rest)?;
    let zone = if zoned { zone(rest)? } else { rest.is_empty().then(|| "Z".to_owned())? };
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One or two digits, and what follows.
fn number(text: &str) -> Option<(u32, &str)> {
    let count = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    Some((text[..count].parse().ok()?, &text[count..]))
}

/// The fraction of a second with its point, without zeros at its end, to the nanosecond.
fn fraction(text: &str) -> Option<(String, &str)> {
    let Some(rest) = text.strip_prefix(['.', ',']) else { return Some((String::new(), text)) };
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return None;
    }
    let digits = rest[..count.min(9)].trim_end_matches('0');
    let fraction = if digits.is_empty() { String::new() } else { format!(".{digits}") };
    Some((fraction, &rest[count..]))
}

/// `Z` or `±hh:mm`.
fn zone(text: &str) -> Option<String> {
    if text == "Z" {
        return Some(text.to_owned());
    }
    let (hours, minutes) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    let fits = |text: &str, most: u32| {
        text.len() == 2 && is_number(text) && text.parse::<u32>().is_ok_and(|value| value <= most)
    };
    if !fits(hours, 23) || !fits(minutes, 59) {
        return None;
    }
    Some(if hours == "00" && minutes == "00" { "Z".to_owned() } else { text.to_owned() })
}

const fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The text that Go prints for a moment, as Compose does where a value becomes text.
pub(super) fn printed(moment: &str) -> String {
    let (date, clock) = moment.split_once('T').unwrap_or((moment, ""));
    match clock.strip_suffix('Z') {
        Some(clock) => format!("{date} {clock} +0000 UTC"),
        None => {
            let (clock, zone) = clock.split_at_checked(clock.len().saturating_sub(6)).unwrap_or((clock, ""));
            let zone = zone.replace(':', "");
            format!("{date} {clock} {zone} {zone}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{printed, timestamp};

    #[test]
    fn moments_are_read_and_printed_as_in_go() {
        for (text, kept, said) in [
            ("2001-01-01", "2001-01-01T00:00:00Z", "2001-01-01 00:00:00 +0000 UTC"),
            ("2001-1-2", "2001-01-02T00:00:00Z", "2001-01-02 00:00:00 +0000 UTC"),
            ("2001-01-01T01:02:03Z", "2001-01-01T01:02:03Z", "2001-01-01 01:02:03 +0000 UTC"),
            ("2001-12-15 2:59:43.10", "2001-12-15T02:59:43.1Z", "2001-12-15 02:59:43.1 +0000 UTC"),
            ("2001-12-14t1:9:3.10-05:00", "2001-12-14T01:09:03.1-05:00", "2001-12-14 01:09:03.1 -0500 -0500"),
            ("2001-12-14T1:9:3+00:00", "2001-12-14T01:09:03Z", "2001-12-14 01:09:03 +0000 UTC"),
        ] {
            assert_eq!(timestamp(text).as_deref(), Some(kept), "{text}");
            assert_eq!(printed(kept), said, "{text}");
        }
        for text in [
            "2001-13-01",
            "2002-2-30",
            "2001-01-01T00:00:00",
            "2001-12-14 21:59:43.10 -5",
            "2001-12-14 21:59:43Z",
            "2001-01-01 x",
            "201-01-01",
            "2001-01-01T01:02:03.Z",
            "20\u{e9}1-01-01",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}
