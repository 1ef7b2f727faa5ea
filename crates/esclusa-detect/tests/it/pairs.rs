//! Three hundred pairs labelled by hand: how many of the secrets are found, and how many of those found are secrets.

use esclusa_detect::{Kind, judge};

/// What a person called a pair: see `tests/README.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Secret,
    Weak,
    None,
}

struct Pair<'a> {
    half: &'a str,
    label: Label,
    name: &'a str,
    value: &'a str,
}

fn pairs() -> Vec<Pair<'static>> {
    include_str!("../pairs.tsv")
        .lines()
        .map(|line| {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            let half = next();
            let label = match next() {
                "secret" => Label::Secret,
                "weak" => Label::Weak,
                "none" => Label::None,
                other => panic!("label {other}"),
            };
            Pair { half, label, name: next(), value: next() }
        })
        .collect()
}

fn said(pair: &Pair<'_>) -> Label {
    match judge(pair.name, pair.value) {
        Ok(found) if found.kind == Kind::WeakDefault => Label::Weak,
        Ok(_) => Label::Secret,
        Err(_) => Label::None,
    }
}

/// Recall and precision of "something is reported", and how often its kind is right where both report.
#[expect(clippy::print_stdout, reason = "the figures are what this test is for")]
fn figures(half: &str) -> (f64, f64, f64) {
    let (mut right, mut missed, mut false_alarms, mut same_kind) = (0, 0, 0, 0);
    for pair in pairs().iter().filter(|pair| pair.half == half) {
        let said = said(pair);
        match (pair.label != Label::None, said != Label::None) {
            (true, true) => right += 1,
            (true, false) => missed += 1,
            (false, true) => false_alarms += 1,
            (false, false) => {}
        }
        if said == pair.label && said != Label::None {
            same_kind += 1;
        } else if said != pair.label {
            println!("{half}: {:?}, said {said:?}: {}={}", pair.label, pair.name, pair.value);
        }
    }
    let share = |part: i32, whole: i32| f64::from(part) / f64::from(whole.max(1));
    let figures = (share(right, right + missed), share(right, right + false_alarms), share(same_kind, right));
    println!(
        "{half}: recall {:.3}, precision {:.3}, kind {:.3}; {right} found, {missed} missed, {false_alarms} false",
        figures.0, figures.1, figures.2
    );
    figures
}

#[test]
fn there_are_three_hundred_half_to_tune_and_half_to_report() {
    let pairs = pairs();
    assert_eq!(pairs.len(), 300);
    assert_eq!(pairs.iter().filter(|pair| pair.half == "tune").count(), 150);
    assert_eq!(pairs.iter().filter(|pair| pair.half == "report").count(), 150);
}

#[test]
fn recall_and_precision_do_not_fall() {
    for half in ["tune", "report"] {
        let (recall, precision, kind) = figures(half);
        let (least_recall, least_precision, least_kind) =
            if half == "tune" { (1.0, 1.0, 0.96) } else { (1.0, 0.95, 0.82) };
        assert!(recall >= least_recall, "{half}: recall {recall}");
        assert!(precision >= least_precision, "{half}: precision {precision}");
        assert!(kind >= least_kind, "{half}: kind {kind}");
    }
}
