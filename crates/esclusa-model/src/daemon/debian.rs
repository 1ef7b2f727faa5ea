//! Revisions of Debian's and Ubuntu's packages, `1.1.5+ds1-1+deb12u1`: how dpkg orders them, and which of them share fixes.

use std::cmp::Ordering;

/// How dpkg orders two revisions.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    let ((one_epoch, one), (other_epoch, other)) = (epoch(one), epoch(other));
    let ((one, one_own), (other, other_own)) = (parts(one), parts(other));
    number(one_epoch, other_epoch).then_with(|| order(one, other)).then_with(|| order(one_own, other_own))
}

/// The version of the program itself in a revision: without the epoch and what the distribution counts.
#[must_use]
pub fn upstream(revision: &str) -> &str {
    parts(epoch(revision).1).0
}

/// Whether a package has what was mended in another revision of it.
///
/// A fix in a release that is kept up (`+deb12u1`, `~24.04.3`) says something of that release alone: the package of
/// another may have a higher number and lack it. Any other fix holds for what was built later from the same sources.
#[must_use]
pub fn has(package: &str, mended: &str) -> bool {
    speaks_of(mended, package) && compare(package, mended) != Ordering::Less
}

/// Whether a revision with a fix says anything of a package, for or against.
#[must_use]
pub fn speaks_of(mended: &str, package: &str) -> bool {
    match release(mended) {
        Some(release) => package.starts_with(release) || is_before(release, package),
        None => {
            // Of what a release has of its own it can only be said where it is not older than the fix itself.
            upstream(package) == upstream(mended)
                && (release_mark(package).is_none() || compare(package, mended) != Ordering::Less)
        }
    }
}

/// Whether a package is what a release began with, before it was mended there (`1.1.5+ds1-1` for `1.1.5+ds1-1+deb12u`).
fn is_before(release: &str, package: &str) -> bool {
    let built_again = |rest: &str| rest.strip_prefix("+b").is_some_and(|number| digits(number).1.is_empty());
    release.rsplit_once("+deb").is_some_and(|(first, _)| {
        package.strip_prefix(first).is_some_and(|rest| rest.is_empty() || built_again(rest))
    })
}

/// A revision up to the release that it was made for: `1.1.5+ds1-1+deb12u` of `1.1.5+ds1-1+deb12u1`; `None` if it names none.
fn release(revision: &str) -> Option<&str> {
    revision.get(..release_mark(revision)?)
}

/// Where the name of a release ends: behind `+deb12u`, `~deb11u` or `~24.04.`.
fn release_mark(revision: &str) -> Option<usize> {
    let mut ends = revision.match_indices(['+', '~']).filter_map(|(at, _)| {
        let rest = revision.get(at + 1..)?;
        if let Some(number) = rest.strip_prefix("deb") {
            let (release, rest) = digits(number);
            let is_release = !release.is_empty() && rest.starts_with('u');
            return is_release.then_some(at + "+deb".len() + release.len() + "u".len());
        }
        let is_date = |text: &str| {
            text.bytes().zip(b"00.00.".iter()).all(|(own, wanted)| match wanted {
                b'.' => own == b'.',
                _ => own.is_ascii_digit(),
            })
        };
        rest.get(..6).filter(|date| is_date(date)).map(|_| at + "~24.04.".len())
    });
    ends.next_back()
}

fn epoch(revision: &str) -> (&str, &str) {
    revision.split_once(':').unwrap_or(("0", revision))
}

fn parts(version: &str) -> (&str, &str) {
    // No revision is the same as an empty one.
    version.rsplit_once('-').unwrap_or((version, ""))
}

/// Orders texts as dpkg does: letters and signs by their rank, then a number, and so on.
fn order(mut one: &str, mut other: &str) -> Ordering {
    loop {
        let ((one_signs, one_rest), (other_signs, other_rest)) = (signs(one), signs(other));
        let ((one_number, one_next), (other_number, other_next)) = (digits(one_rest), digits(other_rest));
        let order = ranks(one_signs, other_signs).then_with(|| number(one_number, other_number));
        if order != Ordering::Equal || (one_next.is_empty() && other_next.is_empty()) {
            return order;
        }
        (one, other) = (one_next, other_next);
    }
}

