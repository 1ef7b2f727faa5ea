//! Standard output and standard error in one stream: frames of eight bytes of head (the stream, three zeros, the length
//! in big-endian order) and what was written.

use crate::error::Error;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

const HEAD: usize = 8;

/// Takes frames apart as they come, in pieces of any length.
#[derive(Debug, Default)]
pub(crate) struct Demultiplexer {
    /// The beginning of a head.
    head: Vec<u8>,
    /// How much of a frame is still to come, and whose it is.
    open: Option<(Stream, usize)>,
}

impl Demultiplexer {
    /// Gives on what is in a piece.
    pub(crate) fn take(
        &mut self,
        mut piece: &[u8],
        mut give: impl FnMut(Stream, &[u8]),
    ) -> Result<(), Error> {
        while !piece.is_empty() {
            if let Some((stream, left)) = self.open {
                let (part, rest) = piece.split_at(left.min(piece.len()));
                give(stream, part);
                self.open = Some((stream, left - part.len())).filter(|(_, left)| *left > 0);
                piece = rest;
                continue;
            }
            let (part, rest) = piece.split_at((HEAD - self.head.len()).min(piece.len()));
            self.head.extend_from_slice(part);
            piece = rest;
            let &[kind, _, _, _, a, b, c, d] = &self.head[..] else { continue };
            let stream = match kind {
                // What is written to standard input comes back under its number nowhere, but the format has it.
                0 | 1 => Stream::Output,
                2 => Stream::Error,
                _ => return Err(Error::Shape("/attach".to_owned())),
            };
            let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
            self.head.clear();
            self.open = Some((stream, length)).filter(|_| length > 0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, text: &str) -> Vec<u8> {
        let length = u32::try_from(text.len()).expect("short").to_be_bytes();
        [&[kind, 0, 0, 0], &length[..], text.as_bytes()].concat()
    }

    fn taken(bytes: &[u8], step: usize) -> Result<(String, String), Error> {
        let (mut output, mut error) = (String::new(), String::new());
        let mut parts = Demultiplexer::default();
        for piece in bytes.chunks(step) {
            parts.take(piece, |stream, bytes| {
                let text = std::str::from_utf8(bytes).expect("ASCII");
                if stream == Stream::Output { output.push_str(text) } else { error.push_str(text) }
            })?;
        }
        Ok((output, error))
    }

    #[test]
    fn frames_come_in_pieces_of_any_length() {
        let bytes = [frame(1, "one "), frame(2, "wrong"), frame(1, ""), frame(1, "two")].concat();
        for step in 1..bytes.len() {
            assert_eq!(taken(&bytes, step), Ok(("one two".to_owned(), "wrong".to_owned())), "{step}");
        }
        assert!(taken(&frame(9, "x"), 3).is_err());
    }
}
