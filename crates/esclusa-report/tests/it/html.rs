//! The page: whole without a network and without its script, legible, in order, and nothing of a user's text is markup.

use std::collections::{BTreeMap, BTreeSet};

use esclusa_report::html;
use roxmltree::{Document, Node, ParsingOptions};
use sha2::{Digest, Sha256};

use crate::case::{Case, SHOP};

pub(crate) fn told(case: &Case) -> String {
    case.told(|judgement, out| html::write(judgement, "1.2.3", out))
}

/// The page's markup without what is no markup: its own script and style.
fn markup(page: &str) -> String {
    let mut markup = page.to_owned();
    for name in ["style", "script"] {
        let (before, rest) = markup.split_once(&format!("<{name}>")).expect("the element");
        let (_, after) = rest.split_once(&format!("</{name}>")).expect("its end");
        markup = format!("{before}<{name}/>{after}");
    }
    markup
}

fn parsed(markup: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(markup, options).expect("every element is closed, every text escaped")
}

fn own(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("<{name}>")).expect("the element");
    rest.split_once(&format!("</{name}>")).expect("its end").0.to_owned()
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|one| one.text().filter(|_| one.is_text())).collect()
}

#[test]
fn headings_are_in_order() {
    for case in [Case::compose(SHOP), Case::compose("services: {a: {image: a, image: b}}\n")] {
        let page = markup(&told(&case));
        let document = parsed(&page);
        let mut last = 0;
        let levels = document.descendants().filter_map(|node| {
            let level = node.tag_name().name().strip_prefix('h')?.parse::<u32>().ok()?;
            Some((level, text(node)))
        });
        for (level, text) in levels {
            assert!(level <= last + 1, "h{level} {text} after h{last}");
            assert_eq!(level == 1, last == 0, "one h1, the first");
            assert!(!text.trim().is_empty());
            last = level;
        }
        assert!(last >= 2);
    }
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = told(&Case::compose(SHOP));
    let markup = markup(&page);
    let document = parsed(&markup);
    for node in document.descendants().filter(Node::is_element) {
        assert!(!["link", "img", "iframe", "object", "embed", "base"].contains(&node.tag_name().name()));
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!["src", "srcset", "style", "action", "ping"].contains(&name), "{name}={value}");
            assert!(!name.starts_with("on"), "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{name}={value}");
        }
    }
    for word in ["url(", "@import", "http:", "https:", "//cdn"] {
        assert!(!own(&page, "style").contains(word), "{word}");
    }
    for word in ["fetch", "XMLHttpRequest", "import", "http", "innerHTML", "eval", "document.write"] {
        assert!(!own(&page, "script").contains(word), "{word}");
    }
    // Every link leads somewhere.
    let ids: BTreeSet<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    for link in document.descendants().filter_map(|node| node.attribute("href")) {
        assert!(ids.contains(&link[1..]), "{link}");
    }
}

#[test]
fn the_policy_allows_the_pages_own_script_and_style_only() {
    let page = told(&Case::compose(SHOP));
    let markup = markup(&page);
    let document = parsed(&markup);
    let named = |node: &Node<'_, '_>| node.attribute("http-equiv") == Some("Content-Security-Policy");
    let policy =
        document.descendants().find(named).and_then(|node| node.attribute("content")).expect("a policy");
    assert!(policy.starts_with("default-src 'none'; base-uri 'none'; form-action 'none'; "), "{policy}");
    for name in ["script", "style"] {
        let hash = base64(&Sha256::digest(own(&page, name)));
        assert!(policy.contains(&format!("{name}-src 'sha256-{hash}'")), "{name} is now sha256-{hash}");
    }
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().chain(&[0; 2]).take(3).fold(0, |group, byte| group << 8 | usize::from(*byte));
        for place in 0..4 {
            let sign = char::from(SIGNS[group >> (18 - 6 * place) & 63]);
            text.push(if place <= chunk.len() { sign } else { '=' });
        }
    }
    text
}

/// The colours of the light scheme and of the dark one.
fn colours(style: &str) -> [BTreeMap<String, [f64; 3]>; 2] {
    let (light, dark) = style.split_once("@media (prefers-color-scheme: dark)").expect("two schemes");
    let dark = dark.split_once("\n}\n").expect("the end of the dark scheme").0;
    [light, dark].map(|scheme| {
        let declarations = scheme.split(['{', ';']).filter_map(|line| line.trim().strip_prefix("--"));
        declarations
            .map(|line| {
                let (name, value) = line.split_once(": #").expect("a colour");
                let part = |at: usize| {
                    let byte = u8::from_str_radix(&value[at..at + 2], 16).expect("hexadecimal");
                    let part = f64::from(byte) / 255.0;
                    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
                };
                (name.to_owned(), [part(0), part(2), part(4)])
            })
            .collect()
    })
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_ink_is_legible_on_its_paper_in_both_schemes() {
    let style = own(&told(&Case::compose(SHOP)), "style");
    let schemes = colours(&style);
    let names = |scheme: &BTreeMap<String, [f64; 3]>| scheme.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&schemes[0]), names(&schemes[1]), "both schemes have the same colours");
    for scheme in &schemes {
        let mut pairs = 0;
        for (name, ink) in scheme {
            let Some(stem) = name.strip_suffix("-ink") else { continue };
            let papers = match scheme.get(&format!("{stem}-paper")) {
                Some(paper) => vec![*paper],
                None => vec![scheme["page-paper"], scheme["panel-paper"]],
            };
            for paper in papers {
                let contrast = contrast(*ink, paper);
                assert!(contrast >= 4.5, "{name}: {contrast:.2}");
                pairs += 1;
            }
        }
        assert!(pairs > 12, "{pairs}");
    }
    // Colours are said by these names only.
    let rules = style.split_once("\n}\n}\n").or_else(|| style.split_once("\n  }\n}\n")).expect("the rules").1;
    assert!(!rules.contains('#') && !rules.contains("rgb"), "a colour without a name");
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}

