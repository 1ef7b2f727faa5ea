//! What is read of a text at most, and places in texts that are one long line.

use esclusa_source::syntax::{json, yaml};
use esclusa_source::{FileId, MAX_NODES, Problem, Sources, Span};

fn file() -> FileId {
    Sources::default().add("text", "")
}

fn limit(problems: &[Problem]) -> Option<usize> {
    match problems {
        [problem] => {
            assert_eq!((problem.id, problem.detail.as_str()), ("too-many-nodes", "1000000"));
            problem.span.map(|span| span.start as usize)
        }
        _ => None,
    }
}

#[test]
fn a_million_nodes_are_read_and_no_more() {
    let (documents, problems) = yaml::parse(file(), &format!("[{}a]", "a,".repeat(MAX_NODES + 10)));
    assert_eq!(documents, []);
    assert!(limit(&problems).is_some_and(|at| at > 2 * MAX_NODES - 10), "{problems:?}");

    // The object, its key and the list are three of them.
    let list = |items: usize| format!("{{\"a\":[{}1]}}", "1,".repeat(items - 1));
    let (node, problems) = json::parse(file(), &list(MAX_NODES - 3));
    assert!(node.is_some() && problems.is_empty());
    let (node, problems) = json::parse(file(), &list(MAX_NODES + 10));
    assert_eq!(node, None);
    assert!(limit(&problems).is_some_and(|at| at > 2 * MAX_NODES - 10), "{problems:?}");
}

#[test]
fn columns_of_a_long_line_are_those_that_counting_gives() {
    let long = "aé€🦀".repeat(2_000);
    for before in ["", "\u{feff}", "x\n", "é\r\n\n"] {
        let text = format!("{before}{long}\n{long}");
        let mut sources = Sources::default();
        let file = sources.add("text", text.as_str());
        let begins = text.find(&long).unwrap();
        let line = before.matches('\n').count() + 1;
        for (column, (at, _)) in long.char_indices().enumerate().step_by(7) {
            let location = sources.location(Span::new(file, begins + at..begins + at));
            assert_eq!((location.line, location.column), (line, column + 1), "{before:?} {at}");
            let next = begins + long.len() + 1 + at;
            let location = sources.location(Span::new(file, next..next));
            assert_eq!((location.line, location.column), (line + 1, column + 1), "{before:?} {at}");
        }
    }
}
