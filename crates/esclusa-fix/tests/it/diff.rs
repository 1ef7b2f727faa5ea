//! How files differ, and what of them is not shown.

use esclusa_detect::Known;
use esclusa_fix::diff::{Ending, Fate, FileDiff, Line, Lines};
use proptest::prelude::*;

fn diff(old: &str, new: &str) -> FileDiff {
    FileDiff::of("a.yaml", Some(old), new, &Known::default())
}

/// Every line that is shown, with its sign.
fn shown(diff: &FileDiff) -> Vec<String> {
    let sign = |fate| match fate {
        Fate::Kept => ' ',
        Fate::Removed => '-',
        Fate::Added => '+',
    };
    diff.hunks
        .iter()
        .flat_map(|hunk| &hunk.lines)
        .map(|line| format!("{}{}", sign(line.fate), line.text))
        .collect()
}

/// Every line of a text as it would be shown.
fn lines(text: &str) -> Vec<String> {
    let diff = FileDiff::of("a", None, text, &Known::default());
    diff.hunks.into_iter().flat_map(|hunk| hunk.lines).map(|line| line.text).collect()
}

#[test]
fn a_change_is_shown_with_three_lines_around_it_and_their_numbers() {
    let old: String = (1..=20).map(|number| format!("line {number}\n")).collect();
    let new = old.replace("line 10\n", "line ten\nand more\n");
    let found = diff(&old, &new);
    assert_eq!(
        shown(&found),
        [
            " line 7",
            " line 8",
            " line 9",
            "-line 10",
            "+line ten",
            "+and more",
            " line 11",
            " line 12",
            " line 13"
        ]
    );
    let hunk = &found.hunks[0];
    assert_eq!((hunk.old, hunk.new), (Lines { first: 7, count: 7 }, Lines { first: 7, count: 8 }));
    let numbers: Vec<_> = hunk.lines.iter().map(|line| (line.old, line.new)).collect();
    assert_eq!(
        numbers[2..7],
        [(Some(9), Some(9)), (Some(10), None), (None, Some(10)), (None, Some(11)), (Some(11), Some(12))]
    );
}

#[test]
fn changes_far_apart_are_shown_apart() {
    let old: String = (1..=30).map(|number| format!("{number}\n")).collect();
    let new = old.replace("\n5\n", "\nfive\n").replace("\n25\n", "\ntwenty-five\n");
    assert_eq!(diff(&old, &new).hunks.len(), 2);
}

#[test]
fn the_same_text_differs_nowhere() {
    for text in ["", "a", "a\n", "a\r\nb\n"] {
        assert!(diff(text, text).is_empty());
    }
}

#[test]
fn a_new_file_has_no_old_lines() {
    let found = FileDiff::of("a", None, "one\ntwo\n", &Known::default());
    assert!(found.is_new);
    assert_eq!(
        (found.hunks[0].old, found.hunks[0].new),
        (Lines { first: 0, count: 0 }, Lines { first: 1, count: 2 })
    );
    let found = diff("one\n", "");
    assert_eq!(
        (found.hunks[0].old, found.hunks[0].new),
        (Lines { first: 1, count: 1 }, Lines { first: 0, count: 0 })
    );
}

#[test]
fn endings_are_told_apart() {
    let found = diff("a\r\nb\r\nc", "a\r\nx\r\nc");
    assert!(!found.mixed_endings);
    assert_eq!(shown(&found), [" a", "-b", "+x", " c"]);
    let endings: Vec<_> = found.hunks[0].lines.iter().map(|line| line.ending).collect();
    assert_eq!(endings, [Ending::CrLf, Ending::CrLf, Ending::CrLf, Ending::EndOfFile]);
    assert!(diff("a\r\nb\r\n", "a\r\nb\n").mixed_endings);
    let found = diff("a", "a\n");
    assert_eq!(shown(&found), ["-a", "+a"]);
}

#[test]
fn a_secret_is_hidden_in_every_line_that_says_it() {
    let old = "\
services:
  db:
    image: postgres # a comment
    environment:
      POSTGRES_PASSWORD: hunter2-tulip
      POSTGRES_USER: shop
";
    let new = "\
services:
  db:
    image: postgres # a comment
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password
      POSTGRES_USER: shop
";
    assert_eq!(
        shown(&diff(old, new)),
        [
            "   db:",
            "     image: postgres # a comment",
            "     environment:",
            "-      POSTGRES_PASSWORD: ***",
            "+      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password",
            "       POSTGRES_USER: shop",
        ]
    );
}

