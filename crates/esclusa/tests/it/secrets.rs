//! A secret's value is in no output: not in findings, problems or the model, and not in the errors of a translation.

use crate::command::{Folder, Run, run};

/// What must not be shown.
const SECRET: &str = "hunter2Xq9";

fn shows(run: &Run) -> bool {
    run.out.contains("hunter2") || run.err.contains("hunter2")
}

/// The lines that show it.
fn shown(run: &Run) -> String {
    let lines = run.out.lines().chain(run.err.lines());
    lines.filter(|line| line.contains("hunter2")).collect::<Vec<_>>().join("\n")
}

/// Audits and models a file; translates it, of which only the errors may not show it.
fn never_shown(name: &str, text: &str) {
    let text = text.replace("SECRET", SECRET);
    let folder = Folder::new().with(name, &text);
    for arguments in [&["audit", name][..], &["audit", "--format", "json", name], &["model", name]] {
        let run = folder.esclusa(arguments);
        assert!(!shows(&run), "{arguments:?} of\n{text}\n{}", shown(&run));
        assert!(!run.out.is_empty() || !run.err.is_empty(), "{arguments:?} of\n{text}: nothing is said");
    }
    let run = folder.esclusa(&["translate", "--to", "engine", name]);
    assert!(!run.err.contains("hunter2"), "translate of\n{text}\n{}", run.err);
}

/// A service of one key.
fn service(key: &str) {
    never_shown("compose.yaml", &format!("services:\n  web:\n    image: a\n    {key}\n"));
}

#[test]
fn in_the_words_of_commands() {
    for words in [
        r#"["redis-server", "--requirepass", "SECRET"]"#,
        r#"["app", "--password", "SECRET"]"#,
        r#"["app", "--password=SECRET"]"#,
        r#"["minio", "server", "--secret-key", "SECRET"]"#,
        r#"["mysqladmin", "ping", "-pSECRET"]"#,
        r#"["curl", "-u", "user:SECRET", "http://x"]"#,
        r#"["redis-cli", "-a", "SECRET", "ping"]"#,
        r#"["curl", "-H", "Authorization: Bearer SECRET"]"#,
        r#"["curl", "-H", "X-Api-Key: SECRET"]"#,
        r#"["sh", "-c", "mysql -pSECRET -e 'select 1'"]"#,
        r#"["sh", "-c", "echo '{\"password\": \"SECRET\"}' | post"]"#,
        r#"["app", "jdbc:mysql://db/x?user=a&password=SECRET"]"#,
        r#"["app", "Server=db;User Id=sa;Password=SECRET;"]"#,
        r#"["app", "u:SECRET@reg/x"]"#,
    ] {
        service(&format!("command: {words}"));
        service(&format!("entrypoint: {words}"));
        let test = words.replacen('[', "[\"CMD\", ", 1);
        service(&format!("healthcheck: {{test: {test}}}"));
    }
    service("command: redis-server --requirepass SECRET");
    service("healthcheck: {test: 'mysqladmin ping -pSECRET || exit 1'}");
    // The entry point says what the command's words are.
    service(
        "{entrypoint: [mysql], command: [-pSECRET]}"
            .trim_matches(['{', '}'])
            .replace(", command", "\n    command")
            .as_str(),
    );
}

#[test]
fn under_names_and_in_values_of_every_form() {
    for name in [
        "DB_PASSWORD",
        "AUTH",
        "JWT",
        "PGPASS",
        "API_KEY",
        "NPM_TOKEN",
        "MYSQL_PWD",
        "dbPassword",
        "KEY_BASE_PASSWORD",
    ] {
        service(&format!("environment: {{{name}: SECRET}}"));
        service(&format!("environment: ['{name}=SECRET']"));
        service(&format!("environment: ['{name}: SECRET']"));
        service(&format!("labels: {{{name}: SECRET}}"));
        service(&format!("labels: ['{name}=SECRET']"));
        service(&format!("build: {{context: ., args: {{{name}: SECRET}}}}"));
        service(&format!("build: {{context: ., args: ['{name}=SECRET']}}"));
        service(&format!("x-{}: SECRET", name.to_lowercase()));
    }
    for value in [
        "postgres://u:SECRET@db/x",
        "u:SECRET@reg/x",
        "jdbc:postgresql://db/x?password=SECRET",
        "jdbc:oracle:thin:scott/SECRET@//db:1521/x",
        "Server=db;Password=SECRET;Encrypt=no",
        r#"{\"user\": \"a\", \"password\": \"SECRET\"}"#,
        "-Dspring.datasource.password=SECRET -Xmx1g",
        "--requirepass SECRET",
        "${DB_PASSWORD:-SECRET}",
        "${DB_PASSWORD-SECRET}",
        "${A:-${DB_PASSWORD:-SECRET}}",
        "Authorization: Basic SECRET",
    ] {
        service(&format!("environment: {{X: \"{value}\"}}"));
        service(&format!("labels: {{X: \"{value}\"}}"));
        service(&format!("build: {{context: ., args: {{X: \"{value}\"}}}}"));
        service(&format!("command: [\"{value}\"]"));
    }
}

