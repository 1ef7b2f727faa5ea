//! Requests that evade a guard, each with what the engine was seen to make of it: the rules are not evaded.

use serde_json::Value;

use crate::asked::by_request;
use crate::shared::shared;

/// Identifiers of the shared list, and the rule that speaks.
const FOUND: [(&str, &str); 21] = [
    ("GB-112", "privilege-escalation-allowed"),
    ("GB-113", "privilege-escalation-allowed"),
    ("GB-114", "privilege-escalation-allowed"),
    ("GB-115", "privilege-escalation-allowed"),
    ("GB-156", "no-memory-limit"),
    ("GB-157", "no-memory-limit"),
    ("GB-159", "unlimited-swap"),
    ("GB-161", "no-pids-limit"),
    ("GB-162", "no-cpu-limit"),
    ("GB-163", "no-cpu-limit"),
    ("GB-164", "no-cpu-limit"),
    ("GB-165", "oom-killer-disabled"),
    ("GB-167", "excessive-ulimit"),
    ("GB-173", "explicit-root-user"),
    ("GB-174", "explicit-root-user"),
    ("GB-176", "explicit-root-user"),
    ("GB-177", "explicit-root-user"),
    ("GB-180", "root-by-default"),
    ("GB-183", "root-group"),
    ("GB-189", "root-by-default"),
    ("GB-190", "privileged-group-added"),
];

/// What is no evasion, or one that nobody can see from outside the image.
const LEFT_ALONE: [(&str, &str); 4] = [
    // A service that must be up asks for it; the rule's page says so.
    ("GB-172", "unbounded-restarts"),
    // The image's own list of users makes the name root.
    ("GB-188", "explicit-root-user"),
    // A number is a number, whatever a user is named.
    ("GB-191", "explicit-root-user"),
    // Out of range: the engine refuses it.
    ("GB-186", "root-group"),
];

#[test]
fn what_evades_a_guard_is_found() {
    let Some(folder) = shared("the rules on requests that evade a guard") else { return };
    let text = std::fs::read_to_string(folder.join("guard-bypasses.jsonl")).expect("the shared list");
    let cases: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let speaks = |id: &str, rule: &str| {
        let case = cases.iter().find(|case| case["id"] == id).expect("a case of the list");
        let body = case["body"].as_str().expect("a body");
        by_request(body).iter().any(|finding| finding.rule.id == rule)
    };
    for (id, rule) in FOUND {
        assert!(speaks(id, rule), "{id}: {rule} is silent");
    }
    for (id, rule) in LEFT_ALONE {
        assert!(!speaks(id, rule), "{id}: {rule} speaks");
    }
}
