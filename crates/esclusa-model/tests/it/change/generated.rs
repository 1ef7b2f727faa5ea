//! Generated containers and runs of changes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use serde_json::{Map, Value, json};

use super::changes::changes_for;
use super::inputs;
use super::languages::LANGUAGES;
use super::{changed, misread, try_change};

/// A container with some of the members of a careless one.
fn some_of(whole: &Value) -> impl Strategy<Value = Value> + use<> {
    let members: Vec<(String, Value)> =
        whole.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
    let count = members.len();
    subsequence(members, 0..=count)
        .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
}

/// A text of each dialect, made of the same parts as our own careless cases.
fn texts() -> impl Strategy<Value = Vec<(usize, String)>> {
    let engine: Value = serde_json::from_str(&inputs::of("engine")[0]).unwrap_or_default();
    let (outer, host) = (some_of(&engine[0]), some_of(&engine[0]["HostConfig"]));
    let service = some_of(&inputs::service());
    (outer, host, service).prop_map(|(mut outer, host, mut service)| {
        outer["Name"] = json!("careless");
        outer["Image"] = json!("nginx");
        outer["HostConfig"] = host;
        service["image"] = json!("nginx");
        let project = json!({ "name": "shop", "services": { "web": service }, "volumes": { "data": {} } });
        vec![(0, project.to_string()), (1, json!([outer, { "Name": "y", "Image": "z" }]).to_string())]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_run_of_changes_is_written_as_it_is_read(
        texts in texts(),
        picks in proptest::collection::vec(any::<Index>(), 1..8),
    ) {
        for (at, text) in texts {
            let language = &LANGUAGES[at];
            let projects = (language.read)(&text).map_err(TestCaseError::fail)?;
            for mut project in projects {
                prop_assert_eq!(misread(language, &project), None, "{}", text);
                for pick in &picks {
                    let changes: Vec<_> = project.containers().flat_map(changes_for).collect();
                    let change = pick.get(&changes);
                    let wrong = try_change(language, &project, change, &mut BTreeSet::new());
                    prop_assert_eq!(wrong, None, "{}", text);
                    project = changed(&project, change);
                }
            }
        }
    }
}
