//! `esclusa model`: what is known of the images, and whence.

use serde_json::{Value, json};

use crate::command::Folder;

/// The image of the first container that `esclusa model` shows.
fn image(folder: &Folder, file: &str) -> Value {
    let run = folder.esclusa(&["model", file, "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let model: Value = serde_json::from_str(&run.out).expect("JSON");
    model["projects"][0]["workloads"][0]["containers"][0]["image"].clone()
}

#[test]
fn a_known_image_has_facts_with_their_source() {
    let folder = Folder::new()
        .with("compose.yaml", "services:\n  web:\n    image: nginx:1.29\n")
        .with("run.sh", "docker run nginx:1.29\n")
        .with("create.json", "{\"Image\": \"nginx:1.29\"}");
    let compose = image(&folder, "compose.yaml");
    assert_eq!(compose["user"]["value"], "");
    assert_eq!(compose["user"]["source"]["kind"], "known-images");
    assert!(compose["user"]["source"]["url"].as_str().expect("an address").starts_with("https://"));
    assert_eq!(compose["exposed_ports"]["items"][0]["value"], "80/tcp");
    assert_eq!(image(&folder, "run.sh"), compose);
    assert_eq!(image(&folder, "create.json"), compose);
}

#[test]
fn of_an_unknown_image_nothing_is_known() {
    let folder = Folder::new()
        .with("compose.yaml", "services:\n  web:\n    image: example.com/app:1\n")
        .with("run.sh", "docker run nginx:$TAG\n");
    for file in ["compose.yaml", "run.sh"] {
        let image = image(&folder, file);
        assert_eq!(image["user"], Value::Null, "{file}");
        assert_eq!(image["exposed_ports"], json!({ "complete": false, "items": [] }), "{file}");
    }
}

#[test]
fn what_a_service_builds_is_read_from_its_dockerfile() {
    let folder = Folder::new()
        .with("compose.yaml", "services:\n  web:\n    build: app\n")
        .with("app/Dockerfile", "FROM nginx:1.29\nENV DB_PASSWORD=hunter2-very-secret A=1\nUSER app\n");
    let shown = image(&folder, "compose.yaml");
    assert_eq!(shown["user"]["value"], "app");
    assert_eq!(shown["user"]["source"]["kind"], "dockerfile");
    assert_eq!(shown["user"]["source"]["location"]["path"], "app/Dockerfile");
    assert_eq!(shown["user"]["source"]["location"]["line"], 3);
    assert_eq!(shown["exposed_ports"]["items"][0]["source"]["kind"], "known-images");
    let env = &shown["env"]["items"];
    assert_eq!((&env[0]["value"], &env[0]["hidden"]), (&json!("DB_PASSWORD"), &json!(true)));
    assert_eq!(env[1]["value"], "A=1");
    let audit = folder.esclusa(&["audit", "compose.yaml"]);
    assert!(!audit.out.contains("root-by-default"), "{}", audit.out);
}

#[test]
fn a_broken_dockerfile_is_loud_in_an_audit_and_no_matter_for_a_translation() {
    let folder = Folder::new()
        .with("compose.yaml", "services:\n  web:\n    build: .\n")
        .with("Dockerfile", "FROM a\nroot:x:0\n");
    let audit = folder.esclusa(&["audit", "compose.yaml"]);
    assert_eq!(audit.code, Some(2), "{audit:?}");
    assert!(audit.err.contains("Dockerfile:2") && !audit.err.contains("root:x"), "{}", audit.err);
    let translate = folder.esclusa(&["translate", "--to", "compose", "compose.yaml"]);
    assert_eq!(translate.code, Some(0), "{translate:?}");
}

#[test]
fn a_dockerfile_alone_is_judged() {
    let run = Folder::new().with("Dockerfile", "FROM a\n").esclusa(&["audit", "Dockerfile"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for rule in ["image-runs-as-root", "latest-image-tag", "no-health-check"] {
        assert!(run.out.contains(&format!("[{rule}]")), "{rule}: {}", run.out);
    }
}
