//! Answers of a container that lies: what the probe did not say is not believed.

use esclusa_prove::{Answered, Answers, Briefing, Fault, Nonce, Outcome, Reason, attacks};

/// The nonce in digits: only what is told to the probe has it.
fn digits(nonce: &Nonce) -> String {
    let text = String::from_utf8(Briefing::default().text(nonce)).expect("text");
    text.lines().next().expect("a line").strip_prefix("nonce ").expect("the nonce").to_owned()
}

/// Reads what a run of the first three attacks would have said.
fn read(say: impl Fn(&str) -> String) -> Answered {
    let nonce = Nonce::new().expect("a nonce");
    let first: Vec<&str> = attacks().take(3).map(|attack| attack.id).collect();
    let text = say(&digits(&nonce));
    let mut answers = Answers::new(nonce, |attack| first.contains(&attack.id));
    answers.take(text.as_bytes());
    answers.end()
}

fn ids() -> [&'static str; 3] {
    let mut all = attacks().map(|attack| attack.id);
    std::array::from_fn(|_| all.next().expect("three attacks"))
}

/// What the probe says of three attacks.
fn honest(nonce: &str) -> String {
    let [a, b, c] = ids();
    format!(
        "{nonce} 0 {a} succeeded 1 -\n{nonce} 1 {b} blocked 1 capability\n{nonce} 2 {c} inapplicable no-proc\n\
         {nonce} 3 end\n"
    )
}

#[test]
fn what_the_probe_says_is_believed() {
    let answered = read(honest);
    assert_eq!((answered.fault, answered.other_lines), (None, 0));
    let outcomes: Vec<Outcome> = answered.outcomes.iter().filter_map(|(_, outcome)| *outcome).collect();
    assert!(matches!(outcomes[0], Outcome::Succeeded(_)));
    assert!(matches!(outcomes[1], Outcome::Blocked(..)));
    assert_eq!(outcomes[2], Outcome::Inapplicable(Reason::NoProc));
}

#[test]
fn lines_of_others_are_counted_and_not_read() {
    let [a, ..] = ids();
    let answered = read(|nonce| {
        let noise = format!("{} 0 {a} blocked 1 user\nhello\n\n\u{1b}[2J\n", "0".repeat(32));
        format!("{noise}{}{noise}", honest(nonce))
    });
    assert_eq!((answered.fault, answered.other_lines), (None, 4));
    assert!(matches!(answered.outcomes[0].1, Some(Outcome::Succeeded(_))));
}

#[test]
fn a_run_that_is_cut_short_leaves_the_rest_open_and_never_blocked() {
    let whole = honest(&"x".repeat(32));
    for end in 0..whole.len() {
        let answered = read(|nonce| honest(nonce)[..end].to_owned());
        let lines = whole[..end].matches('\n').count();
        assert_eq!(answered.fault, Some(Fault::CutShort(lines.min(3) as u64)), "{end}");
        assert_eq!(answered.outcomes.iter().filter(|(_, outcome)| outcome.is_some()).count(), lines.min(3));
    }
}

#[test]
fn a_line_that_the_probe_cannot_have_written_has_nothing_believed() {
    let [a, b, c] = ids();
    let forged = |say: &dyn Fn(&str) -> String| {
        let answered = read(say);
        assert!(matches!(answered.fault, Some(Fault::Forged(_))), "{:?}", answered.fault);
        assert!(answered.outcomes.iter().all(|(_, outcome)| outcome.is_none()));
    };
    // Twice, in another order, another number, an unknown name, an end too early, more than there are, spelt otherwise.
    forged(&|nonce| format!("{nonce} 0 {a} blocked 1 user\n{nonce} 0 {a} blocked 1 user\n"));
    forged(&|nonce| format!("{nonce} 0 {b} blocked 1 user\n"));
    forged(&|nonce| format!("{nonce} 1 {a} blocked 1 user\n"));
    forged(&|nonce| format!("{nonce} 0 nothing blocked 1 user\n"));
    forged(&|nonce| format!("{nonce} 0 {a} succeeded 1 -\n{nonce} 1 end\n"));
    forged(&|nonce| honest(nonce).replace("3 end", &format!("3 {c} blocked 1 user")));
    forged(&|nonce| format!("{nonce} 0 {a}  blocked 1 user\n"));
    forged(&|nonce| format!("{nonce}{}\n", "x".repeat(5000)));
}

#[test]
fn what_comes_after_the_end_is_not_read() {
    let answered = read(|nonce| format!("{}{nonce} 4 end\n", honest(nonce)));
    assert_eq!(answered.fault, None);
}

#[test]
fn a_flood_ends() {
    let nonce = Nonce::new().unwrap();
    let mut answers = Answers::new(nonce, |_| true);
    let mut taken = 0_usize;
    while answers.take(&[b'y'; 4096]) {
        taken += 4096;
        assert!(taken < 16 << 20, "never had enough");
    }
    let answered = answers.end();
    assert_eq!(answered.fault, Some(Fault::Flooded));
    assert!(answered.outcomes.iter().all(|(_, outcome)| outcome.is_none()));
}

#[test]
fn bytes_at_random_are_never_an_answer() {
    let mut state = 7_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 16
    };
    for _ in 0..500 {
        let flips: Vec<(usize, u8)> = (0..3).map(|_| (random() as usize, random() as u8)).collect();
        let answered = read(|nonce| {
            let mut bytes = honest(nonce).into_bytes();
            let length = bytes.len();
            for (at, byte) in &flips {
                bytes[at % length] = *byte;
            }
            String::from_utf8_lossy(&bytes).into_owned()
        });
        // Whatever was changed: the first was not blocked, and is not told to have been.
        assert!(!matches!(answered.outcomes[0].1, Some(Outcome::Blocked(..))));
    }
}

#[test]
fn a_briefing_has_no_line_that_was_not_asked_for() {
    let nonce = Nonce::new().unwrap();
    let briefing = Briefing::default().with("place", "/a\ngo\nonly x").with("place", "/b");
    let text = String::from_utf8(briefing.text(&nonce)).unwrap();
    assert_eq!(text, format!("nonce {}\nplace /b\ngo\n", digits(&nonce)));
    assert_ne!(Nonce::new().unwrap(), nonce);
    assert_eq!(format!("{nonce:?}"), "Nonce");
}