/// The text before the first digit, and the rest.
fn signs(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| letter.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The digits at the start, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Orders texts without digits: `~` before the end, the end before letters, letters before signs.
fn ranks(one: &str, other: &str) -> Ordering {
    let rank = |letter: Option<u8>| match letter {
        Some(b'~') => -1,
        None => 0,
        Some(letter) if letter.is_ascii_alphabetic() => i32::from(letter),
        Some(sign) => i32::from(sign) + 256,
    };
    let (mut one, mut other) = (one.bytes(), other.bytes());
    loop {
        let letters = (one.next(), other.next());
        let order = rank(letters.0).cmp(&rank(letters.1));
        if order != Ordering::Equal || letters == (None, None) {
            return order;
        }
    }
}

/// Orders numbers of any length.
fn number(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_ordered_as_dpkg_orders_them() {
        let ordered = [
            "1.0.0~rc93+ds1-5+deb11u3",
            "1.0.0~rc93+ds1-5+deb11u5",
            "1.0.0-1",
            "1.1.5+ds1-1",
            "1.1.5+ds1-1+b2",
            "1.1.5+ds1-1+deb12u1",
            "1.1.12-0ubuntu2~20.04.1",
            "1.1.12-0ubuntu2~22.04.1",
            "1.1.12-0ubuntu2",
            "1.1.12-0ubuntu3",
            "5:1.0.0-1",
        ];
        for (at, one) in ordered.iter().enumerate() {
            for (beside, other) in ordered.iter().enumerate() {
                assert_eq!(compare(one, other), at.cmp(&beside), "{one} {other}");
            }
        }
        assert_eq!(compare("1.0", "1.0-"), Ordering::Equal);
        assert_eq!(compare("0:1.00-0", "1.0-0"), Ordering::Equal);
    }

    #[test]
    fn a_fix_of_a_release_says_nothing_of_another() {
        for (package, mended, expected) in [
            ("20.10.24+dfsg1-1+deb12u1+b6", "20.10.24+dfsg1-1+deb12u1", (true, true)),
            ("20.10.24+dfsg1-1", "20.10.24+dfsg1-1+deb12u1", (true, false)),
            ("26.1.5+dfsg1-9+b9", "26.1.5+dfsg1-9+deb13u1", (true, false)),
            ("1.6.20~ds1-1+deb12u1", "1.6.20~ds1-1+deb12u2", (true, false)),
            ("1.6.20~ds1-1+deb12u3", "1.6.20~ds1-1+deb12u2", (true, true)),
            // The next release, before its own fix.
            ("1.7.24~ds1-6", "1.6.20~ds1-1+deb12u2", (false, false)),
            ("1.4.13~ds1-1~deb11u5", "1.4.13~ds1-1~deb11u6", (true, false)),
            // Ubuntu: the same sources for several releases, each mended by itself.
            ("2.2.1-0ubuntu1~24.04.2", "2.2.1-0ubuntu1~24.04.3", (true, false)),
            ("2.2.1-0ubuntu1~24.04.2", "2.2.1-0ubuntu1~22.04.2", (false, false)),
            ("2.2.1-0ubuntu1~24.04.4", "2.2.1-0ubuntu1~24.04.3", (true, true)),
            ("2.2.2-0ubuntu1.2", "2.2.2-0ubuntu1.1", (true, true)),
            ("2.2.2-0ubuntu1", "2.2.2-0ubuntu1.1", (true, false)),
            // What is made of it later for an older release has it; what was made before may have it by its own.
            ("2.2.2-0ubuntu2~24.04.1", "2.2.2-0ubuntu1.1", (true, true)),
            ("2.2.2-0ubuntu1~24.04.1", "2.2.2-0ubuntu1.1", (false, false)),
            ("1.7.24~ds1-10", "1.7.24~ds1-9", (true, true)),
            ("1.7.24~ds1-8", "1.7.24~ds1-9", (true, false)),
            ("1.7.24~ds1-6+deb13u1", "1.7.24~ds1-9", (false, false)),
        ] {
            assert_eq!((speaks_of(mended, package), has(package, mended)), expected, "{package} {mended}");
        }
    }

    #[test]
    fn the_program_has_a_version_of_its_own() {
        assert_eq!(upstream("20.10.24+dfsg1-1+deb12u1"), "20.10.24+dfsg1");
        assert_eq!(upstream("5:24.0.7-1~ubuntu.22.04~jammy"), "24.0.7");
        assert_eq!(upstream("1.0"), "1.0");
    }
}
