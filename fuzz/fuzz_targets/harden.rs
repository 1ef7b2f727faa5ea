//! Hardening of Compose projects made of parts that people write, in every style: what is repaired holds, and once is
//! enough. The bytes choose the parts and the fixes.
#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use esclusa_finding::Finding;
use esclusa_fix::{Choice, Deposit, Judge, Judged, Look, Texts, repair};
use esclusa_model::dialect::compose;
use esclusa_model::{Context, Mode};
use esclusa_source::{Detail, MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

/// Keys of a service, in block and flow style, as people and as nobody writes them.
const PARTS: &[&str] = &[
    "image: nginx:1.29",
    "image: postgres:16-alpine",
    "image: registry.example.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "build: .",
    "privileged: true",
    "privileged: 'yes' # needed?",
    "ports: [\"80:80\", '127.0.0.1:5432:5432', 8080]",
    "ports:\n  - \"8080:80\"   # web\n  - 443",
    "ports:\n- target: 80\n  published: \"8080\"\n  protocol: tcp",
    "cap_add: [NET_ADMIN,\n  SYS_TIME]",
    "cap_add:\n    - ALL",
    "cap_drop: [all]",
    "cap_drop: []",
    "security_opt:\n  - seccomp=unconfined\n  # because\n  - apparmor:unconfined",
    "security_opt: [\"no-new-privileges:false\"]",
    "read_only: false",
    "tmpfs: /tmp",
    "tmpfs:\n  - /run:exec,size=64m",
    "user: root",
    "user: \"0:0\"",
    "volumes:\n  - /var/run/docker.sock:/var/run/docker.sock\n  - data:/data",
    "volumes: [./a:/a:rw, \"/:/host\"]",
    "volumes:\n  - type: bind\n    source: /etc\n    target: /host/etc",
    "environment:\n  POSTGRES_PASSWORD: hunter2Xq9\n  TZ: UTC",
    "environment:\n- POSTGRES_PASSWORD=hunter2Xq9\n- A",
    "environment: {MYSQL_ROOT_PASSWORD: hunter2Xq9, B: \"c\"}",
    "env_file: [a.env]",
    "pid: host",
    "ipc: \"host\"",
    "network_mode: host",
    "uts: host\nuserns_mode: host\ncgroup: host",
    "devices: [/dev/sda:/dev/sda:rwm]",
    "devices:\n  - /dev/mem",
    "mem_limit: 0",
    "deploy:\n  resources:\n    limits:\n      memory: 50M",
    "deploy: {resources: {limits: {cpus: '0.5'}}}",
    "logging: {driver: json-file}",
    "restart: always",
    "<<: *base",
    "<<: [*base, *more]",
    "extends: {service: s0}",
    "x-note: &base {a: 1}",
    "command: [\"sh\", \"-c\", \"exec app\"]",
    "\"healthcheck\":\n  test: curl -f http://localhost",
    "? cap_add\n: - SYS_ADMIN",
    "# only a comment",
    "",
];

/// Takes choices from bytes; zero when they are used up.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % count
    }
}

/// A project: services of parts, in one indentation and one kind of line end, perhaps with anchors above.
fn project(choices: &mut Choices<'_>) -> String {
    let indent = [2, 4, 1, 3][choices.below(4)];
    let mut text =
        String::from(["", "\u{feff}", "---\n", "# Copyright\n\nversion: \"3\"\n"][choices.below(4)]);
    if choices.below(3) == 0 {
        text.push_str(
            "x-base: &base\n  privileged: true\n  cap_add: [SYS_PTRACE]\nx-more: &more {pid: host}\n",
        );
    }
    text.push_str(["services:\n", "services: # all\n", "services:\n\n"][choices.below(3)]);
    for service in 0..=choices.below(3) {
        let pad = " ".repeat(indent);
        text.push_str(&format!(
            "{pad}{}:\n",
            [format!("s{service}"), format!("\"s{service}\"")][choices.below(2)]
        ));
        for _ in 0..=choices.below(6) {
            let part = PARTS[choices.below(PARTS.len())];
            for line in part.lines() {
                text.push_str(&format!("{pad}{pad}{line}\n"));
            }
            if choices.below(5) == 0 {
                text.push_str(["\n", "  # aside\n", "        # deeper\n"][choices.below(3)]);
            }
        }
    }
    text.push_str(
        ["volumes:\n  data:\n", "", "secrets: {}\n", "networks: {default: {}}\n"][choices.below(4)],
    );
    if choices.below(4) == 0 {
        text = text.replace('\n', "\r\n");
    }
    if choices.below(4) == 0 {
        text.truncate(text.trim_end().len());
    }
    text
}

struct Memory<'a> {
    text: &'a str,
    /// Which fixes are wanted: a bit each, again and again.
    wanted: u32,
    asked: u32,
}

impl Judge for Memory<'_> {
    fn look(&mut self, texts: &Texts) -> Look {
        let text = texts.get(Path::new("compose.yaml")).map_or(self.text, |text| text.as_ref());
        let files = MemoryFiles::default().with("/p/compose.yaml", text);
        let context = Context {
            files: &files,
            environment: BTreeMap::new(),
            working_dir: PathBuf::from("/p"),
            mode: Mode::Tolerant,
        };
        let mut sources = Sources::default();
        let reading = compose::read(&compose::LoadOptions::default(), &context, &mut sources);
        let judged = |project| Judged { findings: esclusa_rules::judge(&project), project };
        Look {
            sources,
            projects: reading.projects.into_iter().map(judged).collect(),
            problems: reading.problems,
        }
    }

    fn wants(&mut self, _: &Look, _: &Finding) -> Choice {
        self.asked += 1;
        if self.wanted.rotate_right(self.asked) & 1 == 1 { Choice::Yes } else { Choice::No }
    }

    fn may_edit(&self, _: &Path) -> bool {
        true
    }

    fn may_hold(&self, _: &Deposit) -> Result<(), Detail> {
        Ok(())
    }

    fn folder(&self, _: &Path) -> PathBuf {
        PathBuf::from("/p")
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes.iter());
    let wanted = [u32::MAX, 0xaaaa_5555, 0x1248_1248, u32::MAX][choices.below(4)];
    let text = project(&mut choices);
    let done = repair(&mut Memory { text: &text, wanted, asked: 0 });
    let Some(after) = done.after.values().next() else {
        assert!(done.applied.is_empty() || done.after.is_empty());
        return;
    };
    assert!(after.as_ref() != text, "an edit that changes nothing\n{text}");
    let comments = |text: &str| text.lines().filter(|line| line.trim_start().starts_with('#')).count();
    assert!(comments(after) >= comments(&text), "a comment went\n{text}\n{after}");
    assert_eq!(after.contains("\r\n"), text.contains("\r\n"), "line ends\n{text}\n{after}");
    assert_eq!(after.starts_with('\u{feff}'), text.starts_with('\u{feff}'), "the mark\n{text}\n{after}");
    // What was wanted is done: a second run that wants all that the first wanted finds none of it.
    if wanted == u32::MAX {
        let again = repair(&mut Memory { text: after, wanted, asked: 0 });
        assert!(again.after.is_empty(), "twice\n{text}\n{after}\n{:?}", again.after);
    }
});
