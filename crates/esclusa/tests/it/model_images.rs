//! `esclusa model`: what is known of the images, and whence.

use serde_json::{Value, json};

use crate::command::Folder;

/// The image of the first container that `esclusa model` shows.
pub(crate) fn image(folder: &Folder, file: &str) -> Value {
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
