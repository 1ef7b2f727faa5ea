//! The terminal's report: excerpts, services, verdicts; and what it must not show.

use esclusa_report::Judgement;
use esclusa_report::terminal::{Style, write};

use crate::case::{Case, SHOP};

const PLAIN: Style = Style { colour: false, unicode: true, quiet: false };

fn told(case: &Case, style: Style) -> String {
    case.told(|judgement, out| write(judgement, style, out))
}

#[test]
fn a_service_is_told_whole_with_its_text_and_its_verdicts() {
    let case = Case::compose(SHOP).only(&[
        "privileged-container",
        "published-on-all-interfaces",
        "secret-in-environment",
        "no-cpu-limit",
        "no-memory-limit",
    ]);
    let expected = "\
compose.yaml:3:3: medium: web: memory is not limited: one container can starve the host [no-memory-limit]
      3 |   web:
        |   ^^^
    fix: limit memory; 512 MiB only stands in: set what the service needs
compose.yaml:3:3: low: web: CPU time is not limited [no-cpu-limit]
    fix: limit CPU time; 1 CPU only stands in: set what the service needs
compose.yaml:5:17: critical: web: the container runs privileged: all capabilities, all devices, no confinement [privileged-container]
      5 |     privileged: true
        |                 ^^^^
    fix: drop privileged, and give only CHOWN, NET_BIND_SERVICE, SETGID, SETUID
compose.yaml:6:30: medium: web: port 80/tcp is published on every interface of the host [published-on-all-interfaces]
      6 |     ... \"8080:80\"] ...
        |         ^^^^^^^^^
    fix: publish it on one address (127.0.0.1:…), or not at all if only other containers use it
compose.yaml:8:9: high: web: the environment variable DB_PASSWORD holds a secret [secret-in-environment]
      8 |       - ***
        |         ^^^
    fix: hand it over as a file from a secrets manager (NAME_FILE, Compose secrets)
web:  ✗ ports  ✗ privileged  ✓ capabilities  ✗ quotas  ✓ user  ✓ escalation  ✓ filesystem  ✗ secrets

tidy:  ✓ ports  ✓ privileged  ✓ capabilities  ✓ quotas  ✓ user  ✓ escalation  ✓ filesystem  ✓ secrets

5 findings: 1 critical, 1 high, 2 medium, 1 low
";
    assert_eq!(told(&case, PLAIN), expected);
}

#[test]
fn quiet_is_a_line_for_each_finding() {
    let case = Case::compose(SHOP);
    let text = told(&case, Style { quiet: true, ..PLAIN });
    assert_eq!(text.lines().count(), case.findings.len());
    assert!(text.lines().all(|line| line.starts_with("compose.yaml:")), "{text}");
}

#[test]
fn a_plain_terminal_gets_plain_signs() {
    let case = Case::compose(SHOP).only(&["published-on-all-interfaces"]);
    let text = told(&case, Style { unicode: false, ..PLAIN });
    assert!(text.contains("tidy:  + ports"), "{text}");
    assert!(text.contains("web:  x ports"), "{text}");
    assert!(!text.contains(['✓', '✗', '\u{1b}']), "{text}");
    let colours = told(&case, Style { colour: true, ..PLAIN });
    assert!(colours.contains("\u{1b}[31m✗ ports\u{1b}[0m"), "{colours}");
}

#[test]
fn nothing_beside_a_place_is_shown() {
    let secrets = ["hunter1", "hunter2", "hunter3", "hunter4", "hunter5"];
    let compose = "services: {web: {image: nginx, labels: {hunter1: x}, environment: [A=hunter2, 'B=hunter3'], \
                   command: [-phunter4], privileged: true, x: hunter5}}\n";
    let script = "docker run -e DB_PASSWORD=hunter1 -e=TOKEN=hunter2 -ePASS=hunter3 --privileged -v /:/x nginx \
                  --requirepass hunter4 --privileged -phunter5\n";
    for case in [Case::compose(compose), Case::script(script)] {
        let text = told(&case, PLAIN);
        assert!(text.contains("[privileged-container]"), "{text}");
        assert!(text.contains(" ^"), "{text}");
        for secret in secrets {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

#[test]
fn a_command_is_shown_by_its_first_words() {
    let case = Case::script("\n  docker run --cap-add=SYS_ADMIN -e PASSWORD=hunter2hunter2 nginx\n")
        .only(&["dangerous-capability-added", "no-memory-limit"]);
    let text = told(&case, PLAIN);
    assert!(text.contains("      2 |   docker run ...\n        |   ^^^^^^^^^^\n"), "{text}");
    assert!(text.contains("--cap-add=SYS_ADMIN"), "{text}");
}

#[test]
fn control_characters_stay_inside_the_report() {
    let compose =
        "services:\n  web:\n    image: \"a\\e[2J\"\n    volumes:\n      - /var/run/docker.sock:/x\u{202e}y\n";
    let text = told(&Case::compose(compose), PLAIN);
    assert!(text.contains("5 |       - /var/run/docker.sock:/x\\u{202e}y\n"), "{text}");
    assert!(text.contains("\\u{1b}[2J"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !esclusa_report::clean::is_harmful(c)), "{text:?}");
}

#[test]
fn underlines_fit_wide_characters_and_tabs() {
    let text = told(&Case::script("docker run -v '/etc/漢字:/x' \\\n\t--privileged nginx\n"), PLAIN);
    assert!(text.contains("      2 |     --privileged ...\n        |     ^^^^^^^^^^^^\n"), "{text}");
}

#[test]
fn what_was_not_understood_makes_verdicts_unknown() {
    let case = Case::compose("services:\n  web:\n    image: a\n    cap_drop: [ALL]\n    cap_drop: [ALL]\n");
    assert!(!case.problems.is_empty());
    let text = told(&case, PLAIN);
    assert!(!text.contains('✓'), "{text}");
}

#[test]
fn an_accepted_finding_says_why_and_is_no_break() {
    let compose = "services:\n  web:\n    image: a\n    privileged: true\n";
    let case = Case::compose(compose).only(&["privileged-container"]).waived("a build agent of its own");
    let text = told(&case, PLAIN);
    assert!(text.contains("    accepted: a build agent of its own\n"), "{text}");
    assert!(text.ends_with("no findings\n1 accepted\n"), "{text}");
    assert!(text.contains("web:  ✓ ports  ~ privileged"), "{text}");
}

#[test]
fn a_missing_fact_is_no_break() {
    let case = Case::compose("services:\n  web:\n    image: example/unheard-of\n").only(&["root-by-default"]);
    let text = told(&case, PLAIN);
    assert!(text.contains("✓ quotas  ? user  ✓ escalation"), "{text}");
}

#[test]
fn spanish_is_spanish() {
    let text = told(&Case::compose(SHOP).spanish(), PLAIN);
    assert!(text.contains("web:  ✗ puertos  ✗ privilegiado"), "{text}");
    assert!(text.contains("    arreglo: "), "{text}");
}

#[test]
fn a_closed_file_is_named_and_not_shown() {
    let case = Case::compose(SHOP);
    let text = case.told(|judgement, out| write(&Judgement { shows: &|_| false, ..*judgement }, PLAIN, out));
    assert!(text.contains("compose.yaml:5:17: critical: web") && !text.contains(" | "), "{text}");
}
