//! The probe: a program without a C library that is run inside a container, tries the attacks of its battery one by one,
//! each in a process of its own, and says in a line what came of each.
//!
//! It trusts nothing that it finds: neither the image, of which it needs nothing, nor the other processes. What it is to
//! know comes on standard input ([`Setup`]), first of all a word that nobody else knows and that every line begins with.
//! Every attack is harmless to the host by construction: what is the machine's is written as it was read, what takes room
//! takes a bounded amount, what is made has no name or loses it at once, and every process that was made is ended.

#![no_std]

mod answer;
mod attack;
mod battery;
mod cgroup;
mod line;
mod outcome;
mod places;
mod scene;
mod setup;
mod stage;
mod trial;

pub use attack::{Attack, attacks};
pub use line::{Line, NONCE_LENGTH, read_line};
pub use outcome::{Layer, Layers, Observed, Outcome, Reason, Unanswered};
pub use setup::Setup;

use esclusa_kernel::{Arguments, Descriptor};

/// What the program does: tries every attack, or, as a second stage of one, says who it has become. Gives the code that it
/// ends with: 0, or 2 where it could not be told what it is to know or its answers could not be written.
#[must_use]
pub fn run(arguments: Arguments) -> i32 {
    if arguments.words().nth(1) == Some(stage::WORD) {
        return stage::run();
    }
    // Before the word is read that nobody else may know.
    if esclusa_kernel::set_dumpable(false).is_err() {
        return 2;
    }
    let (mut bytes, mut nonce) = ([0; setup::MOST], [0; NONCE_LENGTH]);
    let Some(setup) = setup::read(&Descriptor::inherited(0), &mut bytes, &mut nonce) else { return 2 };
    let mut answers = answer::Answers::new(&mut nonce);
    match trial::all(&mut answers, setup, arguments) {
        Ok(()) => 0,
        Err(_) => 2,
    }
}
