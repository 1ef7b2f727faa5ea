//! The code blocks of a Markdown document.

/// One fenced code block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The line of its opening fence, from 1.
    pub(crate) line: usize,
    /// The words after the opening fence.
    pub(crate) info: String,
    /// The lines inside.
    pub(crate) lines: Vec<String>,
}

impl Block {
    /// What is typed in it: in a `console` block the lines after `$ `, else every line.
    pub(crate) fn commands(&self) -> Vec<&str> {
        if self.info == "console" {
            self.lines.iter().filter_map(|line| line.strip_prefix("$ ")).collect()
        } else {
            self.lines.iter().map(String::as_str).collect()
        }
    }
}

/// Every fenced code block.
pub(crate) fn fenced(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        match line.trim_start().strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                open = true;
                blocks.push(Block { line: number + 1, info: info.trim().to_owned(), lines: Vec::new() });
            }
            None if open => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push(line.to_owned());
                }
            }
            None => {}
        }
    }
    blocks
}

/// The text without its fenced code blocks.
pub(crate) fn prose(text: &str) -> String {
    let mut prose = String::new();
    let mut open = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            open = !open;
        } else if !open {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}
