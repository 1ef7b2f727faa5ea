//! Runs the examples of the documents and compares what they print with what the documents say.
//!
//! A `console` block holds commands after `$ ` and their output (both streams); a line `...` stands for any
//! lines. `cargo run --release --` is the binary that the tests have built, so that nothing is built twice.

pub(crate) mod blocks;

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::docs::blocks::Block;
use crate::process;
use crate::workspace::{self, TextFile};

/// Where the binary is built and where the examples are.
const BINARY: &str = "esclusa";

/// Runs every example; an error if one prints something else.
pub(crate) fn run() -> anyhow::Result<()> {
    let root = workspace::root();
    let documents = workspace::text_files();
    let documents = documents.iter().filter(|file| is_read(&file.path));
    let examples: Vec<(&TextFile, Block)> = documents
        .flat_map(|file| blocks::fenced(&file.text).into_iter().map(move |block| (file, block)))
        .filter(|(_, block)| block.info == "console")
        .collect();
    if examples.is_empty() {
        println!("no example in any document");
        return Ok(());
    }
    process::run(&mut process::cargo(&root, &["build", "--quiet", "--bin", BINARY]))?;
    // The examples run the binary that is built; that `cargo run` itself finds it is asked once.
    process::run(&mut process::cargo(&root, &["run", "--quiet", "--", "--version"]))?;
    let binaries = workspace::target().join("debug");
    let mut wrong = 0;
    for (file, block) in &examples {
        for example in split(block) {
            if let Err(error) = try_one(&root, &binaries, &example) {
                wrong += 1;
                eprintln!("{}:{}: $ {}\n{error:#}", file.path, block.line, example.command);
            }
        }
    }
    anyhow::ensure!(wrong == 0, "{wrong} examples print something else than their document says");
    println!("{} blocks of examples print what their documents say", examples.len());
    Ok(())
}

fn is_read(path: &str) -> bool {
    path.ends_with(".md") && (!path.contains('/') || path.starts_with("docs/"))
}

struct Example {
    command: String,
    said: Vec<String>,
}

fn split(block: &Block) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), examples.last_mut()) {
            (Some(command), _) => examples.push(Example { command: command.to_owned(), said: Vec::new() }),
            (None, Some(example)) => example.said.push(line.clone()),
            (None, None) => {}
        }
    }
    examples
}

fn try_one(root: &Path, binaries: &Path, example: &Example) -> anyhow::Result<()> {
    let command = example.command.replace("cargo run --release --", BINARY);
    let mut search = vec![binaries.to_path_buf()];
    search.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("sh")
        .current_dir(root)
        .arg("-c")
        .arg(format!("{{ {command}\n}} 2>&1"))
        .env("PATH", std::env::join_paths(search)?)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("ESCLUSA_LANG")
        .output()
        .context("sh")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let said: Vec<&str> = said.lines().map(str::trim_end).collect();
    let expected: Vec<&str> = example.said.iter().map(|line| line.trim_end()).collect();
    anyhow::ensure!(agrees(&expected, &said), "says:\n{}\n", said.join("\n"));
    Ok(())
}

/// Whether the lines are those expected, where `...` stands for any number of lines.
fn agrees(expected: &[&str], said: &[&str]) -> bool {
    match expected.split_first() {
        None => said.is_empty(),
        Some((&"...", rest)) => (0..=said.len()).any(|skipped| agrees(rest, &said[skipped..])),
        Some((line, rest)) => said.first() == Some(line) && agrees(rest, &said[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipsis_stands_for_any_lines() {
        assert!(agrees(&["a", "...", "c"], &["a", "b", "b", "c"]));
        assert!(agrees(&["a", "..."], &["a"]));
        assert!(!agrees(&["a"], &["a", "b"]));
        assert!(!agrees(&["a", "...", "d"], &["a", "b"]));
    }

    #[test]
    fn a_console_block_holds_commands_and_their_output() {
        let text = "```console\n$ echo a\na\n$ true\n```\n";
        let blocks = blocks::fenced(text);
        let examples = split(&blocks[0]);
        assert_eq!(examples.len(), 2);
        assert_eq!(examples[0].said, ["a"]);
        assert_eq!(blocks[0].commands(), ["echo a", "true"]);
    }
}