#[test]
fn in_what_stands_around_the_services() {
    for text in [
        "services: {web: {image: a, volumes: ['v:/v']}}\nvolumes: {v: {driver_opts: {type: cifs, o: 'username=u,password=SECRET'}}}",
        "services: {web: {image: a, volumes: ['v:/v']}}\nvolumes: {v: {driver_opts: {password: SECRET}}}",
        "services: {db: {provider: {type: x, options: {password: SECRET}}}}",
        "services: {web: {image: a, logging: {driver: splunk, options: {splunk-token: SECRET}}}}",
        "services: {web: {image: a, deploy: {labels: {db.password: SECRET}}}}",
        "services: {web: {image: a}}\nx-password: SECRET",
        "services: {web: {image: a, configs: [c]}}\nconfigs: {c: {content: 'password=SECRET'}}",
        "services: {web: {image: a, mac_address: 'password:SECRET'}}",
        "services: {web: {image: 'u:SECRET@reg/x'}}",
        "services: {web: {image: a, annotations: {token: SECRET}}}",
    ] {
        never_shown("compose.yaml", text);
    }
}

#[test]
fn the_same_value_under_another_name() {
    for other in [
        "labels: {note: SECRET}",
        "environment: {DB_PASSWORD: SECRET, OTHER: SECRET}",
        "healthcheck: {test: [CMD, check, SECRET]}",
        "command: [serve, SECRET]",
        "build: {context: ., args: {X: 'a-SECRET-b'}}",
        "hostname: SECRET",
        "extra_hosts: ['SECRET:1.2.3.4']",
    ] {
        never_shown(
            "compose.yaml",
            &format!(
                "services:\n  db: {{image: a, environment: {{POSTGRES_PASSWORD: SECRET}}}}\n  web:\n    image: a\n    {other}\n"
            ),
        );
    }
    never_shown(
        "compose.yaml",
        "services:\n  db: {image: a, environment: {PGPASSWORD: &p SECRET}}\n  web: {image: a, labels: {x: *p}, command: [*p]}\n",
    );
}

#[test]
fn in_what_docker_and_compose_refuse() {
    for line in [
        "docker run --add-host password:SECRET nginx",
        "docker run --sysctl password=SECRET nginx",
        "docker run u:SECRET@reg/x",
        "docker run --memory 'password=SECRET' nginx",
        "docker run -e DB_PASSWORD=SECRET --cpus SECRET nginx",
        "docker run --label x=SECRET -e DB_PASSWORD=SECRET -p SECRET:80 nginx",
        "docker run --mount type=volume,target=/x,volume-opt=password=SECRET nginx",
        "docker run --mount password=SECRET nginx",
        "docker run --storage-opt password=SECRET --log-opt token=SECRET nginx",
        "docker run --unknown-password=SECRET nginx",
        "docker run mysql --password SECRET",
        "docker run --health-cmd 'redis-cli -a SECRET' redis --requirepass SECRET",
    ] {
        never_shown("run.sh", &format!("{line}\n"));
    }
    for key in [
        "environment: ['X=${DB_PASSWORD:?SECRET}']",
        "environment: ['X=${A:?password=SECRET}']",
        "environment: ['X=${DB_PASSWORD:-SECRET']",
        "environment: ['DB_PASSWORD=${SECRET']",
        "ports: ['password:SECRET']",
        "mem_limit: 'password=SECRET'",
        "ulimits: {nofile: 'password=SECRET'}",
        "volumes: [{type: volume, password: SECRET}]",
        "unknown: {password: SECRET}",
        "extends: {service: 'password=SECRET'}",
    ] {
        service(key);
    }
}

#[test]
fn in_json_of_the_engine() {
    for text in [
        r#"{"Image": "a", "Env": ["DB_PASSWORD=SECRET", "X=SECRET"], "Labels": {"x": "SECRET"}}"#,
        r#"{"Image": "a", "Cmd": ["redis-server", "--requirepass", "SECRET"]}"#,
        r#"{"Image": "a", "HostConfig": {"LogConfig": {"Type": "x", "Config": {"token": "SECRET"}}}}"#,
        r#"{"Image": "u:SECRET@reg/x", "password": "SECRET"}"#,
        r#"{"Image": "a", "HostConfig": {"Memory": "password=SECRET"}}"#,
    ] {
        never_shown("create.json", text);
    }
}

