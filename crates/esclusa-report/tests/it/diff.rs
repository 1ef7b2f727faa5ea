//! Diffs in words and colours.

use esclusa_detect::Known;
use esclusa_finding::{Catalogue, Language};
use esclusa_fix::diff::FileDiff;
use esclusa_report::diff::write;
use esclusa_report::terminal::Style;

fn told(diffs: &[FileDiff], colour: bool, language: Language) -> String {
    let mut out = Vec::new();
    let style = Style { colour, unicode: true, quiet: false };
    write(diffs, &Catalogue::new(language), style, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("text")
}

fn diff(old: Option<&str>, new: &str) -> FileDiff {
    FileDiff::of("compose.yaml", old, new, &Known::default())
}

#[test]
fn it_is_what_diff_writes() {
    let old = "services:\n  web:\n    image: nginx\n    privileged: true\n    ports: [\"80:80\"]";
    let new = "services:\n  web:\n    image: nginx\n    ports: [\"127.0.0.1:80:80\"]";
    let expected = "\
--- compose.yaml
+++ compose.yaml
@@ -1,5 +1,4 @@
 services:
   web:
     image: nginx
-    privileged: true
-    ports: [\"80:80\"]
\\ no newline at the end of the file
+    ports: [\"127.0.0.1:80:80\"]
\\ no newline at the end of the file
";
    assert_eq!(told(&[diff(Some(old), new)], false, Language::English), expected);
    let spanish = told(&[diff(Some(old), new)], false, Language::Spanish);
    assert!(spanish.contains("\\ el archivo no acaba en salto de línea\n"), "{spanish}");
}

#[test]
fn the_program_patch_understands_it() {
    let folder = std::env::temp_dir().join(format!("esclusa-report-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let old: String = (0..60).map(|number| format!("key{number}: value\t{number}\n")).collect();
    let new =
        old.replace("key7: ", "key7:  ").replace("key30: value\t30\n", "").replace("key59", "new: 1\nkey59");
    let new = new.trim_end();
    std::fs::write(folder.join("compose.yaml"), &old).expect("it can be written");
    std::fs::write(folder.join("patch"), told(&[diff(Some(&old), new)], false, Language::Spanish))
        .expect("as well");
    let done = std::process::Command::new("patch")
        .args(["-i", "patch", "compose.yaml"])
        .current_dir(&folder)
        .output();
    let found = std::fs::read_to_string(folder.join("compose.yaml")).expect("it is there");
    std::fs::remove_dir_all(&folder).expect("it can be removed");
    match done {
        Err(error) => println!("skipped: patch: {error}"),
        Ok(done) => {
            assert!(done.status.success(), "{done:?}");
            assert_eq!(found, new);
        }
    }
}

#[test]
fn colours_are_only_where_they_are_wanted() {
    let diffs = [diff(Some("a\nb\n"), "a\nc\n")];
    let expected = "\u{1b}[1m--- compose.yaml\u{1b}[0m\n\u{1b}[1m+++ compose.yaml\u{1b}[0m\n\
                    \u{1b}[36m@@ -1,2 +1,2 @@\u{1b}[0m\n a\n\u{1b}[31m-b\u{1b}[0m\n\u{1b}[32m+c\u{1b}[0m\n";
    assert_eq!(told(&diffs, true, Language::English), expected);
    assert!(!told(&diffs, false, Language::English).contains('\u{1b}'));
}

#[test]
fn a_new_file_comes_from_nowhere_and_what_does_not_differ_is_not_told() {
    let same = diff(Some("a\n"), "a\n");
    let text = told(&[same, diff(None, "a\n"), FileDiff::concealed("secret")], false, Language::English);
    assert_eq!(
        text,
        "--- /dev/null\n+++ compose.yaml\n@@ -0,0 +1 @@\n+a\n--- /dev/null\n+++ secret\n@@ -0,0 +1 @@\n+***\n"
    );
}

#[test]
fn nothing_in_a_file_commands_the_terminal() {
    let old = "a: \u{1b}[2Jx\r\u{202e}y\u{7}\n\tb\n";
    let file = FileDiff::of("evil\u{1b}[31m\nname", Some(old), "", &Known::default());
    let text = told(&[file], false, Language::English);
    assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{text:?}");
    assert!(text.contains("-a: \\u{1b}[2Jx\\u{d}\\u{202e}y\\u{7}\n-\tb\n"), "{text:?}");
    assert!(text.starts_with("--- evil\\u{1b}[31m\\u{a}name\n"), "{text:?}");
}

#[test]
fn a_carriage_return_is_shown_where_it_is_the_difference_only() {
    let same = told(&[diff(Some("a\r\nb\r\n"), "a\r\nc\r\n")], false, Language::English);
    assert!(same.ends_with(" a\n-b\n+c\n"), "{same:?}");
    let other = told(&[diff(Some("a\r\nb\r\n"), "a\r\nb\n")], false, Language::English);
    assert!(other.ends_with(" a\\u{d}\n-b\\u{d}\n+b\n"), "{other:?}");
}

#[test]
fn a_secret_is_not_told() {
    let text = told(&[diff(Some("- DB_PASSWORD=hunter2X\n"), "")], false, Language::English);
    assert!(text.ends_with("\n-- DB_PASSWORD=***\n"), "{text}");
}
