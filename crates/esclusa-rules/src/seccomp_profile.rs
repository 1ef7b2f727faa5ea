//! Seccomp profiles: whether one filters anything.

use serde_json::{Map, Value};

/// How much a profile keeps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Nothing.
    None,
    /// What it names; everything else passes.
    Denies,
    /// Everything that it does not name; also a profile that is not understood, which the engine refuses.
    Allows,
}

/// The strictness of a profile in the text that the client sends.
pub(crate) fn strictness(profile: &str) -> Strictness {
    let Ok(Value::Object(profile)) = serde_json::from_str::<Value>(profile) else {
        return Strictness::Allows;
    };
    // Without a default action the engine applies no filter at all.
    match text(&profile, "defaultAction") {
        "" => Strictness::None,
        action if !passes(action) => Strictness::Allows,
        _ if restricts(&profile) => Strictness::Denies,
        _ => Strictness::None,
    }
}

/// Whether a system call goes on after this action.
fn passes(action: &str) -> bool {
    matches!(action, "SCMP_ACT_ALLOW" | "SCMP_ACT_LOG")
}

/// Whether any system call is named and stopped.
fn restricts(profile: &Map<String, Value>) -> bool {
    let rules = member(profile, "syscalls").and_then(Value::as_array);
    rules.into_iter().flatten().filter_map(Value::as_object).any(|rule| {
        let names = member(rule, "names").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
        (names || !text(rule, "name").is_empty()) && !passes(text(rule, "action"))
    })
}

/// A member as Go's decoder finds it: without case, the last one.
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().rev().find(|(key, _)| esclusa_model::shape::same_key(name, key)).map(|(_, value)| value)
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> &'a str {
    member(object, name).and_then(Value::as_str).unwrap_or_default()
}