#[test]
fn from_files_of_variables_and_dockerfiles() {
    let folder = Folder::new()
        .with("app.env", format!("DB_PASSWORD={SECRET}\nX={SECRET}\n"))
        .with(".env", format!("PW={SECRET}\n"))
        .with("app/Dockerfile", format!("FROM a\nENV TOKEN={SECRET} Y={SECRET}\nENTRYPOINT [\"redis-server\", \"--requirepass\", \"{SECRET}\"]\n"))
        .with("compose.yaml", "services:\n  web: {build: app, env_file: app.env, environment: {ROOT_PASSWORD: '${PW}', Z: 'a${PW}'}}\n")
        .with("run.sh", "docker run --env-file app.env -e DB_PASSWORD -e PW nginx\n");
    for arguments in
        [["audit", "compose.yaml"], ["model", "compose.yaml"], ["audit", "run.sh"], ["model", "run.sh"]]
    {
        let run = run(&folder.0, &arguments, &[("PW", SECRET)]);
        assert!(!shows(&run), "{arguments:?}: {}\n{}", run.out, run.err);
        assert!(run.out.contains("PASSWORD"), "{arguments:?}: the name is said: {}", run.out);
    }
    let audit = folder.esclusa(&["audit", "compose.yaml"]);
    assert!(audit.out.contains("app.env:1:1"), "{}", audit.out);
    assert!(audit.out.contains("app/Dockerfile:2:"), "{}", audit.out);
}

#[test]
fn in_no_format_and_no_language() {
    let text = "services:\n  web:\n    image: u:SECRET@reg/x\n    command: [app, --password, SECRET]\n    environment: {DB_PASSWORD: SECRET, X: '${A:?password=SECRET}'}\n    labels: {x: SECRET, token: SECRET}\n    ports: ['password:SECRET']\n    build: {context: ., args: {TOKEN: SECRET}}\n";
    let good =
        text.replace("    ports: ['password:SECRET']\n", "    ports: ['80:80']\n    privileged: true\n");
    let folder = Folder::new()
        .with("bad.yaml", text.replace("SECRET", SECRET))
        .with("good.yaml", good.replace("SECRET", SECRET));
    for format in ["terminal", "json", "sarif", "junit", "github", "html"] {
        for lang in ["en", "es"] {
            let run = folder.esclusa(&["audit", "--format", format, "--lang", lang, "bad.yaml", "good.yaml"]);
            assert!(!shows(&run), "{format} {lang}: {}", shown(&run));
            assert!(run.out.contains("DB_PASSWORD"), "{format} {lang}: {}\n{}", run.out, run.err);
        }
    }
}

#[test]
fn what_is_no_secret_is_still_shown() {
    let text = "services:\n  web:\n    image: nginx:1.29\n    command: [nginx, -g, 'daemon off;']\n    environment: {LOG_LEVEL: info, DB_PASSWORD: SECRET, DB_HOST: admin, TOKEN_TTL: 3600}\n    labels: {role: admin, on: 'true'}\n";
    let folder = Folder::new().with("compose.yaml", text.replace("SECRET", "admin"));
    let model = folder.esclusa(&["model", "compose.yaml"]);
    for shown in ["daemon off;", "LOG_LEVEL=info", "DB_HOST=admin", "TOKEN_TTL=3600", "nginx:1.29"] {
        assert!(model.out.contains(shown), "{shown}: {}", model.out);
    }
    assert!(!model.out.contains("DB_PASSWORD=admin"), "{}", model.out);
    let audit = folder.esclusa(&["audit", "compose.yaml"]);
    assert!(audit.out.contains("DB_PASSWORD"), "{}", audit.out);
}

#[test]
fn a_translation_says_what_the_file_says() {
    let folder = Folder::new().with(
        "compose.yaml",
        format!("services: {{web: {{image: a, environment: {{DB_PASSWORD: {SECRET}}}}}}}\n"),
    );
    let run = folder.esclusa(&["translate", "--to", "run", "compose.yaml"]);
    assert!(run.out.contains(SECRET), "{run:?}");
}

#[test]
fn a_problem_does_not_repeat_what_is_known_to_be_secret_elsewhere() {
    for line in
        ["depends_on: [Zebra7plainword]", "networks: [Zebra7plainword]", "stop_grace_period: Zebra7plainword"]
    {
        let compose = format!(
            "services:\n  web:\n    image: alpine:3.22\n    environment: {{DB_PASSWORD: Zebra7plainword}}\n    {line}\n"
        );
        let run = Folder::new().with("compose.yaml", compose).esclusa(&["audit", "--quiet"]);
        assert!(run.err.contains("\"***\"") && !run.err.contains("Zebra7"), "{line}: {run:?}");
    }
}

#[test]
fn a_mere_reference_is_told_and_does_not_fail() {
    let severities = |value: &str| {
        let compose =
            format!("services:\n  web:\n    image: alpine:3.22\n    environment:\n      API_KEY: {value}\n");
        let folder = Folder::new().with("compose.yaml", compose).with(".env", "GIVEN=Zebra7-plain-Word9\n");
        let report = folder.esclusa(&["audit", "--format", "json"]).out;
        let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        let findings = report["findings"].as_array().into_iter().flatten();
        let of_rule = findings.filter(|finding| finding["rule"] == "secret-in-environment");
        of_rule.map(|finding| finding["severity"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(severities("${API_KEY}"), ["info"]);
    assert_eq!(severities("${GIVEN}"), ["medium"], "the value is in a file beside it");
    assert_eq!(severities("Zebra7-plain-Word9"), ["high"]);
}
