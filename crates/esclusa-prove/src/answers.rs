//! What the probe answered, read as from somebody who lies.

use esclusa_probe::{Attack, Line, NONCE_LENGTH, Outcome, attacks, read_line};

use crate::briefing::Nonce;

/// The longest line that is looked at, and the most that is read in all: more is noise of somebody else.
const LONGEST_LINE: usize = 512;
const MOST: usize = 1 << 20;

const _: () = assert!(NONCE_LENGTH == 32, "as long as the nonce");

/// Why answers are not to be believed, or not all there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// More was written than the probe writes.
    #[error("more than {MOST} bytes came from the container: something in it floods the probe's output")]
    Flooded,
    /// A line with the nonce that the probe cannot have written.
    #[error(
        "line {0} of the probe is not what it writes there: something in the container writes in its name"
    )]
    Forged(u64),
    /// The last line is missing.
    #[error("the probe was ended after {0} of its lines")]
    CutShort(u64),
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    /// Each attack that was asked for, in order; `None`: nobody answered.
    pub outcomes: Vec<(&'static Attack, Option<Outcome>)>,
    /// How many lines were not the probe's.
    pub other_lines: u64,
    /// Why it is not all there, or not to be believed at all.
    pub fault: Option<Fault>,
}

/// Answers as they come.
#[derive(Debug)]
pub struct Answers {
    nonce: Nonce,
    expected: Vec<&'static Attack>,
    outcomes: Vec<Outcome>,
    line: Vec<u8>,
    read: usize,
    other_lines: u64,
    has_ended: bool,
    fault: Option<Fault>,
}

impl Answers {
    /// Of a run with this nonce, in which every attack is asked for, or those that `is_asked` chooses.
    pub fn new(nonce: Nonce, is_asked: impl Fn(&Attack) -> bool) -> Self {
        let expected = attacks().filter(|attack| is_asked(attack)).collect();
        Self {
            nonce,
            expected,
            outcomes: Vec::new(),
            line: Vec::new(),
            read: 0,
            other_lines: 0,
            has_ended: false,
            fault: None,
        }
    }

    /// Takes what came from the probe's standard output; whether more is wanted.
    pub fn take(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            if !self.wants_more() {
                return false;
            }
            self.read += 1;
            if self.read > MOST {
                self.fault = Some(Fault::Flooded);
            } else if *byte == b'\n' {
                self.end_line();
            } else if self.line.len() <= LONGEST_LINE {
                self.line.push(*byte);
            }
        }
        self.wants_more()
    }

    /// Whether the probe has more to say, and is still believed.
    #[must_use]
    pub const fn wants_more(&self) -> bool {
        !self.has_ended && self.fault.is_none()
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.starts_with(self.nonce.digits()) {
            self.other_lines += 1;
            return;
        }
        let next = self.outcomes.len();
        let said = read_line(self.nonce.digits(), &line).filter(|(number, _)| *number == next as u64);
        match (said, self.expected.get(next)) {
            (Some((_, Line::Attack(id, outcome))), Some(expected)) if expected.id == id => {
                self.outcomes.push(outcome);
            }
            (Some((_, Line::End)), None) => self.has_ended = true,
            _ => self.fault = Some(Fault::Forged(next as u64)),
        }
    }

    /// What was answered, once there is no more.
    #[must_use]
    pub fn end(mut self) -> Answered {
        if self.wants_more() {
            self.fault = Some(Fault::CutShort(self.outcomes.len() as u64));
        }
        // Of who writes in the name of the probe nothing is believed, what came before neither.
        if matches!(self.fault, Some(Fault::Forged(_))) {
            self.outcomes.clear();
        }
        let mut outcomes = self.outcomes.into_iter();
        let each = self.expected.into_iter().map(|attack| (attack, outcomes.next()));
        Answered { outcomes: each.collect(), other_lines: self.other_lines, fault: self.fault }
    }
}
