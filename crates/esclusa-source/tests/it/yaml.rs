//! YAML: places, Go's reading, limits; random documents.

use esclusa_source::syntax::yaml;
use esclusa_source::{Document, FileId, Kind, Node, Problem, Sources, Style};
use proptest::prelude::*;

fn file(text: &str) -> FileId {
    Sources::default().add("compose.yaml", text)
}

fn parse(text: &str) -> (Vec<Document>, Vec<Problem>) {
    yaml::parse(file(text), text)
}

fn root(text: &str) -> Node {
    let (documents, problems) = parse(text);
    assert_eq!(problems, [], "{text}");
    assert_eq!(documents.len(), 1, "{text}");
    documents.into_iter().next().unwrap().root.unwrap()
}

fn get<'node>(node: &'node Node, path: &str) -> &'node Node {
    path.split('.').filter(|part| !part.is_empty()).fold(node, |node, part| match part.parse::<usize>() {
        Ok(index) => &node.items().unwrap()[index],
        Err(_) => {
            let entries = node.entries().unwrap();
            &entries.iter().find(|entry| entry.key.scalar().unwrap().0 == part).unwrap().value
        }
    })
}

#[test]
fn lines_end_where_go_ends_them_although_no_editor_shows_it() {
    // As the Compose client reads them: what looks like a comment is none.
    for end in ["\u{85}", "\u{2028}", "\u{2029}"] {
        let text = format!("web:\n  image: nginx # é{end}  privileged: true{end}{end}  é: [a, b]\n");
        let read = root(&text);
        assert_eq!(get(&read, "web.image").scalar().unwrap().0, "nginx", "{end:?}");
        let privileged = get(&read, "web.privileged");
        assert_eq!(privileged.scalar().unwrap().0, "true", "{end:?}");
        assert_eq!(&text[privileged.span.range()], "true", "{end:?}");
        assert_eq!(&text[get(&read, "web.é").span.range()], "[a, b]", "{end:?}");
        let folded = root(&format!("a: \"x{end}  y\"\nb: p{end}  q # c{end}# d\n"));
        assert_eq!(get(&folded, "a").scalar().unwrap().0, "x y", "{end:?}");
        assert_eq!(get(&folded, "b").scalar().unwrap().0, "p q", "{end:?}");
    }
}

#[test]
fn nodes_have_the_bytes_of_their_content() {
    for (text, path, written) in [
        // Sequences begin at their first dash, indented or not.
        ("a:\n- x\n- y: 1\n  z: 2\nb: 1\n", "a", "- x\n- y: 1\n  z: 2"),
        ("a: # - c\n# - d\n- x\n", "a", "- x"),
        ("a: &b-c\n- x\n", "a", "- x"),
        ("a:\n-\n  x\n", "a", "-\n  x"),
        ("a:\n- - x\n", "a", "- - x"),
        ("a:\n- - x\n", "a.0", "- x"),
        ("a:\n- -1\n", "a", "- -1"),
        ("a:\n  - q # c\n# d\nb: 1\n", "a", "- q"),
        ("\u{feff}- a\n", "", "- a"),
        ("? - a\n: - b\n", "", "? - a\n: - b"),
        ("- b\n-\n", "", "- b\n-"),
        // Block scalars begin at their indicator and end with their last line that is not blank.
        ("a: |\n  l1\n  l2\n\n\nb: 1\n", "a", "|\n  l1\n  l2"),
        ("a:\n  b: >-  # c | d\n    x\n  c: 1\n", "a.b", ">-  # c | d\n    x"),
        ("a:\n- |\n  x\n- y\n", "a.0", "|\n  x"),
        ("a: &b !c |+\n\n\n x\n\n", "a", "|+\n\n\n x"),
        ("a: |2-\nb: 1\n", "a", "|2-"),
        ("a: |\r\n  x\r\n  y\r\nb: c\r\n", "a", "|\r\n  x\r\n  y"),
        ("--- |\n x\n", "", "|\n x"),
        ("a: | \n  > x\n", "a", "| \n  > x"),
        // Mappings end with their last value, before comments.
        ("a:\n  b: 1 # c\n  # d\n\ne: 2\n", "a", "b: 1"),
        ("a: {b: 1, c: 2} # d\n", "a", "{b: 1, c: 2}"),
        ("a: [1,\n  2\n]\n", "a", "[1,\n  2\n]"),
        ("a: one\n  two # c\n", "a", "one\n  two"),
        ("'a': \"x\\n\"\n", "a", "\"x\\n\""),
        // Properties are not content.
        ("a: &x !y\n  b: 1\n", "a", "b: 1"),
        ("a: !override\n  - 1\n", "a", "- 1"),
        ("a: !reset null\n", "a", "null"),
    ] {
        let root = root(text);
        assert_eq!(&text[get(&root, path).span.range()], written, "{path} of {text:?}");
    }
}