#[test]
fn a_secret_is_hidden_however_it_is_said() {
    for text in [
        "      - DB_PASSWORD=hunter2X",
        "      - \"DB_PASSWORD=hunter2X and more\"",
        "      - 'DB_PASSWORD=hunter2X'",
        "  DB_PASSWORD: hunter2X",
        "  DB_PASSWORD: hunter2X # hunter2X",
        "  \"DB_PASSWORD\": \"hunter2X\",",
        "  # DB_PASSWORD: hunter2X",
        "  environment: {DB_PASSWORD: hunter2X, A: b}",
        "  environment: [A=b, DB_PASSWORD=hunter2X]",
        "\"Env\":[\"A=b\",\"DB_PASSWORD=hunter2X\"],",
        "  DB_PASSWORD: ${DB_PASSWORD:-hunter2X}",
        "  DATABASE_URL: postgres://shop:hunter2X@db/shop",
        "  command: redis-server --requirepass hunter2X",
        "ENV DB_PASSWORD=hunter2X",
        "ENV DB_PASSWORD hunter2X",
        "ARG DB_PASSWORD=hunter2X",
        "env A=b DB_PASSWORD=hunter2X",
        "docker run -e DB_PASSWORD=hunter2X -p 80:80 postgres",
        "  -e DB_PASSWORD=hunter2X \\",
        "  --env=\"DB_PASSWORD=hunter2X\" \\",
        "  DB_PASSWORD:\n    hunter2X",
        "  DB_PASSWORD: |\n    hunter2X\n    hunter2X: hunter2X",
        "  DB_PASSWORD: &it >-\n\n    hunter2X\n  A: b",
        "  - DB_PASSWORD: # why\n      hunter2X",
        "-----BEGIN PRIVATE KEY-----\nhunter2X\nhunter2X\n-----END PRIVATE KEY-----",
        "  DB_PASSWORD: a",
        "  DB_PASSWORD: \"hunter2X #1\" # hunter2X #1",
        "RUN A=b DB_PASSWORD=hunter2X start",
    ] {
        let shown = lines(text).join("\n");
        assert!(!shown.contains("hunter2"), "{text}\n{shown}");
        assert!(shown.contains("***"), "{text}\n{shown}");
    }
}

#[test]
fn what_is_no_secret_is_shown() {
    for text in [
        "secrets:\n  - db_password\n  db_password:\n    file: ./secret.txt",
        "    secrets: [db_password]",
        "      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password",
        "      - DB_PASSWORD=${DB_PASSWORD}",
        "      - DB_PASSWORD",
        "  \"LICENSE_KEY\": \"\",",
        "  \"DB_PASSWORD\": \"${DB_PASSWORD:-}\",",
        "  \"DB_PASSWORD=${DB_PASSWORD}\",",
        "  DB_PASSWORD: ${DB_PASSWORD} # from the vault",
        "    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true",
        "    ports: [\"127.0.0.1:80:80\"]",
        "docker run -d --cap-drop=ALL -p 80:80 --name web nginx:1.29",
        "    tmpfs:\n      - /run:size=16m",
        "  image: registry.example:5000/shop/web@sha256:\
         0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ] {
        assert_eq!(lines(text).join("\n"), text);
    }
}

#[test]
fn a_known_value_is_hidden_wherever_it_stands() {
    let mut known = Known::default();
    known.add("correct horse battery");
    let found = FileDiff::of("a", Some("x: correct horse battery\n"), "y\n", &known);
    assert_eq!(shown(&found), ["-x: ***", "+y"]);
    let again = FileDiff::of("a", Some("# correct horse battery\n"), "y: correct horse battery\n", &known);
    assert_eq!(shown(&again), ["-# ***", "+y: ***"]);
}

