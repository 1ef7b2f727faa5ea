//! Compose files that a Markdown page shows.

use esclusa_model::Change;
use esclusa_model::dialect::compose::lower;
use esclusa_source::{Edits, Sources, compose_blocks, edit_of_page};

use super::law::{Case, container};

/// The page after a change of the service `web` of each of its blocks.
fn changed_page(page: &str, change: &Change) -> String {
    let mut sources = Sources::default();
    let id = sources.add("README.md", page);
    let mut edits = Edits::default();
    for block in compose_blocks(id, page).texts {
        let case = Case::of(&[("README.md", &block)], &["README.md"]);
        let (reading, read) = case.read();
        let project = &reading.projects[0];
        let service = container(project, "web").unwrap_or_else(|| panic!("{block}"));
        let lowered = lower(project, service, change, &read).unwrap_or_else(|why| panic!("{why:?}"));
        let of_page = lowered.iter().map(|edit| edit_of_page(edit, &block, id, page));
        let of_page: Vec<_> = of_page.map(|edit| edit.unwrap_or_else(|| panic!("{block:?}"))).collect();
        edits.add(&of_page).unwrap_or_else(|met| panic!("{met:?}"));
    }
    edits.apply(id, page).unwrap_or_else(|| panic!("edits that do not fit"))
}

#[test]
fn blocks_are_changed_in_place() {
    let change = Change::DropAllCapabilities { keep: Vec::new() };
    let page = "# Añá\n\n- item:\n\n  ```yaml\n  services:\n    web:\n      image: x\n      ports:\n        - \"80\"\n  ```\n\n> quoted\n>\n> ```yaml\n> services:\n>   web:\n>     image: y\n>     cap_drop:\n>     - KILL\n>     - CHOWN\n> ```\n\n```yaml\nservices:\n  web:\n    image: z\n```\n";
    let after = page
        .replace("        - \"80\"\n", "        - \"80\"\n      cap_drop:\n        - ALL\n")
        .replace(">     - KILL\n>     - CHOWN\n", ">     - ALL\n")
        .replace("    image: z\n", "    image: z\n    cap_drop:\n      - ALL\n");
    assert_eq!(changed_page(page, &change), after);
    assert_eq!(changed_page(&page.replace('\n', "\r\n"), &change), after.replace('\n', "\r\n"));
    let user = Change::SetUser { user: "5:5".to_owned() };
    let after = changed_page(page, &user);
    assert_eq!(after.matches("user: \"5:5\"").count(), 3, "{after}");
    assert!(after.contains("\n>     image: y\n>     user: \"5:5\"\n>     cap_drop"), "{after}");
}
