//! Shell: words as the shell makes them, commands wherever they hide, and every recorded command line of the corpus.

use esclusa_source::syntax::shell::{self, Command};
use esclusa_source::{FileId, Sources, TextKind, docker_commands};
use proptest::prelude::*;

fn file(text: &str) -> FileId {
    Sources::default().add("script.sh", text)
}

pub(crate) fn texts(command: &Command) -> Vec<&str> {
    command.words.iter().map(|word| word.text.as_str()).collect()
}

/// The words of every command of a script.
fn script(text: &str) -> Vec<Vec<String>> {
    let commands = shell::commands(file(text), text, 0..text.len());
    commands.iter().map(|command| command.words.iter().map(|word| word.text.clone()).collect()).collect()
}

fn words(text: &str) -> Vec<String> {
    let commands = script(text);
    assert_eq!(commands.len(), 1, "{text}: {commands:?}");
    commands.into_iter().next().unwrap()
}

#[test]
fn quotes_and_escapes_are_taken_off() {
    for (text, expected) in [
        (r#"a 'b c' "d e" f\ g"#, vec!["a", "b c", "d e", "f g"]),
        (r#"a"b"'c'd"#, vec!["abcd"]),
        (r#"'' """#, vec!["", ""]),
        (r#""\$A \" \\ \x \`""#, vec![r#"$A " \ \x `"#]),
        (r"$'a\tb\x41\u00e9\'\101\q'", vec!["a\tbAé'A\\q"]),
        ("$\"a b\"", vec!["a b"]),
        ("a\\\nb \\\n  c \\\r\n d\r\n", vec!["ab", "c", "d"]),
        ("\"a\\\nb\"", vec!["ab"]),
        ("a # comment 'with quote\n", vec!["a"]),
        ("a#b", vec!["a#b"]),
        ("a `#comment` b `# another one` c", vec!["a", "b", "c"]),
        ("{a,b} *.c [x]", vec!["{a,b}", "*.c", "[x]"]),
        ("a$ b$", vec!["a$", "b$"]),
        ("naïve 'ü' \\é", vec!["naïve", "ü", "é"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn expansions_stay_as_written() {
    let text = r#"run $A ${B:-"x y"} "$(pwd)/c" `id -u` ~/d '$E' $1$@ A=~ $((1+(2))) "${F}"z"#;
    let commands = shell::commands(file(text), text, 0..text.len());
    let outer = commands.iter().find(|command| command.words[0].text == "run").unwrap();
    let read: Vec<(&str, bool)> =
        outer.words.iter().map(|word| (word.text.as_str(), word.symbolic)).collect();
    assert_eq!(
        read,
        [
            ("run", false),
            ("$A", true),
            ("${B:-\"x y\"}", true),
            ("$(pwd)/c", true),
            ("`id -u`", true),
            ("~/d", true),
            ("$E", false),
            ("$1$@", true),
            ("A=~", false),
            ("$((1+(2)))", true),
            ("${F}z", true),
        ]
    );
    assert_eq!(&text[outer.words[3].span.unwrap().range()], "\"$(pwd)/c\"");
}

#[test]
fn beside_an_expansion_what_means_itself_is_marked() {
    for (text, expected, splits) in [
        (r"'$A'$B", r"\$A$B", true),
        (r#""\$A $B""#, r"\$A $B", false),
        (r"'\'$B", r"\\$B", true),
        (r"'\\'\$$B", r"\\\\\$$B", true),
        (r#""C:\a\$B""#, r"C:\a$B", false),
        (r"'~'/$B", r"\~/$B", true),
        (r"~/'$A'", r"~/\$A", false),
        (r"a'$A'", "a$A", false),
        (r#""$@""#, "$@", true),
        (r#""${a[@]}""#, "${a[@]}", true),
        (r#""${a[0]}""#, "${a[0]}", false),
        ("$((1+1))", "$((1+1))", false),
        ("`id`", "`id`", true),
    ] {
        let script = format!("x {text}");
        let command = shell::commands(file(&script), &script, 0..script.len()).remove(0);
        let word = &command.words[1];
        assert_eq!((word.text.as_str(), word.splits), (expected, splits), "{text}");
    }
}

#[test]
fn redirections_are_left_out() {
    for text in [
        "a b >c 2>&1 <d",
        "a <<<c b >>d",
        "a b &>c",
        "2>/dev/null a b >|c",
        "a b <<E\ntext 'here\nE\n",
        "a <<-'E' b\n\ttext\n\tE\n",
    ] {
        assert_eq!(words(text), ["a", "b"], "{text}");
    }
}

#[test]
fn commands_are_found_in_every_construct() {
    for (text, expected) in [
        ("a; b & c && d || e | f |& g\nh", "a b c d e f g h"),
        ("if a; then b; elif c; then d; else e; fi", "a b c d e"),
        ("while ! a; do b; done; until c; do d; done", "a b c d"),
        ("for x in 1 2; do a; done\nfor y\ndo b\ndone", "a b"),
        ("case $x in\n  (1|2) a;;\n  *) b;&\n  z)\n c\n ;;\nesac\nd", "a b c d"),
        ("case x in y) case z in w) a;; esac;; v) b;; esac; c", "a b c"),
        ("f() { a; }\nfunction g { b; }\nh () (c)", "a b c"),
        ("( a; { b; } )", "a b"),
        ("[[ -f x && ( 1 < 2 ) ]] && a", "a"),
        ("time a", "a"),
        ("cat <<EOF\nignored\nEOF\na", "cat a"),
    ] {
        let first: Vec<String> = script(text).iter().map(|words| words[0].clone()).collect();
        assert_eq!(first.join(" "), expected, "{text}");
    }
}

#[test]
fn commands_are_found_in_substitutions() {
    let text = "ID=$(docker run -d \"$(cat image)\") ; x=`docker run b`";
    let found = docker_commands(file(text), text, TextKind::Script);
    let lines: Vec<&str> = found.iter().map(|command| &text[command.span.range()]).collect();
    assert_eq!(lines, ["docker run -d \"$(cat image)\"", "docker run b"]);
    assert_eq!(script("a=(docker run x)"), [["a=(docker run x)"]]);
}

#[test]
fn a_quote_without_end_is_a_problem_of_its_command_and_the_next_line_is_read() {
    let text = "docker run 'a\ndocker run b\n";
    let found = docker_commands(file(text), text, TextKind::Script);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].problem.as_ref().unwrap().id, "shell-unfinished");
    assert_eq!(found[1].problem, None);
    assert_eq!(texts(&found[1]), ["docker", "run", "b"]);
}

#[test]
fn hostile_scripts_end_in_time() {
    for text in [
        "$(".repeat(100_000),
        "\"$(\n".repeat(50_000),
        "`".repeat(100_001),
        "<<A\n".repeat(50_000),
        "(".repeat(100_000),
        "case x in ".repeat(20_000),
        "'\n\"\n".repeat(20_001),
        "ssh a ".repeat(10_000),
        "bash -c 'eval \"".repeat(10_000),
        "bash <<A\nA\n".repeat(10_000),
        "bash <<A\n".repeat(10_000) + &"A\n".repeat(10_000),
    ] {
        let started = std::time::Instant::now();
        let _ = shell::commands(file(&text), &text, 0..text.len());
        let _ = docker_commands(file(&text), &text, TextKind::Plain);
        let _ = docker_commands(file(&text), &text, TextKind::Script);
        assert!(started.elapsed().as_secs() < 5, "{}", &text[..8]);
    }
}

proptest! {
    #[test]
    fn spans_hold_the_words(text in r#"[ a-c$\\'"`(){}<>|;&\n#=~\r]{0,40}"#) {
        for command in shell::commands(file(&text), &text, 0..text.len()) {
            prop_assert!(!command.words.is_empty());
            for word in &command.words {
                let written = text.get(word.span.unwrap().range());
                prop_assert!(written.is_some_and(|written| !written.is_empty()));
                if !word.symbolic && !written.unwrap().contains(['\\', '\'', '"', '`', '$']) {
                    prop_assert_eq!(written.unwrap(), &word.text);
                }
            }
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        for kind in [TextKind::Markdown, TextKind::Script, TextKind::Plain] {
            let _ = docker_commands(file(&text), &text, kind);
        }
    }
}