/// A value goes on behind the sign at a line's end in every shell and in YAML's double quotes; the end of another line of a
/// scalar is a blank.
#[test]
fn a_known_value_is_hidden_though_it_is_broken_over_lines() {
    let mut known = Known::default();
    known.add("hunter2SuperS3cret");
    known.add("battery horse staple");
    let lines = |text: &str| {
        let diff = FileDiff::of("a", None, text, &known);
        shown(&diff)
    };
    for (text, expected) in [
        ("mysql -phunt\\\ner2SuperS3cret -h db\n", &["+mysql -p***", "+*** -h db"][..]),
        ("mysql -phunt`\r\ner2SuperS3cret -h db\r\n", &["+mysql -p***", "+*** -h db"]),
        ("mysql -phunt^\ner2Sup^\nerS3cret\n", &["+mysql -p***", "+***", "+***"]),
        ("x: \"hunter2\\\n    SuperS3cret\"\n", &["+x: \"***", "+***\""]),
        ("x:\n  battery horse\n  staple\ny: z\n", &["+x:", "+  ***", "+***", "+y: z"]),
        ("x: hunter2\\\nSuper\n", &["+x: hunter2\\", "+Super"]),
        ("battery\n\nhorse staple\n", &["+battery", "+", "+horse staple"]),
    ] {
        assert_eq!(lines(text), expected, "{text:?}");
    }
}

#[test]
fn a_file_of_a_secret_is_only_named() {
    let found = FileDiff::concealed("secret.txt");
    assert!(found.is_new);
    assert_eq!(shown(&found), ["+***"]);
}

#[test]
fn odd_texts_are_no_trouble() {
    for (old, new) in [
        ("\u{feff}a: é\n", "\u{feff}a: ñ\n"),
        ("\r\r\n\n", "\n"),
        ("", "\n"),
        (":", "="),
        ("- - - :\n", "# ' \" = @\n"),
        ("password:\n\u{a0}é", "password: |\n é\n"),
    ] {
        assert!(!diff(old, new).is_empty());
        assert!(!diff(new, old).is_empty());
    }
}

#[test]
fn two_large_texts_without_a_line_in_common_are_told_apart_in_time() {
    let text = |word: &str| -> String { (0..100_000).map(|number| format!("{word} {number}\n")).collect() };
    let found = diff(&text("old"), &text("new"));
    assert_eq!(found.hunks[0].lines.len(), 200_000);
}

fn written(line: &Line) -> String {
    let ending = match line.ending {
        Ending::Lf => "\n",
        Ending::CrLf => "\r\n",
        Ending::EndOfFile => "",
    };
    format!("{}{ending}", line.text)
}

/// One of the texts, made of the other one and of what is shown.
fn applied(other: &str, diff: &FileDiff, gone: Fate, come: Fate) -> String {
    let lines: Vec<&str> = other.split_inclusive('\n').collect();
    let (mut text, mut at) = (String::new(), 0);
    for hunk in &diff.hunks {
        let theirs = if gone == Fate::Removed { hunk.old } else { hunk.new };
        let first = if theirs.count == 0 { theirs.first } else { theirs.first - 1 };
        text.extend(lines[at..first].iter().copied());
        at = first;
        for line in &hunk.lines {
            if line.fate != come {
                assert_eq!(written(line), lines[at]);
                at += 1;
            }
            if line.fate != gone {
                text.push_str(&written(line));
            }
        }
        assert_eq!(at, first + theirs.count);
    }
    text.extend(lines[at..].iter().copied());
    text
}

proptest! {
    #[test]
    fn each_text_follows_from_the_other(
        old in "([abc](\n|\r\n|\n\n)){0,24}[ab]?",
        new in "([abc](\n|\r\n|\n\n)){0,24}[ab]?",
    ) {
        let found = diff(&old, &new);
        prop_assert_eq!(applied(&old, &found, Fate::Removed, Fate::Added), new.as_str());
        prop_assert_eq!(applied(&new, &found, Fate::Added, Fate::Removed), old.as_str());
        prop_assert_eq!(found.is_empty(), old == new);
    }

    #[test]
    fn a_secret_shows_nowhere_whatever_stands_around_it(
        before in "[ \\-\"'#{a-zé:=,]{0,12}",
        sign in "(: |=|: \"|='|=\")",
        after in "[ \\-\"'#}\\]a-zé:=,]{0,12}",
    ) {
        // A blank or a quote makes the name a word of its own, as every dialect has it.
        let text = format!("{before} DB_PASSWORD{sign}hunter2X {after}\n");
        prop_assert!(!lines(&text).concat().contains("hunter2X"), "{}", text);
    }

    #[test]
    fn no_text_is_trouble(old in "\\PC{0,80}", new in "[\\s\\-:=\"'|>&!#A-Z@é]{0,80}") {
        diff(&old, &new);
        diff(&new, &format!("password:\n  {old}\n-----BEGIN PRIVATE KEY-----\n{new}"));
    }
}
