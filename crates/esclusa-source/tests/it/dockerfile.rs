//! Dockerfiles: lines joined, heredocs skipped, places kept.

use esclusa_source::Sources;
use esclusa_source::syntax::dockerfile::{Dockerfile, parse};
use proptest::prelude::*;

fn read(text: &str) -> (Dockerfile, Vec<String>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("Dockerfile", text);
    let (dockerfile, problems) = parse(id, text);
    (dockerfile, problems.into_iter().map(|problem| problem.detail.to_string()).collect(), sources)
}

fn said(text: &str) -> Vec<String> {
    let (dockerfile, problems, _) = read(text);
    assert!(problems.is_empty(), "{problems:?}");
    dockerfile.instructions.iter().map(|one| format!("{} {}", one.keyword, one.arguments)).collect()
}

#[test]
fn lines_are_joined_over_comments_and_blank_lines() {
    assert_eq!(
        said("# a\nfrom alpine\nENV A=1 \\\n  # why\n\n  B=2\nRUN a \\\\\nUSER x"),
        ["FROM alpine", "ENV A=1   B=2", "RUN a \\\\", "USER x"]
    );
    assert_eq!(said("FROM a\r\nRUN b \\\r\n c\r\n"), ["FROM a", "RUN b  c"]);
    assert_eq!(said("FROM a\nRUN b \\"), ["FROM a", "RUN b"]);
}

#[test]
fn the_escape_directive_stands_at_the_top_only() {
    assert_eq!(said("# syntax=x\n# escape=`\nFROM a\nRUN b `\n c\\\n"), ["FROM a", "RUN b  c\\"]);
    assert_eq!(said("# words\n# escape=`\nFROM a\nRUN b `\n"), ["FROM a", "RUN b `"]);
}

#[test]
fn heredocs_are_no_instructions() {
    assert_eq!(
        said("FROM a\nRUN <<EOF\nUSER x\nEOF\nCOPY <<-\"A\" <<B /d\n\tUSER y\n\tA\nUSER z\nB\nUSER w\n"),
        ["FROM a", "RUN <<EOF", "COPY <<-\"A\" <<B /d", "USER w"]
    );
    let (dockerfile, problems, _) = read("FROM a\nRUN <<EOF\nUSER x\n");
    assert_eq!(dockerfile.instructions.len(), 2);
    assert_eq!(problems, ["the heredoc EOF does not end"]);
    assert_eq!(said("FROM a\nRUN x <<< y\nUSER x"), ["FROM a", "RUN x <<< y", "USER x"]);
}

#[test]
fn a_word_knows_its_place() {
    let text = "FROM a\n  ENV \\\n  A=\"x y\" \\\n# no\n  B=é\n";
    let (dockerfile, _, sources) = read(text);
    let env = &dockerfile.instructions[1];
    let words = env.words(dockerfile.escape);
    assert_eq!(words.iter().map(|(_, word)| *word).collect::<Vec<_>>(), ["A=\"x y\"", "B=é"]);
    for (part, word) in words {
        assert_eq!(sources.text(env.place(part)), word);
    }
    assert_eq!(sources.text(dockerfile.instructions[0].span), "FROM a");
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_word_has_its_place(text in "(FROM|ENV|RUN|[ \\\\\n\t#é<\"'`EOF=a-]){0,60}") {
        let (dockerfile, _, sources) = read(&text);
        for instruction in &dockerfile.instructions {
            for (part, word) in instruction.words(dockerfile.escape) {
                let found = sources.text(instruction.place(part));
                // A word over several lines holds the marks between them.
                prop_assert!(found == word || found.contains('\n'), "{found:?} {word:?}");
            }
        }
    }
}
