//! JUnit: well-formed whatever the input, passes shown beside failures.

use esclusa_report::junit::write;
use roxmltree::{Document, Node};

use crate::case::{Case, SHOP};

fn told(case: &Case) -> String {
    case.told(write)
}

fn cases<'a>(document: &'a Document<'a>) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name("testcase")).collect()
}

fn case<'a>(document: &'a Document<'a>, service: &str, rule: &str) -> Node<'a, 'a> {
    let named = |node: &Node<'_, '_>| {
        node.attribute("classname") == Some(service) && node.attribute("name") == Some(rule)
    };
    cases(document).into_iter().find(named).expect("the case")
}

#[test]
fn a_suite_is_a_file_and_a_case_a_rule_of_a_service() {
    let input = Case::compose(SHOP).only(&["privileged-container", "published-on-all-interfaces"]);
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="esclusa" tests="4" failures="2" errors="0">
  <testsuite name="compose.yaml" tests="4" failures="2" errors="0" skipped="0">
    <testcase classname="web" name="published-on-all-interfaces" file="compose.yaml" line="6">
      <failure message="port 80/tcp is published on every interface of the host" type="medium">compose.yaml:6:30: medium: port 80/tcp is published on every interface of the host
    fix: publish it on one address (127.0.0.1:…), or not at all if only other containers use it</failure>
    </testcase>
    <testcase classname="web" name="privileged-container" file="compose.yaml" line="5">
      <failure message="the container runs privileged: all capabilities, all devices, no confinement" type="critical">compose.yaml:5:17: critical: the container runs privileged: all capabilities, all devices, no confinement
    fix: drop privileged, and give only CHOWN, NET_BIND_SERVICE, SETGID, SETUID</failure>
    </testcase>
    <testcase classname="tidy" name="published-on-all-interfaces" file="compose.yaml" line="9"/>
    <testcase classname="tidy" name="privileged-container" file="compose.yaml" line="9"/>
  </testsuite>
</testsuites>
"#;
    assert_eq!(told(&input), expected);
}

#[test]
fn the_counts_are_those_of_the_cases() {
    let text = told(&Case::compose(SHOP));
    let document = Document::parse(&text).expect("XML");
    let suites = document.root_element();
    let failed = document.descendants().filter(|node| node.has_tag_name("failure")).count();
    assert_eq!(suites.attribute("tests"), Some(cases(&document).len().to_string().as_str()));
    assert_eq!(suites.attribute("failures"), Some(failed.to_string().as_str()));
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn what_was_accepted_or_is_not_known_is_skipped() {
    let input = Case::compose(SHOP).waived("a \"reason\" & <more>");
    let text = told(&input);
    let document = Document::parse(&text).expect("XML");
    let skipped = case(&document, "web", "privileged-container").first_element_child().expect("a child");
    assert!(skipped.has_tag_name("skipped"));
    assert_eq!(skipped.attribute("message"), Some("a \"reason\" & <more>"));

    let text =
        told(&Case::compose("services:\n  web:\n    image: a\n    cap_drop: [ALL]\n    cap_drop: [ALL]\n"));
    let document = Document::parse(&text).expect("XML");
    assert!(document.descendants().any(|node| node.has_tag_name("error")), "{text}");
    let passed = cases(&document).iter().filter(|case| case.first_element_child().is_none()).count();
    assert_eq!(passed, 0, "nothing passes in a file that was not understood: {text}");
}

#[test]
fn what_is_only_worth_to_know_is_no_failure() {
    let text = told(&Case::compose("services:\n  web:\n    image: a\n    ulimits: {core: -1}\n"));
    let document = Document::parse(&text).expect("XML");
    let noted = case(&document, "web", "excessive-ulimit");
    let children: Vec<_> = noted.children().filter(|node| node.is_element()).collect();
    assert_eq!(children.len(), 1, "{text}");
    assert!(children[0].has_tag_name("system-out"));
    let said = children[0].text().expect("words");
    assert!(said.starts_with("compose.yaml:4:21: info: core dumps are not limited"), "{said}");
}

#[test]
fn it_is_well_formed_whatever_the_names_are() {
    let image = "\"a<&>'\\\"]]>\\e[2J\\x01\\uFFFE\\uFFFF\\U0001F600\"";
    let path = "/p/a&\"<b>.yaml";
    let text = told(&Case::compose_at(path, &SHOP.replace("nginx:1.29", image)));
    let document = Document::parse(&text).expect("XML");
    let suite = document.root_element().first_element_child().expect("a suite");
    assert_eq!(suite.attribute("name"), Some("a&\"<b>.yaml"));
    let failure = case(&document, "web", "root-by-default").first_element_child().expect("a failure");
    let words = failure.text().expect("words");
    assert!(words.contains("a<&>'\"]]>\\u{1b}[2J\\u{1}\\u{fffe}\\u{ffff}\u{1f600}"), "{words}");
}
