//! What people are shown.

use esclusa_detect::{Known, redact, redact_entry};

#[test]
fn errors_that_quote_a_secret_are_shown_without_it() {
    for (text, shown) in [
        (
            "invalid argument \"password:hunter2X\" for \"--add-host\" flag: bad format for add-host: \"password:hunter2X\"",
            "invalid argument \"password:***\" for \"--add-host\" flag: bad format for add-host: \"password:***\"",
        ),
        ("invalid reference format: u:hunter2X@reg/x", "invalid reference format: u:***@reg/x"),
        (
            "services.web.x: invalid interpolation format: ${DB_PASSWORD:-hunter2X",
            "services.web.x: invalid interpolation format: ***",
        ),
        (
            "required variable DB_PASSWORD is missing a value: hunter2X is it",
            "required variable DB_PASSWORD is missing a value: ***",
        ),
        ("required variable A is missing a value: set it", "required variable A is missing a value: set it"),
        (
            "service \"web\" refers to undefined secret db_password: invalid compose project",
            "service \"web\" refers to undefined secret db_password: invalid compose project",
        ),
        ("unknown flag: --passwrod", "unknown flag: --passwrod"),
        ("\"GITHUB_TOKEN: hunter2X\"", "\"GITHUB_TOKEN: ***\""),
        ("{\\\"password\\\": \\\"hunter2X\\\"}", "{\\\"password\\\": \\\"***\\\"}"),
        ("redis-cli -a hunter2X ping", "redis-cli -a *** ping"),
        ("port 80/tcp", "port 80/tcp"),
    ] {
        assert_eq!(redact(text), shown);
    }
}

#[test]
fn an_entry_is_hidden_whole_even_where_it_is_only_probably_a_secret() {
    for (key, value, shown) in [
        ("0", "DB_PASSWORD=hunter2 X;y", "DB_PASSWORD=***"),
        ("0", "PASSWORD: hunter2X", "PASSWORD: ***"),
        ("password", "hunter2X", "***"),
        ("x-password", "admin", "***"),
        ("0", "REGISTRY_AUTH=hunter2X", "REGISTRY_AUTH=***"),
        ("0", "JWT=hunter2X", "JWT=***"),
        ("0", "PGPASS=hunter2X", "PGPASS=***"),
        ("0", "SECRET=123e4567-e89b-12d3-a456-426614174000", "SECRET=***"),
        ("0", "PASSWORD=${X:-hunter2X}", "PASSWORD=${X:-***}"),
        ("0", "PASSWORD=${X}", "PASSWORD=${X}"),
        ("0", "ALLOW_EMPTY_PASSWORD=yes", "ALLOW_EMPTY_PASSWORD=yes"),
        ("0", "PASSWORD_FILE=/run/secrets/x", "PASSWORD_FILE=/run/secrets/x"),
        ("o", "username=a,password=hunter2X", "username=a,password=***"),
        ("0", "GH=ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "GH=***"),
    ] {
        assert_eq!(redact_entry(key, value), shown, "{key}: {value}");
    }
}

#[test]
fn a_known_value_is_hidden_wherever_it_is_repeated() {
    let mut known = Known::default();
    for value in ["hunter2-tulip", "hunter2", "true", "admin", "password", "abc", "/run/secrets/x", "${X}"] {
        known.add(value);
    }
    assert_eq!(known.hide("a hunter2-tulip, hunter2; hunter"), "a ***, ***; hunter");
    assert_eq!(
        known.hide("true admin password abc /run/secrets/x"),
        "true admin password abc /run/secrets/x"
    );
    assert!(Known::default().is_empty() && !known.is_empty());
}

#[test]
fn so_many_values_that_begin_alike_are_still_hidden() {
    let mut known = Known::default();
    for number in 0..500 {
        known.add(&format!("hunter2tulip{number}"));
    }
    assert_eq!(known.hide("x hunter2tulip499 y"), "x *** y");
}
