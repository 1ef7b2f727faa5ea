//! Shapes of texts: continuations, pages, quotes within quotes, other commands around.

use esclusa_model::Change;

use super::{Went, page, try_change};

/// The text after several changes of its only container, one after another.
fn hardened(name: &str, text: &str) -> String {
    let changes = [
        Change::DropPrivileged,
        Change::BindPortToLoopback { port: "80/tcp".to_owned() },
        Change::DropAllCapabilities { keep: Vec::new() },
        Change::LimitMemory { bytes: 1 << 30 },
        Change::MakeRootReadOnly { tmpfs: vec!["/run".to_owned()] },
    ];
    let mut text = text.to_owned();
    for change in &changes {
        let before = page(name, &text);
        assert_eq!(before.projects.len(), 1, "{text}");
        match try_change(&before, name, 0, change) {
            Ok(Went::Edited(after)) => text = after,
            Ok(Went::Said) => {}
            Ok(Went::Refused(refusal)) => panic!("{change:?}: {}: {text}", refusal.why),
            Err(why) => panic!("{change:?}: {why}"),
        }
    }
    text
}

#[test]
fn a_broken_line_stays_broken() {
    for (name, text, expected) in [
        (
            "x.sh",
            "docker run -d \\\n  --privileged \\\n  -p 80:80 \\\n  nginx\n",
            "docker run -d \\\n  -p 127.0.0.1:80:80 \\\n  --cap-drop ALL \\\n  -m 1g \\\n  --read-only \\\n  --tmpfs /run \\\n  nginx\n",
        ),
        (
            "x.sh",
            "sudo docker run -d --privileged \\\r\n\t-p 80:80 nginx\r\n",
            "sudo docker run -d \\\r\n\t--cap-drop ALL \\\r\n\t-m 1g \\\r\n\t--read-only \\\r\n\t--tmpfs /run \\\r\n\t-p 127.0.0.1:80:80 nginx\r\n",
        ),
        (
            "x.sh",
            "docker run \\\n  --privileged -d \\\n  --publish=80:80 \\\n  nginx sh -c 'echo \"$X\"'",
            "docker run \\\n  -d \\\n  --publish=127.0.0.1:80:80 \\\n  --cap-drop=ALL \\\n  --memory=1g \\\n  --read-only \\\n  --tmpfs=/run \\\n  nginx sh -c 'echo \"$X\"'",
        ),
        (
            "x.md",
            "```powershell\ndocker run `\n  -d --privileged `\n  x\n```\n",
            "```powershell\ndocker run `\n  -d `\n  --cap-drop ALL `\n  --memory 1g `\n  --read-only `\n  --tmpfs /run `\n  x\n```\n",
        ),
        (
            "x.md",
            "```cmd\ndocker run ^\r\n -p 80:80 ^\r\n x\r\n```\r\n",
            "```cmd\ndocker run ^\r\n -p 127.0.0.1:80:80 ^\r\n --cap-drop ALL ^\r\n -m 1g ^\r\n --read-only ^\r\n --tmpfs /run ^\r\n x\r\n```\r\n",
        ),
        // A value that begins the last line is no place for a flag.
        (
            "x.sh",
            "docker run -p \\\n  80:80 x",
            "docker run -p \\\n  127.0.0.1:80:80 --cap-drop ALL -m 1g --read-only --tmpfs /run x",
        ),
        (
            "x.sh",
            "docker run x \\\n  id",
            "docker run --cap-drop ALL --memory 1g --read-only --tmpfs /run x \\\n  id",
        ),
    ] {
        assert_eq!(hardened(name, text), expected);
    }
}

#[test]
fn comments_stay() {
    for (text, expected) in [
        (
            "docker run -d \\\n  --privileged `#optional` \\\n  -p 80:80 `#the port` \\\n  --restart always \\\n  x\n",
            "docker run -d \\\n  `#optional` \\\n  -p 127.0.0.1:80:80 `#the port` \\\n  --restart always \\\n  --cap-drop ALL \\\n  -m 1g \\\n  --read-only \\\n  --tmpfs /run \\\n  x\n",
        ),
        (
            "docker run `#why` --privileged x # a comment\n",
            "docker run `#why` --cap-drop ALL --memory 1g --read-only --tmpfs /run x # a comment\n",
        ),
    ] {
        assert_eq!(hardened("x.sh", text), expected);
        assert_eq!(hardened("x.md", &format!("```\n{text}```\n")), format!("```\n{expected}```\n"));
    }
}

#[test]
fn pages_keep_what_is_around() {
    for (text, expected) in [
        (
            "1. First:\r\n   ```bash\r\n   $ docker run \\\r\n     --privileged \\\r\n     nginx\r\n   ```\r\n",
            "1. First:\r\n   ```bash\r\n   $ docker run \\\r\n     --cap-drop ALL \\\r\n     --memory 1g \\\r\n     --read-only \\\r\n     --tmpfs /run \\\r\n     nginx\r\n   ```\r\n",
        ),
        (
            "> ```\n> docker run \\\n>   --privileged \\\n>   redis\n> ```\n",
            "> ```\n> docker run \\\n>   --cap-drop ALL \\\n>   --memory 1g \\\n>   --read-only \\\n>   --tmpfs /run \\\n>   redis\n> ```\n",
        ),
        (
            "    # docker run -d --privileged <image>\n",
            "    # docker run -d --cap-drop ALL --memory 1g --read-only --tmpfs /run <image>\n",
        ),
        (
            "<pre><code>$ docker run --privileged -e A=&quot;b c&quot; -p 80:80 &lt;image&gt;\n</code></pre>\n",
            "<pre><code>$ docker run -e A=&quot;b c&quot; -p 127.0.0.1:80:80 --cap-drop ALL -m 1g --read-only --tmpfs /run &lt;image&gt;\n</code></pre>\n",
        ),
    ] {
        assert_eq!(hardened("x.md", text), expected);
    }
}

