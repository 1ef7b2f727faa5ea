//! Variables, and secrets that leave them.

use esclusa_model::Change;

use super::{becomes, changed, changed_among, project, refuses};

fn remove(variable: &str) -> Change {
    Change::RemoveVariable { variable: variable.to_owned() }
}

fn secret(source: &str, target: &str) -> Change {
    Change::ReadSecretFromFile {
        variable: "PASSWORD".to_owned(),
        source: source.to_owned(),
        target: target.to_owned(),
    }
}

#[test]
fn a_variable_goes_in_both_forms() {
    for (before, after) in [
        ("environment:\n  A: 1\n  PASSWORD: x # c\n  B: 2", "environment:\n  A: 1\n  B: 2"),
        ("environment:\n  - A=1\n  - PASSWORD=x", "environment:\n  - A=1"),
        ("environment:\n  - PASSWORD\nuser: x", "user: x"),
        ("environment: {PASSWORD: x}\nuser: x", "user: x"),
        ("environment: {A: 1, PASSWORD: x}", "environment: {A: 1}"),
        ("environment: [\"PASSWORD=a\", \"PASSWORD=b\", \"A=1\"]", "environment: [\"A=1\"]"),
        ("environment:\n  PASSWORD:\n  A: 1", "environment:\n  A: 1"),
        ("environment:\n  PASSWORD: |\n    a\n    b\n  A: 1", "environment:\n  A: 1"),
        ("environment: {PASSWORDS: x}", "environment: {PASSWORDS: x}"),
    ] {
        becomes(before, &remove("PASSWORD"), after);
    }
}

#[test]
fn a_secret_is_read_from_a_file() {
    let change = secret("/p/secrets/password", "/run/secrets/password");
    let top = "secrets:\n  password:\n    file: ./secrets/password\n";
    for (before, after) in [
        (
            "environment:\n  PASSWORD: hunter2 # keep\n  A: 1",
            "environment:\n  PASSWORD_FILE: /run/secrets/password # keep\n  A: 1\nsecrets:\n  - password",
        ),
        (
            "environment:\n  - A=1\n  - PASSWORD=hunter2",
            "environment:\n  - A=1\n  - PASSWORD_FILE=/run/secrets/password\nsecrets:\n  - password",
        ),
        (
            "environment:\n- \"PASSWORD=hunter2\"\n- \"PASSWORD_FILE=/old\"\nuser: x",
            "environment:\n- \"PASSWORD_FILE=/run/secrets/password\"\nsecrets:\n- password\nuser: x",
        ),
        (
            "environment: {PASSWORD: hunter2, PASSWORD_FILE: /old}",
            "environment: {PASSWORD_FILE: /run/secrets/password}\nsecrets:\n  - password",
        ),
    ] {
        let text = changed(&project(before), &change);
        assert_eq!(text.as_deref(), Ok(format!("{}{top}", project(after)).as_str()), "{before}");
        assert!(!text.unwrap_or_default().contains("hunter2"));
    }
}

#[test]
fn the_projects_secrets_are_joined() {
    let change = secret("/p/secrets/password", "/run/secrets/password");
    let text = "services:\n  web:\n    image: x\n    environment:\n      PASSWORD: a\n    secrets:\n      - key\n\n# Keys\nsecrets:\n  key:\n    file: ./key\n\nvolumes: {}\n";
    let after = "services:\n  web:\n    image: x\n    environment:\n      PASSWORD_FILE: /run/secrets/password\n    secrets:\n      - key\n      - password\n\n# Keys\nsecrets:\n  key:\n    file: ./key\n  password:\n    file: ./secrets/password\n\nvolumes: {}\n";
    assert_eq!(changed(text, &change).as_deref(), Ok(after));
    // A key that is taken is another one; one of the same file is used.
    let text = "services: {web: {image: x, environment: {PASSWORD: a}, secrets: [password]}}\nsecrets: {password: {file: /elsewhere}}\n";
    let after = "services: {web: {image: x, environment: {PASSWORD_FILE: /run/secrets/p2}, secrets: [password, p2]}}\nsecrets: {password: {file: /elsewhere}, p2: {file: /s/p2}}\n";
    assert_eq!(changed(text, &secret("/s/p2", "/run/secrets/p2")).as_deref(), Ok(after));
    let text = "services:\n  web:\n    image: x\n    environment: {PASSWORD: a}\n  db: {image: y, secrets: [password]}\nsecrets: {password: {file: /s/p}}\n";
    let after = "services:\n  web:\n    image: x\n    environment: {PASSWORD_FILE: /run/secrets/password}\n    secrets: [password]\n  db: {image: y, secrets: [password]}\nsecrets: {password: {file: /s/p}}\n";
    assert_eq!(changed(text, &secret("/s/p", "/run/secrets/password")).as_deref(), Ok(after));
    let after = "services:\n  web:\n    image: x\n    environment: {PASSWORD_FILE: /etc/pw}\n    secrets: [{source: web_password, target: /etc/pw}]\n  db: {image: y, secrets: [password]}\nsecrets: {password: {file: /s/p}, web_password: {file: /s/other}}\n";
    assert_eq!(changed(text, &secret("/s/other", "/etc/pw")).as_deref(), Ok(after));
}

#[test]
fn two_services_may_read_secrets_in_one_pass() {
    use esclusa_model::dialect::compose::lower;
    use esclusa_source::Edits;
    let text = "services:\n  web: {image: x, environment: {PASSWORD: a}}\n  db: {image: y, environment: {PASSWORD: b}}\n";
    let case = super::Case::of(&[("compose.yaml", text)], &["compose.yaml"]);
    let (reading, sources) = case.read();
    let mut edits = Edits::default();
    let met: Vec<bool> = ["web", "db"]
        .iter()
        .map(|service| {
            let change = secret(&format!("/p/{service}"), &format!("/run/secrets/{service}"));
            let project = &reading.projects[0];
            let container = super::law::container(project, service).unwrap_or_else(|| panic!("{service}"));
            let lowered =
                lower(project, container, &change, &sources).unwrap_or_else(|why| panic!("{why:?}"));
            edits.add(&lowered).is_err()
        })
        .collect();
    // The second is told to wait: `secrets:` would be there twice.
    assert_eq!(met, [false, true]);
}

#[test]
fn variables_of_other_texts_are_refused() {
    let why = "the variable is written in an `env_file`";
    let files = [
        ("compose.yaml", "services:\n  web:\n    image: x\n    env_file: e\n    environment: {A: 1}\n"),
        ("e", "PASSWORD=x\nA=2\n"),
    ];
    for variable in ["PASSWORD", "A"] {
        let refused = changed_among(&files, &["compose.yaml"], "web", &remove(variable)).err();
        assert_eq!(refused.as_deref(), Some(why), "{variable}");
    }
    let why = "it is written in a text that the service takes over from elsewhere";
    let text = "x-env: &env {PASSWORD: a}\nservices:\n  web:\n    image: x\n    environment: *env\n";
    assert_eq!(changed(text, &remove("PASSWORD")).err().as_deref(), Some(why));
    let text = "x-env: &env {PASSWORD: a}\nservices:\n  web:\n    image: x\n    environment:\n      <<: *env\n      B: 1\n";
    assert_eq!(changed(text, &remove("PASSWORD")).err().as_deref(), Some(why));
    refuses(
        "environment:\n  PASSWORD: !!str x\n  A: &a 1\n  B: *a",
        &remove("A"),
        "an alias repeats it elsewhere",
    );
}
