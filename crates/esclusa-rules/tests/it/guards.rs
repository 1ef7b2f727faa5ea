//! Requests that a real engine took and that get around guards (the shared `guard-bypasses.jsonl`): each is found.

use std::collections::BTreeSet;

use esclusa_finding::Practice;
use esclusa_source::Sources;
use serde_json::Value;

use crate::read::read;
use crate::shared::shared;

/// What is not found, and why.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("GB-016", "its keys only look like the engine's: it asks for nothing"),
    ("GB-020", "a limit of memory, and a volume driver of which nothing is known"),
    ("GB-135", "a link on the host: no file says where it leads"),
    ("GB-147", "a folder under /tmp, which is of nobody's in particular"),
    ("GB-153", "the device on the host is /dev/null, whatever it is called inside"),
    ("GB-155", "a graphics card is what is asked for, not a way around anything"),
];

/// The rules of practices 1 to 3 and 6 that find something in a request, but those about what it lacks.
fn found(body: &str) -> BTreeSet<&'static str> {
    let mut sources = Sources::default();
    let reading = read("json engine", body, &mut sources);
    let findings = reading.projects.iter().flat_map(esclusa_rules::judge);
    let practices = [Practice::Ports, Practice::Privilege, Practice::Capabilities, Practice::Escalation];
    findings
        .filter(|finding| practices.contains(&finding.rule.practice))
        .filter(|finding| finding.message.id != "capabilities-not-dropped")
        .filter(|finding| finding.message.id != "privilege-escalation-allowed")
        .map(|finding| finding.rule.id)
        .collect()
}

#[test]
fn what_gets_around_guards_is_found() {
    let Some(folder) = shared("requests that get around guards") else { return };
    let text = std::fs::read_to_string(folder.join("guard-bypasses.jsonl")).expect("the cases");
    let mut judged = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let said = |key: &str| case[key].as_str().unwrap_or_default();
        let category = ["json", "legacy", "caps", "secopt", "ns", "mount", "device", "ports"];
        let denied = said("guard_expect") == "deny" && said("engine_effect").contains("tested");
        if !category.contains(&said("category")) || !said("path").ends_with("/containers/create") || !denied {
            continue;
        }
        let id = said("id");
        let none = found(said("body")).is_empty();
        let excepted = EXCEPTIONS.iter().any(|(exception, _)| *exception == id);
        // What the engine itself refuses does nothing; what it took must be found.
        let refused = said("engine_effect").contains(": 500");
        assert!(excepted || refused || !none, "{id}: {}", said("title"));
        assert!(!excepted || none, "{id} is found: no exception any more");
        judged += 1;
    }
    assert!(judged > 40, "{judged} cases");
}
