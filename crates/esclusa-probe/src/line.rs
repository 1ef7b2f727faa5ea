//! The lines in which the probe answers.
//!
//! Each is the nonce, the number of the line, and what it says, in words of printable ASCII:
//!
//! ```text
//! NONCE 0 host-network-joined succeeded 0 -
//! NONCE 1 host-loopback-reached blocked 111 namespace
//! NONCE 2 neighbour-reached inapplicable not-told
//! NONCE 3 metadata-address-routed unanswered too-late
//! NONCE 4 end
//! ```

use esclusa_kernel::{Errno, Text};

use crate::outcome::{Layer, Layers, Observed, Outcome, Reason, Unanswered};

/// How long the nonce is, in hexadecimal digits: 128 bits.
pub const NONCE_LENGTH: usize = 32;
/// The longest line.
pub(crate) const LONGEST: usize = 256;

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// What came of the attack of this name.
    Attack(&'a str, Outcome),
    /// That there are no more.
    End,
}

/// Writes a line, without the nonce, into `text`.
pub(crate) fn write(text: &mut Text<LONGEST>, number: u64, line: &Line<'_>) {
    text.push(b" ").push_number(number);
    let Line::Attack(id, outcome) = line else {
        text.push(b" end\n");
        return;
    };
    text.push(b" ").push(id.as_bytes());
    match outcome {
        Outcome::Succeeded(observed) => {
            let said = observed.said();
            text.push(b" succeeded ").push_number(observed.number).push(b" ");
            text.push(if said.is_empty() { b"-" } else { said.as_bytes() });
        }
        Outcome::Blocked(errno, layers) => {
            text.push(b" blocked ").push_number(errno.number().unsigned_abs().into());
            let mut before = " ";
            for layer in layers.iter() {
                text.push(before.as_bytes()).push(layer.word().as_bytes());
                before = ",";
            }
            if *layers == Layers::NONE {
                text.push(b" -");
            }
        }
        Outcome::Inapplicable(reason) => {
            text.push(b" inapplicable ").push(reason.word().as_bytes());
        }
        Outcome::Unanswered(why) => {
            text.push(b" unanswered ").push(why.word().as_bytes());
        }
    }
    text.push(b"\n");
}

/// Reads a line without its end: its number and what it says. `None` if it is not exactly what the probe writes.
#[must_use]
pub fn read_line<'a>(nonce: &[u8; NONCE_LENGTH], line: &'a [u8]) -> Option<(u64, Line<'a>)> {
    let rest = line.strip_prefix(nonce)?.strip_prefix(b" ")?;
    let rest = core::str::from_utf8(rest).ok()?;
    let mut words = rest.split(' ');
    let number = words.next()?.parse().ok()?;
    let id = words.next()?;
    let said = match (id, words.next()) {
        ("end", None) => Line::End,
        (_, Some("succeeded")) => {
            let number = words.next()?.parse().ok()?;
            let text = words.next()?;
            let text = if text == "-" { "" } else { text };
            Line::Attack(id, Outcome::Succeeded(Observed { number, ..Observed::text(text.as_bytes()) }))
        }
        (_, Some("blocked")) => {
            let errno = Errno::of(words.next()?.parse().ok()?);
            let layers = match words.next()? {
                "-" => Layers::NONE,
                named => named.split(',').try_fold(Layers::NONE, |layers, word| {
                    Some(layers.and(Layer::ALL.into_iter().find(|layer| layer.word() == word)?))
                })?,
            };
            Line::Attack(id, Outcome::Blocked(errno, layers))
        }
        (_, Some("inapplicable")) => {
            let word = words.next()?;
            let reason = Reason::ALL.iter().find(|reason| reason.word() == word)?;
            Line::Attack(id, Outcome::Inapplicable(*reason))
        }
        (_, Some("unanswered")) => {
            let word = words.next()?;
            Line::Attack(id, Outcome::Unanswered(*Unanswered::ALL.iter().find(|why| why.word() == word)?))
        }
        _ => return None,
    };
    // Whatever else could be read as the same is not what the probe writes.
    let mut written = Text::new();
    write(&mut written, number, &said);
    let is_exact = written.bytes().strip_suffix(b"\n")?.strip_prefix(b" ")? == rest.as_bytes();
    (is_exact && !written.is_cut()).then_some((number, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; NONCE_LENGTH] = [b'a'; NONCE_LENGTH];

    fn written(number: u64, line: &Line<'_>) -> Text<LONGEST> {
        let mut text = Text::of(&[&NONCE]);
        write(&mut text, number, line);
        text
    }

    #[test]
    fn every_line_is_read_as_it_was_meant() {
        let outcomes = [
            Outcome::at(b"/bin/sh"),
            Outcome::counted(7),
            Outcome::Blocked(Errno::EPERM, Layers::NONE),
            Outcome::Blocked(Errno::EROFS, Layers::one(Layer::ReadOnly).and(Layer::User)),
            Outcome::Inapplicable(Reason::NoProc),
            Outcome::Unanswered(Unanswered::Killed),
        ];
        for (number, outcome) in (0..).zip(outcomes) {
            let line = Line::Attack("an-attack", outcome);
            let text = written(number, &line);
            let bytes = text.bytes().strip_suffix(b"\n").unwrap();
            assert_eq!(read_line(&NONCE, bytes), Some((number, line)));
            // Cut anywhere it says nothing, or less of the same kind: never that something else came of it.
            for end in 0..bytes.len() {
                if let Some((_, read)) = read_line(&NONCE, &bytes[..end]) {
                    let Line::Attack(_, cut) = read else { panic!("{read:?}") };
                    assert_eq!(core::mem::discriminant(&cut), core::mem::discriminant(&outcome), "{read:?}");
                }
            }
        }
        let text = written(9, &Line::End);
        assert_eq!(read_line(&NONCE, text.bytes().strip_suffix(b"\n").unwrap()), Some((9, Line::End)));
    }

    #[test]
    fn another_word_or_another_spelling_is_no_line() {
        for rest in [
            &b" 1 a blocked 1 user"[..],
            b"a 1 a blocked 1 user",
            b" 1 a blocked 1 user ",
            b" 01 a blocked 1 user",
            b" +1 a blocked 1 user",
            b" 1 a blocked 1 user,user",
            b" 1 a blocked 1 user,capability",
            b" 1 a blocked -1 user",
            b" 1 a blocked 1 root",
            b" 1 a blocked 1",
            b" 1 a succeeded 1 a\x1b[0m",
            b" 1 a inapplicable because",
            b" 1 end of",
            b" 99999999999999999999 end",
            b"",
        ] {
            let line = Text::<LONGEST>::of(&[&NONCE, rest]);
            let expected = rest == b" 1 a blocked 1 user";
            assert_eq!(read_line(&NONCE, line.bytes()).is_some(), expected, "{:?}", rest.escape_ascii());
            let other = Text::<LONGEST>::of(&[&[b'b'; NONCE_LENGTH], rest]);
            assert_eq!(read_line(&NONCE, other.bytes()), None);
        }
    }
}
