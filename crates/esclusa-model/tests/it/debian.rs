//! Revisions of packages, ordered as dpkg itself orders them.

use std::cmp::Ordering;
use std::process::Command;
use std::sync::LazyLock;

use esclusa_model::daemon::debian::compare;
use proptest::prelude::*;

static HAS_DPKG: LazyLock<bool> = LazyLock::new(has_dpkg);

#[expect(clippy::print_stderr, reason = "why a test is skipped is told where its output is read")]
fn has_dpkg() -> bool {
    let is_there = Command::new("dpkg").arg("--version").output().is_ok();
    if !is_there {
        eprintln!("skipped: there is no dpkg to ask");
    }
    is_there
}

/// What dpkg says; `None` where there is no dpkg.
fn dpkg(one: &str, other: &str) -> Option<Ordering> {
    if !*HAS_DPKG {
        return None;
    }
    let is = |relation: &str| {
        let run = Command::new("dpkg").args(["--compare-versions", one, relation, other]).output().ok()?;
        assert!(run.stderr.is_empty(), "{one} {other}: {}", String::from_utf8_lossy(&run.stderr));
        Some(run.status.success())
    };
    Some(match (is("lt")?, is("gt")?) {
        (true, _) => Ordering::Less,
        (_, true) => Ordering::Greater,
        _ => Ordering::Equal,
    })
}

/// Revisions as real as they can be made: pieces of real ones, in any order, so that many share how they begin.
fn revision() -> impl Strategy<Value = String> {
    let pieces = [
        "~", "+", ".", "0", "00", "1", "9", "10", "24", "rc", "ds1", "dfsg", "b", "B", "ubuntu", "deb12u1",
        "~~", "a", "z", "-",
    ];
    let tail = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..6);
    (
        prop::sample::select(vec!["", "", "0:", "1:"]),
        0..3_u8,
        tail,
        prop::sample::select(vec!["", "-1", "-0ubuntu2"]),
    )
        .prop_map(|(epoch, first, tail, own)| format!("{epoch}{first}{}{own}", tail.concat()))
        // A revision that ends in its hyphen is none.
        .prop_filter("none", |text| !text.ends_with('-'))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn the_order_is_that_of_dpkg(one in revision(), other in revision()) {
        if let Some(expected) = dpkg(&one, &other) {
            prop_assert_eq!(compare(&one, &other), expected, "{} {}", one, other);
        }
        prop_assert_eq!(compare(&other, &one), compare(&one, &other).reverse());
        prop_assert_eq!(compare(&one, &one), Ordering::Equal);
    }
}