#[test]
fn absent_values_stand_behind_what_asked_for_them() {
    for (text, path, before) in [
        ("a:\n\nb: 1\n", "a", "a:"),
        ("a: # c\nb: 1\n", "a", "a:"),
        ("a:\n  # c\nb: 1\n", "a", "a:"),
        ("a: !reset\nb: 1\n", "a", "a: !reset"),
        ("a: &x\nb: 1\n", "a", "a: &x"),
        ("a: {b: , c: 1}\n", "a.b", "a: {b:"),
        ("a:\n  -\n  - b\n", "a.0", "a:\n  -"),
    ] {
        let root = root(text);
        let node = get(&root, path);
        assert_eq!(node.scalar(), Some(("", Style::Plain)), "{text}");
        assert_eq!(
            (node.span.range().start, node.span.range().end),
            (before.len(), before.len()),
            "{text:?}"
        );
    }
}

#[test]
fn tags_anchors_and_comments_are_kept() {
    let text = "# first\na: &x !!str 1 # c1\nb: *x\n";
    let (documents, _) = parse(text);
    let comments: Vec<&str> =
        documents[0].comments.iter().map(|comment| &text[comment.span.range()]).collect();
    assert_eq!(comments, ["# first", "# c1"]);
    let root = documents[0].root.clone().unwrap();
    let a = get(&root, "a");
    assert_eq!(a.tag.as_deref(), Some("!!str"));
    assert_eq!(&text[a.anchor.unwrap().range()], "&x");
    assert!(matches!(&*get(&root, "b").kind, Kind::Alias(target) if target == a));
    let many = format!("a: 1\n{}b: 2\n", "# comment\n".repeat(5000));
    assert_eq!(parse(&many).0[0].comments.len(), 5000);
}

#[test]
fn a_value_within_itself_is_a_cycle_and_a_tag_of_that_name_is_not() {
    let cyclic = root("a: &x [*x, !cycle y]\n");
    assert_eq!(*get(&cyclic, "a.0").kind, Kind::Cycle);
    assert_eq!(get(&cyclic, "a.1").scalar(), Some(("y", Style::Plain)));
}

#[test]
fn scalars_have_the_text_that_go_reads() {
    for (text, read) in [
        ("|\n  a\n  b", "a\nb"),
        ("|+\n  a", "a"),
        (">\n  a\n  b", "a b"),
        ("|\n  a\n   ", "a\n "),
        ("|\n  a\n\n\n  ", "a\n"),
        (">\n a\n  b\n c\n\n d\n", "a\n b\nc\nd\n"),
        ("\"a \\\n  b\"\n", "a b"),
        ("'it''s'\n", "it's"),
        ("a\n b\n\n c\n", "a b\nc"),
        ("a#b # c\n", "a#b"),
    ] {
        let text = format!("k: {text}");
        assert_eq!(get(&root(&text), "k").scalar().unwrap().0, read, "{text:?}");
    }
}

#[test]
fn line_ends_marks_and_documents() {
    let text = "\u{feff}a: 1\r\nb:\r\n  - x\r\n";
    assert_eq!(&text[get(&root(text), "b").span.range()], "- x");
    let (documents, problems) = parse("a: 1\n...\n---\nb: 2\n---\n---\nc\n");
    assert_eq!((documents.len(), problems.len()), (4, 0));
    assert_eq!(parse("").0.len() + parse("# only\n").0.len(), 0);
    let long = format!("{}: 1\n", "k".repeat(2000));
    assert_eq!(root(&long).entries().unwrap().len(), 1);
}

#[test]
fn a_broken_document_leaves_the_others() {
    let (documents, problems) = parse("a: 1\n---\nb: [\n---\nc: 3\n---\nd: 'x\n");
    assert_eq!(documents.len(), 2);
    assert_eq!(problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["yaml-syntax"; 2]);
    let (documents, problems) = parse("a: *nope\nb: 1\n");
    assert_eq!((documents.len(), problems.len()), (1, 1));
    assert_eq!(problems[0].detail, "unknown anchor 'nope' referenced");
}