#[test]
fn scripts_within_scripts_are_edited_where_they_read_as_they_are_written() {
    let flags = "--cap-drop ALL --memory 1g --read-only --tmpfs /run";
    let short = "--cap-drop ALL -m 1g --read-only --tmpfs /run";
    for (text, expected) in [
        ("bash -c 'docker run --privileged x'", format!("bash -c 'docker run {flags} x'")),
        (
            "sudo sh -ec \"cd /; docker run -p '80:80' x\"",
            format!("sudo sh -ec \"cd /; docker run -p '127.0.0.1:80:80' {short} x\""),
        ),
        (
            "bash -c \"docker run -p \\\"80:80\\\" --privileged \\$X $Y\"",
            format!("bash -c \"docker run -p \\\"127.0.0.1:80:80\\\" {short} \\$X $Y\""),
        ),
        ("eval docker run --privileged x", format!("eval docker run {flags} x")),
        ("ssh host docker run --privileged x", format!("ssh host docker run {flags} x")),
        (
            "ssh host <<'EOF'\ndocker run \\\n  -d \\\n  x\nEOF\n",
            "ssh host <<'EOF'\ndocker run \\\n  -d \\\n  --cap-drop ALL \\\n  --memory 1g \\\n  --read-only \\\n  --tmpfs /run \\\n  x\nEOF\n".to_owned(),
        ),
        (
            "bash <<EOF\ndocker run -p 80:80 \\$A $B\nEOF\n",
            format!("bash <<EOF\ndocker run -p 127.0.0.1:80:80 {short} \\$A $B\nEOF\n"),
        ),
        ("ID=$(docker run --privileged x)", format!("ID=$(docker run {flags} x)")),
        ("ID=`docker run --privileged x`", format!("ID=`docker run {flags} x`")),
        ("echo \"$(docker run --privileged x)\"", format!("echo \"$(docker run {flags} x)\"")),
        ("docker run $OPTS \"${ARGS[@]}\" x > y 2>&1 | cat", format!("docker run $OPTS \"${{ARGS[@]}}\" {flags} x > y 2>&1 | cat")),
        ("docker run $OPTS", format!("docker run {flags} $OPTS")),
        ("docker run -d -- x", format!("docker run -d {flags} -- x")),
        ("docker run --name $N$(id) \"$@\" x", format!("docker run --name $N$(id) \"$@\" {flags} x")),
    ] {
        assert_eq!(hardened("x.sh", text), expected);
    }
}

#[test]
fn what_needs_quotes_is_refused_within_quotes() {
    let change = Change::ReadSecretFromFile {
        variable: "PW".to_owned(),
        source: "/srv/my secrets/pw".to_owned(),
        target: "/run/secrets/pw".to_owned(),
    };
    let outer = page("x.sh", "docker run -e PW=1 x");
    let text = outer.changed(0, &change).unwrap().unwrap();
    assert_eq!(
        text,
        "docker run -e PW_FILE=/run/secrets/pw --mount 'type=bind,source=/srv/my secrets/pw,target=/run/secrets/pw,readonly' x"
    );
    let inner = page("x.sh", "bash -c 'docker run -e PW=1 x'");
    let refusal = inner.changed(0, &change).unwrap_err();
    assert_eq!(refusal.why, "the quotes or the line around it do not let it be written surely");
    assert_eq!(
        refusal.by_hand,
        "-e PW_FILE=/run/secrets/pw --mount 'type=bind,source=/srv/my secrets/pw,target=/run/secrets/pw,readonly'"
    );
}

#[test]
fn generated_files_and_broken_commands_are_refused() {
    for (name, text, why) in [
        (
            "x.sh",
            "#!/bin/sh\n# Code generated by x. DO NOT EDIT.\ndocker run x\n",
            "the file says that it is generated",
        ),
        ("x.sh", "docker run 'x\n", "a quote in the command never ends"),
    ] {
        let page = page(name, text);
        let refusal = page.changed(0, &Change::LimitProcesses { processes: 5 }).unwrap_err();
        assert_eq!((refusal.why.as_str(), refusal.by_hand.as_str()), (why, "--pids-limit 5"));
    }
}

#[test]
fn changes_of_different_fields_go_together() {
    let text = "docker run \\\n  --privileged --pid=host -p 80:80 \\\n  --net=host \\\n  x\n";
    let before = page("x.sh", text);
    let project = &before.projects[0];
    let mut all = esclusa_source::Edits::default();
    for change in [
        Change::BindPortToLoopback { port: "80/tcp".to_owned() },
        Change::PrivateNamespace(esclusa_model::Namespace::Pid),
        Change::DropAllCapabilities { keep: Vec::new() },
        Change::LimitProcesses { processes: 5 },
    ] {
        let edits =
            esclusa_model::dialect::run::lower(project, super::container(project), &change, &before.sources);
        assert_eq!(all.add(&edits.unwrap()), Ok(()));
    }
    assert_eq!(
        all.apply(before.file, text).unwrap(),
        "docker run \\\n  --privileged -p 127.0.0.1:80:80 \\\n  --net=host \\\n  --cap-drop=ALL \\\n  --pids-limit=5 \\\n  x\n"
    );
}
