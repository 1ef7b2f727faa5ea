//! Practice 7 in every dialect: the root, mounts in memory, and mounts over programs.

use esclusa_finding::Severity::{Low, Medium};

use crate::asked::{by_compose, by_engine, by_run, expect, of, said};

#[test]
fn the_root_is_writable_unless_somebody_says_otherwise() {
    let rule = "writable-root-filesystem";
    expect(
        rule,
        &[(rule, Low)],
        &[
            said("app:1", "init: true", "\"Init\": true"),
            said("--read-only=false app:1", "read_only: false", "\"ReadonlyRootfs\": false"),
            said("--label read-only=true app:1", "labels: {read_only: 'true'}", ""),
        ],
    );
    expect(
        rule,
        &[],
        &[
            said("--read-only app:1", "read_only: true", "\"ReadonlyRootfs\": true"),
            said("", "read_only: '${READ_ONLY}'", ""),
        ],
    );
}

#[test]
fn a_tmpfs_is_safe_unless_an_option_says_otherwise() {
    let rule = "unsafe-tmpfs";
    let engine = |option: &str| {
        format!(
            "\"Mounts\": [{{\"Type\": \"tmpfs\", \"Target\": \"/tmp\", \"TmpfsOptions\": {{\"Options\": [[\"{option}\"]]}}}}]"
        )
    };
    expect(
        rule,
        &[(rule, Low)],
        &[
            said("--tmpfs /tmp:exec app:1", "tmpfs: ['/tmp:exec']", "\"Tmpfs\": {\"/tmp\": \"exec\"}"),
            said("--tmpfs /tmp:size=1m,suid app:1", "tmpfs: ['/tmp:suid,mode=1777']", ""),
            said("--tmpfs /tmp:dev app:1", "tmpfs: '/tmp:rw,dev'", ""),
            said("--tmpfs /tmp:noexec,exec app:1", "tmpfs: ['/tmp:noexec,exec']", &engine("exec")),
            said("--tmpfs /tmp:exec,suid,dev app:1", "", ""),
        ],
    );
    expect(
        rule,
        &[],
        &[
            said("--tmpfs /tmp app:1", "tmpfs: /tmp", "\"Tmpfs\": {\"/tmp\": \"\"}"),
            said("--tmpfs /tmp:exec,noexec app:1", "tmpfs: ['/tmp:exec,noexec']", &engine("noexec")),
            said("--tmpfs /tmp:defaults,mode=1777 app:1", "", "\"Tmpfs\": {\"/tmp\": \"nosuid\"}"),
            said("--tmpfs /exec:nodev app:1", "tmpfs: /suid", "\"Tmpfs\": {\"/dev\": \"noexec\"}"),
            said("--tmpfs /tmp:exec,ro app:1", "tmpfs: ['/tmp:ro,exec']", ""),
            said("--mount type=tmpfs,target=/tmp app:1", "volumes: [{type: tmpfs, target: /exec}]", ""),
            said("", "tmpfs: ['/tmp:${OPTIONS}']", ""),
        ],
    );
}

#[test]
fn programs_must_not_be_writable() {
    let rule = "writable-program-code";
    expect(
        rule,
        &[(rule, Low)],
        &[
            said("-v /x:/usr/bin app:1", "volumes: ['/x:/usr/bin']", "\"Binds\": [\"/x:/usr/bin\"]"),
            said(
                "-v /x:/usr/bin/tool:rw app:1",
                "volumes: ['/x:/usr/bin/tool:rw']",
                "\"Binds\": [\"/x:/bin/tool:z\"]",
            ),
            said("-v tools:/usr app:1", "volumes: [/usr/local]", "\"Binds\": [\"x:/usr/\"]"),
            said(
                "--mount type=bind,src=/x,dst=//lib/../lib app:1",
                "volumes: [{type: bind, source: /x, target: /lib/x}]",
                "\"Mounts\": [{\"Type\": \"volume\", \"Source\": \"x\", \"Target\": \"/sbin\"}]",
            ),
        ],
    );
    expect(
        rule,
        &[],
        &[
            said("-v /x:/usr/bin:ro app:1", "volumes: ['/x:/usr/bin:ro']", "\"Binds\": [\"/x:/usr/bin:ro\"]"),
            said(
                "-v /x:/usr/bin:z,ro app:1",
                "volumes: [{type: bind, source: /x, target: /lib, read_only: true}]",
                "",
            ),
            said(
                "-v /usr/bin:/host:ro app:1",
                "volumes: ['/usr/bin:/host']",
                "\"Binds\": [\"/usr/bin:/host\"]",
            ),
            said(
                "-v /x:/usr/binary app:1",
                "volumes: ['/x:/library']",
                "\"Binds\": [\"/x:/usr/share/data\"]",
            ),
            said("-v /x:/usr/share/elasticsearch/data app:1", "volumes: ['/x:/var/lib/mysql']", ""),
            said("--tmpfs /usr/bin app:1", "tmpfs: /usr/bin", "\"Tmpfs\": {\"/bin\": \"\"}"),
            said(
                "--mount type=bind,src=/x,dst=/lib,readonly app:1",
                "",
                "\"Mounts\": [{\"Type\": \"image\", \"Source\": \"x\", \"Target\": \"/lib\"}]",
            ),
        ],
    );
}

#[test]
fn the_program_that_is_started_must_not_be_writable() {
    let rule = "writable-program-code";
    let started = |severity| vec![("writable-program-code-started", severity)];
    for (run, expected) in [
        ("-v /x:/app redis:8 /app/server", started(Medium)),
        ("-v code:/app redis:8 /app/server", started(Low)),
        ("-v /x:/app:ro redis:8 /app/server", vec![]),
        ("-v /x:/app --entrypoint sh app:1 /app/server", started(Medium)),
        ("-v /x:/app app:1 python3 /app/main.py", started(Medium)),
        ("-v /x:/app -w /app redis:8 ./server", started(Medium)),
        ("-v /x:/app/main.js -w /app app:1 node main.js", started(Medium)),
        ("-v /x:/app --entrypoint /app/server app:1", started(Medium)),
        ("-v /x:/app app:1 java -Xmx64m -jar /app/app.jar", started(Medium)),
        ("-v /x:/docker-entrypoint.sh nginx:1.29", started(Medium)),
        // Data, as far as anyone can tell.
        ("-v /x:/work -w /work app:1 gcc main.c", vec![]),
        ("-v /x:/app app:1 sh -c /app/server", vec![]),
        ("-v /x:/app app:1 node --inspect /app/main.js", vec![]),
        ("-v /x:/app app:1 server", vec![]),
        ("-v /x:/app redis:8 ./server", vec![]),
        ("-v /x:/application redis:8 /app/server", vec![]),
        // The argument of an entry point that is not known, or that is another's.
        ("-v /x:/data pandoc/core /data/text.md", vec![]),
        ("-v /x:/data --entrypoint tool redis:8 /data/file", vec![]),
        ("-v /x:/docker-entrypoint-initdb.d postgres:17", vec![]),
        ("-v /x:/app app:1 python /other/main.py /app/data", vec![]),
    ] {
        assert_eq!(of(&by_run(run), rule), expected, "{run}");
    }
    let compose = by_compose("entrypoint: [/app/server], volumes: ['.:/app']");
    assert_eq!(of(&compose, rule), started(Medium));
    let engine = by_engine("\"Entrypoint\": [\"/app/server\"], \"HostConfig\": {\"Binds\": [\"x:/app\"]}");
    assert_eq!(of(&engine, rule), started(Low));
}
