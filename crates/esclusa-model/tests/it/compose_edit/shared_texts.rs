//! Texts that services share: anchors, merge keys, bases, overrides, includes.

use esclusa_model::{Change, Namespace};

use super::{changed, changed_among};

const SHARED: &str = "other services take their text from here and would change with it";
const ELSEWHERE: &str = "it is written in a text that the service takes over from elsewhere";

fn drop_all() -> Change {
    Change::DropAllCapabilities { keep: Vec::new() }
}

fn logs() -> Change {
    Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 }
}

#[test]
fn what_a_merge_key_says_is_said_anew() {
    let common = "x-common: &common\n  privileged: true\n  cap_drop:\n    - CHOWN\n  cap_add: &caps\n    - SYS_ADMIN # c\n    - KILL\n  restart: always\n  security_opt: [\"a=b\"]\n";
    let service =
        "services:\n  web:\n    <<: *common\n    image: nginx:1\n  db:\n    <<: *common\n    image: x\n";
    let text = format!("{common}{service}");
    for (change, line) in [
        (Change::DropPrivileged, "\n    privileged: false"),
        (drop_all(), "\n    cap_drop:\n      - ALL\n    cap_add: []"),
        (
            Change::DropAllCapabilities { keep: vec!["KILL".into()] },
            "\n    cap_drop:\n      - ALL\n    cap_add:\n      - KILL",
        ),
        (Change::SetRestart { policy: "no".into(), most: 0 }, "\n    restart: \"no\""),
        (Change::ForbidNewPrivileges, "\n    security_opt:\n      - \"a=b\"\n      - no-new-privileges:true"),
        (Change::LimitProcesses { processes: 9 }, "\n    pids_limit: 9"),
    ] {
        let after = text.replace("    image: nginx:1", &format!("    image: nginx:1{line}"));
        assert_eq!(changed(&text, &change).as_deref(), Ok(after.as_str()), "{change:?}");
    }
}

#[test]
fn an_alias_is_written_out_with_the_change() {
    let text = "x-log: &log # all\n  driver: json-file\n  options:\n    max-size: 1g\nservices:\n  web:\n    image: x\n    logging: *log # c\n    ports: *ports\n    user: *me\n  db:\n    image: y\n    logging: *log\n";
    let text = format!("x-ports: &ports [\"80:80\", 81]\nx-me: &me root\n{text}");
    for (change, from, to) in [
        (
            logs(),
            "    logging: *log # c\n    ports",
            "    logging: # c\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: \"3\"\n    ports",
        ),
        (
            Change::BindPortToLoopback { port: "80/tcp".into() },
            "ports: *ports",
            "ports: [\"127.0.0.1:80:80\", 81]",
        ),
        (Change::SetUser { user: "5:5".into() }, "user: *me", "user: \"5:5\""),
    ] {
        let after = text.replace(from, to);
        assert_ne!(after, text);
        assert_eq!(changed(&text, &change).as_deref(), Ok(after.as_str()), "{change:?}");
    }
}

#[test]
fn nested_merge_keys_keep_what_they_give() {
    let text = "x-log: &log {driver: json-file, options: {tag: a}}\nservices:\n  web:\n    image: x\n    logging:\n      <<: *log\n  db: {image: y, logging: *log}\n";
    let after = text.replace(
        "      <<: *log\n",
        "      <<: *log\n      options:\n        tag: a\n        max-size: \"10m\"\n        max-file: \"3\"\n",
    );
    assert_eq!(changed(text, &logs()).as_deref(), Ok(after.as_str()));
}

#[test]
fn a_service_that_others_take_is_left() {
    let text = "services:\n  web: &web\n    image: x\n    restart: always\n  worker:\n    <<: *web\n    restart: \"no\"\n";
    assert_eq!(changed(text, &drop_all()).err().as_deref(), Some(SHARED));
    // What the other says itself is not shared.
    let after = text.replacen("restart: always", "restart: unless-stopped", 1);
    let change = Change::SetRestart { policy: "unless-stopped".into(), most: 0 };
    assert_eq!(changed(text, &change).as_deref(), Ok(after.as_str()));
    let worker = changed_among(&[("compose.yaml", text)], &["compose.yaml"], "worker", &drop_all());
    let after = format!("{text}    cap_drop:\n      - ALL\n");
    assert_eq!(worker.map(|case| case.text("compose.yaml")), Ok(after));
    let text = "services:\n  web: &web {image: x}\n  same: *web\n";
    assert_eq!(changed(text, &drop_all()).err().as_deref(), Some(SHARED));
    let same = changed_among(&[("compose.yaml", text)], &["compose.yaml"], "same", &drop_all());
    assert_eq!(same.err().as_deref(), Some("the service is an alias of another text"));
    // An anchor that nobody uses is the service's own text.
    let text = "services:\n  web: &web\n    image: x\n    cap_drop: &caps [KILL]\n";
    assert_eq!(changed(text, &drop_all()).as_deref(), Ok(text.replace("KILL", "ALL").as_str()));
    let text =
        "services:\n  web:\n    image: x\n    cap_drop: &caps [KILL]\n  db: {image: y, cap_drop: *caps}\n";
    assert_eq!(changed(text, &drop_all()).err().as_deref(), Some("an alias repeats it elsewhere"));
}