#[test]
fn the_matrix_and_the_findings_say_everything() {
    let case = Case::compose(SHOP).only(&["privileged-container", "root-by-default", "no-cpu-limit"]);
    let page = markup(&told(&case));
    let document = parsed(&page);
    let rows: Vec<Vec<String>> = document
        .descendants()
        .filter(|node| node.has_tag_name("tr"))
        .map(|row| row.children().filter(Node::is_element).map(text).collect())
        .collect();
    assert_eq!(
        rows[0],
        [
            "service",
            "1 ports",
            "2 privileged",
            "3 capabilities",
            "4 quotas",
            "5 user",
            "6 escalation",
            "7 filesystem",
            "8 secrets"
        ]
    );
    assert_eq!(
        rows[1],
        [
            "webcompose.yaml:3:3",
            "✓kept",
            "✗broken 1",
            "✓kept",
            "✗broken 1",
            "✗broken 1",
            "✓kept",
            "✓kept",
            "✓kept"
        ]
    );
    assert_eq!(rows[2][0], "tidycompose.yaml:9:3");
    assert!(rows[2][1..].iter().all(|cell| cell == "✓kept"));
    let articles: Vec<Node<'_, '_>> =
        document.descendants().filter(|node| node.has_tag_name("article")).collect();
    assert_eq!(articles.len(), 3);
    assert_eq!(articles[0].attribute("data-severity"), Some("critical"), "the worst first");
    assert_eq!(articles[0].attribute("data-practice"), Some("privilege"));
    let words = text(articles[0]);
    for part in [
        "privileged container",
        "critical",
        "compose.yaml:5:17",
        "privileged: true",
        "why it matters",
        "A process in it mounts the host's disk",
        "drop privileged, and give only",
        "CIS Docker Benchmark 1.6.0 5.5",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn spanish_is_spanish() {
    let page = told(&Case::compose(SHOP).spanish());
    assert!(page.contains("<html lang=\"es\">"));
    for part in
        ["servicios por prácticas", "por qué importa", "arreglo", "Uno de sus procesos monta el disco"]
    {
        assert!(page.contains(part), "{part}");
    }
    for english in ["why it matters", ">severity<", ">show all<", "kept"] {
        assert!(!markup(&page).replace("class=\"kept\"", "").contains(english), "{english}");
    }
}

#[test]
fn text_of_a_user_is_text() {
    let hostile = "\"</code><script>alert(1)</script>'\\\"&amp;<!--\\e[2J\u{202e}\"";
    let compose =
        SHOP.replace("nginx:1.29", hostile).replace("web:", "\"</h3><img src=x onerror=alert(1)>\":");
    let mut case = Case::compose_at("/p/<b>&\"'.yaml", &compose);
    case.findings[0].waive("<i>reason</i>");
    let page = told(&case);
    let markup = markup(&page);
    let document = parsed(&markup);
    let names: BTreeSet<&str> =
        document.descendants().map(|node| node.tag_name().name()).filter(|name| !name.is_empty()).collect();
    assert!(!names.contains("img") && !names.contains("b") && !names.contains("i"), "{names:?}");
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("script")).count(), 1);
    assert!(text(document.root_element()).contains("</code><script>alert(1)</script>'\"&amp;<!--\\u{1b}[2J"));
    assert!(page.chars().all(|c| c == '\n' || !esclusa_report::clean::is_harmful(c)));
    assert!(!page.contains("hunter"), "secrets");
}

#[test]
fn problems_are_told_and_no_verdict_is_claimed() {
    let page = told(&Case::compose("services:\n  web:\n    image: a\n    image: b\n    privileged: true\n"));
    let markup = markup(&page);
    let document = parsed(&markup);
    let section =
        document.descendants().find(|node| node.attribute("id") == Some("problems")).expect("problems");
    assert!(text(section).contains("compose.yaml:4:5"), "{}", text(section));
    let kept =
        document.descendants().filter(|node| node.has_tag_name("td") && text(*node).contains('✓')).count();
    assert_eq!(kept, 0);
}
