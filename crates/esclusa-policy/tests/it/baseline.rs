//! A baseline accepts what was there before, once for each time that it was there.

use esclusa_policy::Baseline;

use crate::court::{judge, judge_with};

#[test]
fn what_was_there_is_accepted_and_what_is_new_is_not() {
    let before = "services:\n  web:\n    image: alpine:3.22\n    network_mode: host\n";
    let known = judge("", "compose.yaml", before).findings;
    let entries: Vec<String> = known
        .iter()
        .map(|one| {
            format!(
                "{{\"fingerprint\":\"{}\",\"location\":{{\"path\":\"compose.yaml\",\"line\":1}}}}",
                one.fingerprint()
            )
        })
        .collect();
    let report = format!("{{\"schema_version\":1,\"findings\":[{}],\"problems\":[]}}", entries.join(","));
    let mut baseline = Baseline::read(&report).expect("a report");
    let after = "# moved\n\nservices:\n  web:\n    image: alpine:3.22\n    privileged: true\n    network_mode: host\n";
    let verdict = judge_with("", "compose.yaml", after, Some(&mut baseline), true);
    assert_eq!(verdict.of("host-network"), [(7, true)]);
    assert_eq!(verdict.of("privileged-container"), [(6, false)]);
    let copy = judge_with(
        "",
        "other/compose.yaml",
        after,
        Some(&mut Baseline::read(&report).expect("a report")),
        true,
    );
    assert_eq!(copy.of("host-network"), [(7, false)], "a copy elsewhere is new");
    let again = judge_with("", "compose.yaml", after, Some(&mut baseline), true);
    assert_eq!(again.of("host-network"), [(7, false)], "each entry answers once");
}

#[test]
fn another_json_is_refused() {
    assert!(Baseline::read("{}").is_err());
    assert!(Baseline::read("not json").is_err());
}
