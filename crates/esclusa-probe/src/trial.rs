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

#[cfg(test)]
mod tests {
    extern crate std;

    use std::sync::{Mutex, PoisonError};

    use esclusa_kernel::{signal, this_process};

    use super::*;
    use crate::outcome::{Layers, Reason};

    /// The probe waits for every process of its own: tests that share one take turns.
    static TURN: Mutex<()> = Mutex::new(());

    fn came_of(run: fn(&Scene<'_>) -> Outcome) -> Outcome {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let attack = Attack { id: "a", message: "attack-a", practice: 1, mechanism: "none", run };
        let mut nonce = [b'a'; crate::NONCE_LENGTH];
        let outcome =
            one(&attack, &mut Answers::new(&mut nonce), &Scene::look(Setup::new(b""), Arguments::none()));
        // Only the process of the attack forgets it.
        assert_eq!(nonce, [b'a'; crate::NONCE_LENGTH]);
        outcome
    }

    #[test]
    fn what_an_attack_says_arrives() {
        let layers = Layers::one(Layer::User).and(Layer::Seccomp);
        assert_eq!(came_of(|_| Outcome::counted(7)), Outcome::counted(7));
        assert_eq!(
            came_of(|_| Outcome::Blocked(Errno::EPERM, Layers::one(Layer::User).and(Layer::Seccomp))),
            Outcome::Blocked(Errno::EPERM, layers)
        );
        assert_eq!(came_of(|_| Outcome::Inapplicable(Reason::NoProc)), Outcome::Inapplicable(Reason::NoProc));
    }

    #[test]
    fn an_attack_that_was_ended_by_somebody_is_unanswered() {
        for (outcome, run) in [
            (Unanswered::Killed, kill_itself as fn(&Scene<'_>) -> Outcome),
            (Unanswered::Garbled, |_| exit(0)),
        ] {
            assert_eq!(came_of(run), Outcome::Unanswered(outcome));
        }
    }

    fn kill_itself(_: &Scene<'_>) -> Outcome {
        let _ = signal(this_process(), 9);
        Outcome::kept_out(Layer::User)
    }

    #[test]
    fn what_an_attack_leaves_running_is_ended() {
        // It waits for what it made, should it live: the test would take as long.
        let begin = now();
        let outcome = came_of(|_| match fork() {
            Ok(Forked::Child) => {
                pause(60_000);
                exit(0)
            }
            Ok(Forked::Parent(child)) => {
                let number = child.process().number();
                core::mem::forget(child);
                Outcome::counted(number.unsigned_abs().into())
            }
            Err(_) => Outcome::Unanswered(Unanswered::NoProcess),
        });
        let Outcome::Succeeded(observed) = outcome else { panic!("{outcome:?}") };
        // Who adopts it here may wait for it late, or never.
        let stat = std::format!("/proc/{}/stat", observed.number);
        let has_ended = || std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "));
        while !has_ended() && now() - begin < 20_000_000_000 {
            pause(10);
        }
        assert!(has_ended(), "{:?}", std::fs::read_to_string(&stat));
        assert!(now() - begin < 30_000_000_000);
    }
}
