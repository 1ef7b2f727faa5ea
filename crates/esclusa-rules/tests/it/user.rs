//! Practice 5 in every dialect: users and groups as the engine works them out.

use esclusa_finding::Severity;

use crate::asked::{
    by_compose, by_compose_file, by_engine, by_inspect, by_inspect_and_lists, by_run, expect, of, said,
};

/// The findings of one rule about a user, which must be the same in every dialect.
fn of_user(user: &str, rule: &str) -> Vec<(&'static str, Severity)> {
    let run = of(&by_run(&format!("--user '{user}' app:1")), rule);
    assert_eq!(of(&by_compose(&format!("user: '{user}'")), rule), run, "{user}");
    assert_eq!(of(&by_engine(&format!("\"User\": \"{user}\"")), rule), run, "{user}");
    run
}

#[test]
fn root_is_root_in_every_spelling() {
    for user in
        ["root", "0", "00", "+0", "-0", "0:0", "root:root", "0:1000", "root:1000", ":0", ":1000", ":", "0:"]
    {
        assert_eq!(of_user(user, "explicit-root-user"), [("explicit-root-user", Severity::Medium)], "{user}");
        assert_eq!(of_user(user, "root-by-default"), [], "{user}");
        assert_eq!(of_user(user, "root-group"), [], "of root another rule speaks: {user}");
    }
    for user in ["1000", "1000:1000", "app", "app:root", "1000:0", "rooted", "roots:0", "10", " 0"] {
        assert_eq!(of_user(user, "explicit-root-user"), [], "{user}");
    }
}

#[test]
fn roots_group_is_found_and_a_number_alone_has_it() {
    for user in ["1000:0", "1000:00", "1000:root", "app:0", "app:root", "app:+0"] {
        assert_eq!(of_user(user, "root-group"), [("root-group", Severity::Low)], "{user}");
    }
    for user in ["1000", "+1000", "65534", "1000:"] {
        assert_eq!(of_user(user, "root-group"), [("root-group-unsaid", Severity::Low)], "{user}");
    }
    for user in ["1000:1000", "app", "app:app", "app:", "1000:app", "1000:10"] {
        assert_eq!(of_user(user, "root-group"), [], "{user}");
    }
}

#[test]
fn groups_that_amount_to_root_are_found() {
    let group = |name: &str| {
        [
            format!("--group-add {name} app:1"),
            format!("group_add: ['{name}']"),
            format!("\"GroupAdd\": [\"{name}\"]"),
        ]
    };
    for (names, severity) in [
        (&["docker", "disk", "kmem", "lxd"][..], Some(Severity::Medium)),
        (&["root", "0", "00"], Some(Severity::Low)),
        (&["video", "44", "109", "dockerx", "1000"], None),
    ] {
        for name in names {
            let [run, compose, host] = group(name);
            let expected: Vec<_> =
                severity.map(|severity| ("privileged-group-added", severity)).into_iter().collect();
            expect("privileged-group-added", &expected, &[said(&run, &compose, &host)]);
        }
    }
}

#[test]
fn an_unset_variable_is_no_guess() {
    let found = by_compose("user: '${WHO}', group_add: ['${GROUP}']");
    assert_eq!(of(&found, "explicit-root-user"), [("explicit-root-user-unknown", Severity::Info)]);
    assert_eq!(of(&found, "root-group"), []);
    assert_eq!(of(&found, "privileged-group-added"), []);
}

/// What the engine says of a container holds what the image says: an empty user is root for certain.
#[test]
fn an_inspect_document_knows_the_images_user() {
    let found = |config: &str| {
        let document = format!(
            "{{\"Id\": \"1\", \"Config\": {{\"Image\": \"app:1\", {config}}}, \"HostConfig\": {{}}}}"
        );
        of(&by_inspect(&document), "root-by-default")
    };
    assert_eq!(found("\"User\": \"\", \"Entrypoint\": null"), [("root-by-default", Severity::Medium)]);
    assert_eq!(found("\"User\": \"app\", \"Entrypoint\": null"), []);
    assert_eq!(found("\"Cmd\": null"), [("root-by-default-unknown", Severity::Low)]);
    assert_eq!(
        of(&by_engine("\"User\": \"\""), "root-by-default"),
        [("root-by-default-unknown", Severity::Low)]
    );
}

/// The lists in a container say which group a user has who is said without one.
#[test]
fn the_group_of_a_running_container_is_the_one_in_its_lists() {
    let found = |user: &str, numbers: &str| of(&by_inspect_and_lists(user, numbers), "root-group");
    for (user, numbers) in [("1000", "1000:0"), ("app", "101:0"), ("app:", "101:0"), ("app:0", "101:0")] {
        assert_eq!(found(user, numbers), [("root-group", Severity::Low)], "{user}");
    }
    for (user, numbers) in [("1000", "1000:1000"), ("app", "101:102"), ("toor", "0:0")] {
        assert_eq!(found(user, numbers), [], "{user}");
    }
}

#[test]
fn the_user_of_a_built_image_counts() {
    let found = |user: &str| {
        let text = format!(
            "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM debian:13\n        {user}\n"
        );
        of(&by_compose_file(&text), "root-by-default")
    };
    assert_eq!(found("USER app"), []);
    assert_eq!(found("USER 1000"), []);
    for root in ["USER root", "USER 0:0", "USER :1000", "RUN true"] {
        assert_eq!(found(root), [("root-by-default", Severity::Medium)], "{root}");
    }
}
