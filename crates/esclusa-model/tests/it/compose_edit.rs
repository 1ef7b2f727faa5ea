//! Changes as byte edits of Compose files: what is read afterwards is the container that the change makes, and nothing
//! else is another.

mod client;
mod corpus;
mod environment;
mod law;
mod limits;
mod markdown;
mod mounts;
mod ports;
mod security;
mod shared_texts;
mod styles;
mod together;

use esclusa_model::Change;

use law::{Case, Outcome};

/// A project whose service `web` says these lines besides its image.
fn project(lines: &str) -> String {
    let lines: String = lines.lines().map(|line| format!("    {line}\n").replace("    \n", "\n")).collect();
    format!("services:\n  web:\n    image: nginx:1\n{lines}")
}

/// What becomes of a change of the service `web`: the text of the file, or why it is refused.
fn changed(text: &str, change: &Change) -> Result<String, String> {
    changed_among(&[("compose.yaml", text)], &["compose.yaml"], "web", change)
        .map(|case| case.text("compose.yaml"))
}

/// The same in a project of several files.
fn changed_among(
    files: &[(&str, &str)],
    given: &[&str],
    service: &str,
    change: &Change,
) -> Result<Case, String> {
    let case = Case::of(files, given);
    let (reading, sources) = case.read();
    assert_eq!(reading.problems, [], "{files:?}");
    match case.change(&reading, &sources, service, change) {
        Outcome::AlreadySo => Ok(case),
        Outcome::Edited(after) => Ok(*after),
        Outcome::Refused(refused) => Err(refused.why.to_string()),
        Outcome::Wrong(why) => panic!("{change:?}: {why}\n{files:?}"),
    }
}

/// Holds that a change makes lines of a service other lines.
#[track_caller]
fn becomes(before: &str, change: &Change, after: &str) {
    assert_eq!(
        changed(&project(before), change).as_deref(),
        Ok(project(after).as_str()),
        "{change:?} of\n{before}"
    );
}

/// Holds that a change of lines is refused.
#[track_caller]
fn refuses(before: &str, change: &Change, why: &str) {
    assert_eq!(changed(&project(before), change), Err(why.to_owned()), "{change:?} of\n{before}");
}
