//! `esclusa translate --to compose --canonical`.

use crate::command::{Folder, run};

fn folder() -> Folder {
    Folder::new()
        .with("compose.yaml", "name: shop\nservices:\n  web: {image: 'a:${TAG:-1}', cap_add: [A]}\n")
        .with(
            "compose.override.yaml",
            "services:\n  web: {privileged: 'yes'}\n  debug: {image: d, profiles: [debug]}\n",
        )
        .with("plain.yaml", "services: {web: {user: '${U}'}}\n")
}

fn json(out: &str) -> serde_json::Value {
    serde_json::from_str(out).expect("JSON")
}

#[test]
fn a_folder_is_read_with_its_override() {
    let folder = folder();
    let run = folder.esclusa(&["translate", "--to", "compose", "--canonical", "."]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let printed = json(&run.out);
    assert_eq!(printed["services"]["web"]["privileged"], true);
    assert_eq!(printed["services"]["debug"]["image"], "d");
    assert!(run.out.starts_with("{\n  \"name\": \"shop\",\n  \"networks\": {"), "{}", run.out);
}

#[test]
fn profiles_choose_and_files_are_merged_in_order() {
    let folder = folder();
    let command = ["translate", "--to", "compose", "--canonical"];
    let out = folder.esclusa(&[&command[..], &["--profile", "other", "."]].concat()).out;
    assert!(json(&out)["services"].get("debug").is_none());
    let out = folder.esclusa(&[&command[..], &["-f", "compose.yaml", "-f", "plain.yaml"]].concat()).out;
    assert_eq!(json(&out)["services"]["web"]["image"], "a:1");
    assert!(json(&out)["services"]["web"].get("user").is_none());
    let out =
        folder.esclusa(&[&command[..], &["compose.yaml", "plain.yaml", "--no-interpolate"]].concat()).out;
    assert_eq!(json(&out)["services"]["web"]["user"], "${U}");
    assert_eq!(json(&out)["services"]["web"]["image"], "a:${TAG:-1}");
    let command: Vec<&str> = [&command[..], &["compose.yaml"]].concat();
    let out = run(&folder.0, &command, &[("TAG", "$2")]).out;
    assert_eq!(json(&out)["services"]["web"]["image"], "a:$$2");
}

#[test]
fn what_compose_refuses_is_refused_unless_told_not_to_check() {
    let folder = Folder::new().with("compose.yaml", "services: {web: {user: u}}\n");
    let command = ["translate", "--to", "compose", "--canonical", "compose.yaml"];
    let refused = folder.esclusa(&command);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(refused.err.contains("compose.yaml:1:12"), "{}", refused.err);
    let taken = folder.esclusa(&[&command[..], &["--no-consistency"]].concat());
    assert_eq!(json(&taken.out)["services"]["web"]["user"], "u");
    for arguments in [
        &["translate", "--to", "run", "--canonical", "compose.yaml"][..],
        &["translate", "--to", "compose", "--canonical", "--", "docker", "run", "x"],
        &["translate", "--to", "compose", "--canonical"],
        &["translate", "--to", "compose", "--canonical", "none.yaml"],
    ] {
        let run = folder.esclusa(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}