#[test]
fn deep_nesting_and_hostile_texts_end_in_time() {
    let mut staircase = String::new();
    for depth in 0..3000 {
        staircase.push_str(&" ".repeat(depth));
        staircase.push_str("a:\n");
    }
    let mut tower = "a0: &a0 [x]\n".to_owned();
    for level in 1..2000 {
        tower.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    for (text, expect_problem) in [
        ("[".repeat(100_000), true),
        ("{a: ".repeat(100_000), true),
        ("- ".repeat(100_000), true),
        ("? ".repeat(100_000), true),
        (staircase, true),
        (tower, true),
        ("---\n[\n".repeat(50_000), true),
        ("a: |\n".repeat(50_000), false),
        ("# c\n".repeat(200_000), false),
        ("- &a x\n- *a\n".repeat(50_000), false),
        (format!("a: {}\n", "x ".repeat(500_000)), false),
        ("'".repeat(100_000), false),
        ("&a ".repeat(50_000), true),
        ("!a ".repeat(50_000), true),
        (format!("[{}]", "a, ".repeat(100_000)), false),
        (format!("{{{}}}", "a, ".repeat(100_000)), false),
        ("? a\n".repeat(50_000), false),
        (format!("k:\n{}- x\n", "# -\n".repeat(100_000)), false),
        (format!("k:{}- x\n", "\n".repeat(100_000)), false),
    ] {
        let started = std::time::Instant::now();
        let (documents, problems) = parse(&text);
        drop(documents);
        let start: String = text.chars().take(12).collect();
        assert_eq!(!problems.is_empty(), expect_problem, "{start:?}: {problems:?}");
        assert!(started.elapsed().as_secs() < 10, "{start:?}: {:?}", started.elapsed());
    }
}

/// Every node lies in the text, in its parent, and a plain scalar of one line is what its span holds.
fn check_places(node: &Node, text: &str, within: std::ops::Range<usize>) -> Result<(), TestCaseError> {
    let range = node.span.range();
    let written = text.get(range.clone());
    prop_assert!(written.is_some(), "{:?} of {:?}", range, text);
    prop_assert!(
        within.start <= range.start && range.end <= within.end,
        "{range:?} in {within:?} of {text:?}"
    );
    match &*node.kind {
        Kind::Scalar { text: read, style: Style::Plain } if !read.contains([' ', '\n']) => {
            // An alias of nothing reads as an absent value, with a problem.
            prop_assert!(written == Some(&**read) || written.is_some_and(|written| written.starts_with('*')));
        }
        Kind::Scalar { style: Style::Literal | Style::Folded, .. } => {
            prop_assert!(written.is_some_and(|written| written.starts_with(['|', '>'])), "{text:?}");
        }
        Kind::Scalar { style: Style::SingleQuoted, .. } => {
            prop_assert!(written.is_some_and(|written| written.starts_with('\'') && written.ends_with('\'')));
        }
        Kind::Scalar { .. } | Kind::Alias(_) | Kind::Cycle => {}
        Kind::Sequence { items, flow } => {
            prop_assert!(
                written.is_some_and(|written| written.starts_with(if *flow { '[' } else { '-' })),
                "{text:?}"
            );
            for item in items {
                check_places(item, text, range.clone())?;
            }
        }
        Kind::Mapping { entries, .. } => {
            for entry in entries {
                check_places(&entry.key, text, range.clone())?;
                check_places(&entry.value, text, range.clone())?;
            }
        }
    }
    Ok(())
}

/// Lines that look like YAML often enough.
fn documents() -> impl Strategy<Value = String> {
    let line = (
        0usize..4,
        prop::sample::select(vec![
            "", "- ", "- - ", "a: ", "? ", ": ", "b: &x ", "c: !t ", "- k: ", "# c", "'q': ", "-", "d:",
            "<<: ",
        ]),
        prop::sample::select(vec![
            "",
            "v",
            "|",
            ">-",
            "|2",
            "[1, 2]",
            "{a: b}",
            "[",
            "]",
            "}",
            "'s'",
            "\"d",
            "*x",
            "&y",
            "v # c",
            "two words",
            "- z",
            "...",
            "---",
            "é",
            "[a: b, ]",
        ]),
    );
    let end = prop::sample::select(vec!["\n", "\n", "\r\n"]);
    (prop::collection::vec(line, 0..8), end).prop_map(|(lines, end)| {
        lines
            .iter()
            .map(|(indent, head, tail)| format!("{}{head}{tail}{end}", "  ".repeat(*indent)))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn places_lie_in_the_text(text in documents()) {
        for document in parse(&text).0 {
            if let Some(root) = &document.root {
                check_places(root, &text, 0..text.len())?;
            }
            for comment in &document.comments {
                prop_assert!(text[comment.span.range()].starts_with('#'));
            }
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = parse(&text);
    }
}
