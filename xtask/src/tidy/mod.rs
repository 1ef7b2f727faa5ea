//! The code base held to its own rules: what no compiler checks and every reader relies on.

mod crates;
mod documents;
mod messages;
mod rust_files;
mod unsafe_code;

use std::path::Path;

use crate::workspace::{self, TextFile};

/// What breaks a rule: `path: what`, or `path:line: what`.
type Complaints = Vec<String>;

/// Prints every complaint; fails if there is one.
pub(crate) fn run() -> anyhow::Result<()> {
    let complaints = check(&workspace::root(), &workspace::text_files());
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    anyhow::ensure!(complaints.is_empty(), "{} places are not tidy", complaints.len());
    println!("tidy");
    Ok(())
}

fn check(root: &Path, files: &[TextFile]) -> Complaints {
    let mut complaints = Vec::new();
    for file in files {
        machine_paths(file, &mut complaints);
        if Path::new(&file.path).extension().is_some_and(|extension| extension == "rs") {
            rust_files::check(file, &mut complaints);
            unsafe_code::check(file, &mut complaints);
        }
    }
    crates::check(files, &mut complaints);
    documents::check(root, files, &mut complaints);
    messages::check(files, &mut complaints);
    complaints
}

/// Paths of one developer's machine mean nothing on another.
fn machine_paths(file: &TextFile, complaints: &mut Complaints) {
    // Written in halves, so that this file does not complain about itself.
    let machine = [
        concat!("/work", "/wt"),
        concat!("/work", "/shared"),
        concat!("/work", "/main"),
        concat!("/work", "/src"),
        concat!("/work", "/target"),
        concat!("/tmp", "/dc/"),
        concat!("/root", "/.cargo"),
        concat!("/root", "/.pyenv"),
    ];
    for (number, line) in file.text.lines().enumerate() {
        if let Some(path) = machine.iter().find(|path| line.contains(**path)) {
            complaints.push(format!("{}:{}: names a path of one machine: {path}", file.path, number + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let complaints = check(&workspace::root(), &workspace::text_files());
        assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    }
}
