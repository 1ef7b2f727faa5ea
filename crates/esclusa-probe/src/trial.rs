//! Attacks tried one after the other, each in a process of its own, within a time.

use esclusa_kernel::{
    Arguments, Child, Descriptor, Ended, Errno, Forked, exit, exit_after, fork, group_of_its_own, now, pause,
    pipe, reap_orphans,
};

use crate::answer::Answers;
use crate::attack::{Attack, attacks};
use crate::cgroup;
use crate::line::Line;
use crate::outcome::{Layer, Outcome, RECORD, Unanswered};
use crate::scene::Scene;
use crate::setup::Setup;

/// How long one attack may take.
const LIMIT: u64 = 6_000;
/// How much later its process ends by itself, should this one be gone.
const GRACE: u64 = 2_000;
/// How long what an attack left running may take to be gone.
const PATIENCE: u64 = 2_000;

/// Tries every attack that was asked for, and says what came of each.
pub(crate) fn all(answers: &mut Answers<'_>, setup: Setup<'_>, arguments: Arguments) -> Result<(), Errno> {
    let scene = Scene::look(setup, arguments);
    let is_asked = |attack: &&Attack| {
        setup.value("only").is_none() || setup.values("only").any(|id| id == attack.id.as_bytes())
    };
    for attack in attacks().filter(is_asked) {
        let outcome = one(attack, answers, &scene);
        answers.say(&Line::Attack(attack.id, outcome))?;
    }
    answers.say(&Line::End)
}

fn one(attack: &Attack, answers: &mut Answers<'_>, scene: &Scene<'_>) -> Outcome {
    let Ok((reader, writer)) = pipe() else { return Outcome::Unanswered(Unanswered::NoProcess) };
    let ended_before = cgroup::ended_for_memory();
    match fork() {
        Err(_) => Outcome::Unanswered(Unanswered::NoProcess),
        Ok(Forked::Child) => {
            answers.forget();
            drop(reader);
            let prepared = group_of_its_own().and_then(|()| exit_after(LIMIT + GRACE));
            // What an attack runs must not speak in the place of the probe, nor listen to it.
            for number in [0, 1] {
                let _ = writer.duplicate_to(number);
            }
            let outcome = match prepared {
                Ok(()) => (attack.run)(scene),
                Err(_) => Outcome::Unanswered(Unanswered::NoProcess),
            };
            let _ = writer.write_all(&outcome.record());
            exit(0)
        }
        Ok(Forked::Parent(child)) => {
            drop(writer);
            answer(&reader, child, ended_before)
        }
    }
}

fn answer(reader: &Descriptor, child: Child, ended_before: Option<u64>) -> Outcome {
    let mut record = [0; RECORD];
    let in_time = reader.is_readable_within(LIMIT) == Ok(true);
    // A whole record is written at once.
    let length = if in_time { reader.read(&mut record).unwrap_or(0) } else { 0 };
    child.kill_group();
    let ended = child.wait();
    gather();
    match (in_time, length, ended) {
        (false, ..) => Outcome::Unanswered(Unanswered::TooLate),
        (true, RECORD, _) => Outcome::of_record(&record).unwrap_or(Outcome::Unanswered(Unanswered::Garbled)),
        // Anybody could have killed it; only the kernel counts those that it ends for want of memory.
        (true, _, Ok(Ended::Killed(9))) if cgroup::ended_for_memory() > ended_before => {
            Outcome::kept_out(Layer::Quota)
        }
        (true, _, Ok(Ended::Killed(_))) => Outcome::Unanswered(Unanswered::Killed),
        (true, ..) => Outcome::Unanswered(Unanswered::Garbled),
    }
}

/// Waits until nothing is left of what the attack had running; it was killed with its group.
fn gather() {
    let end = now() + PATIENCE * 1_000_000;
    while reap_orphans() && now() < end {
        pause(1);
    }
}