#[test]
fn a_base_is_left_and_overridden() {
    let text = "services:\n  base:\n    image: x\n    privileged: true\n    pid: host\n    cap_add:\n      - SYS_ADMIN\n      - KILL\n  web:\n    extends: base\n    restart: always\n";
    let extended = "another service extends this one and would change with it";
    let base = changed_among(&[("compose.yaml", text)], &["compose.yaml"], "base", &drop_all());
    assert_eq!(base.err().as_deref(), Some(extended));
    for (change, lines) in [
        (Change::DropPrivileged, "    privileged: false\n"),
        (Change::PrivateNamespace(Namespace::Pid), "    pid: \"\"\n"),
        (Change::ForbidNewPrivileges, "    security_opt:\n      - no-new-privileges:true\n"),
        (Change::AddCapability { capability: "CHOWN".into() }, "    cap_add:\n      - CHOWN\n"),
        (
            Change::DropAllCapabilities { keep: vec!["KILL".into()] },
            "    cap_drop:\n      - ALL\n    cap_add: !override\n      - KILL\n",
        ),
        (drop_all(), "    cap_drop:\n      - ALL\n    cap_add: !reset []\n"),
        (logs(), "    logging:\n      options:\n        max-size: \"10m\"\n        max-file: \"3\"\n"),
    ] {
        assert_eq!(changed(text, &change).as_deref(), Ok(format!("{text}{lines}").as_str()), "{change:?}");
    }
    let files = [
        ("compose.yaml", "services:\n  web:\n    extends:\n      file: base.yaml\n      service: b\n"),
        ("base.yaml", "services:\n  b:\n    image: x\n    privileged: true\n    cap_add: [KILL]\n"),
    ];
    let after = changed_among(&files, &["compose.yaml"], "web", &Change::DropPrivileged);
    let own = after.map(|case| (case.text("compose.yaml"), case.text("base.yaml")));
    assert_eq!(own, Ok((format!("{}    privileged: false\n", files[0].1), files[1].1.to_owned())));
    let refused = changed_among(&files, &["compose.yaml"], "web", &drop_all());
    assert_eq!(refused.err().as_deref(), Some(ELSEWHERE));
}

#[test]
fn a_value_of_several_files_is_changed_where_it_is_written() {
    let files = [
        ("a.yaml", "services:\n  web:\n    image: x\n    restart: always\n    cap_add: [KILL]\n"),
        ("b.yaml", "services:\n  web:\n    privileged: true\n    cap_add: [CHOWN]\n    restart: \"no\"\n"),
    ];
    let texts = |change: &Change| {
        let after = changed_among(&files, &["a.yaml", "b.yaml"], "web", change);
        after.map(|case| (case.text("a.yaml"), case.text("b.yaml")))
    };
    let (a, b) = (files[0].1.to_owned(), files[1].1.to_owned());
    let restart = Change::SetRestart { policy: "unless-stopped".into(), most: 0 };
    assert_eq!(texts(&restart), Ok((a.clone(), b.replace("\"no\"", "\"unless-stopped\""))));
    assert_eq!(texts(&Change::DropPrivileged), Ok((a.clone(), b.replace("    privileged: true\n", ""))));
    assert_eq!(
        texts(&Change::LimitProcesses { processes: 9 }),
        Ok((format!("{a}    pids_limit: 9\n"), b.clone()))
    );
    let chown = Change::DropCapability { capability: "CHOWN".into() };
    assert_eq!(
        texts(&chown),
        Ok((
            format!("{a}    cap_drop: [CHOWN]\n")
                .replace("\n    cap_drop: [CHOWN]\n", "\n    cap_drop: [CHOWN]\n"),
            b.replace("    cap_add: [CHOWN]\n", "")
        ))
    );
    assert_eq!(texts(&drop_all()), Err(ELSEWHERE.to_owned()));
}

#[test]
fn an_included_service_is_changed_in_its_file() {
    let files = [
        ("compose.yaml", "include: [sub/inc.yaml]\nservices: {db: {image: y}}\n"),
        ("sub/inc.yaml", "services:\n  web:\n    image: x\n"),
    ];
    let after = changed_among(&files, &["compose.yaml"], "web", &drop_all());
    let own = after.map(|case| (case.text("compose.yaml"), case.text("sub/inc.yaml")));
    assert_eq!(own, Ok((files[0].1.to_owned(), format!("{}    cap_drop:\n      - ALL\n", files[1].1))));
}
