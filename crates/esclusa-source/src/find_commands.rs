//! Where a text tells somebody to start a container: `docker run` and its kin in documents and scripts.

use std::path::Path;

use crate::syntax::markdown;
use crate::syntax::shell::{self, Command, Flavour, Layout, Passage, Scripts, Word};
use crate::{FileId, Span};

/// What kind of text commands are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Markdown: the commands stand in code blocks.
    Markdown,
    /// A shell script.
    Script,
    /// Anything else: a line that begins with a command is one.
    Plain,
}

impl TextKind {
    /// The kind of a file whose name tells.
    #[must_use]
    pub fn by_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdx" => Some(Self::Markdown),
            "sh" | "bash" | "zsh" | "ksh" => Some(Self::Script),
            "txt" | "text" | "rst" | "adoc" => Some(Self::Plain),
            _ => None,
        }
    }

    /// The kind of a text that holds commands: by its first line or its fences.
    #[must_use]
    pub fn by_content(text: &str) -> Self {
        if text.trim_start_matches('\u{feff}').trim_start().starts_with("#!") {
            Self::Script
        } else if text.lines().any(|line| line.trim_start().starts_with("```")) {
            Self::Markdown
        } else {
            Self::Plain
        }
    }
}

/// Examples in which so many quotes never end are prose: after that, no more is looked for in a block.
const MAX_UNFINISHED: usize = 32;

/// Fence languages that hold something else than commands are not looked into; these do hold commands.
const COMMAND_LANGUAGES: &[&str] = &[
    "",
    "ash",
    "bash",
    "bat",
    "batch",
    "cmd",
    "command",
    "commandline",
    "console",
    "dos",
    "fish",
    "ksh",
    "plain",
    "plaintext",
    "posh",
    "powershell",
    "ps1",
    "pwsh",
    "sh",
    "sh-session",
    "shell",
    "shell-session",
    "shellscript",
    "shellsession",
    "term",
    "terminal",
    "text",
    "txt",
    "zsh",
];

/// Fence languages in which a line may begin with the prompt of root, `# `; elsewhere that is a comment.
const SESSION_LANGUAGES: &[&str] =
    &["", "console", "sh-session", "shell-session", "shellsession", "term", "terminal", "text", "txt"];

/// Every `docker run`, `docker create`, `docker container run|create` and the like of podman in a text, with what
/// stands before it (`sudo`, `env A=b`) and after it, in the order of the text.
#[must_use]
pub fn docker_commands(file: FileId, text: &str, kind: TextKind) -> Vec<Command> {
    let whole = Span::new(file, 0..text.len());
    search(text, kind, whole, Scripts::Followed).0
}

/// The command at a place that [`docker_commands`] gave, as it stands in the text: what an edit must know.
#[must_use]
pub fn docker_command_at<'text>(text: &'text str, kind: TextKind, place: Span) -> Option<Layout<'text>> {
    let flavour = if kind == TextKind::Script { Flavour::Script } else { Flavour::Example };
    for scripts in [Scripts::Left, Scripts::Followed] {
        let (found, html) = search(text, kind, place, scripts);
        if let Some(command) = found.into_iter().find(|command| command.span == place) {
            let literal = scripts == Scripts::Left && !html;
            return Some(Layout::new(text, command, flavour, literal));
        }
    }
    None
}

/// The commands of a text, of its examples only those that hold `within`; and whether one of these examples has tags and
/// entities.
fn search(text: &str, kind: TextKind, within: Span, scripts: Scripts) -> (Vec<Command>, bool) {
    let file = within.file;
    let mut found = Vec::new();
    let mut html = false;
    match kind {
        TextKind::Script => found = shell::script_commands(file, text, scripts),
        TextKind::Plain => {
            let mut lines = Vec::new();
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let content = line.trim_end_matches(['\n', '\r']);
                lines.push(Span::new(file, start..start + content.len()));
                start += line.len();
            }
            in_lines(&Example { file, text, language: "", html, scripts }, &lines, &mut found);
        }
        TextKind::Markdown => {
            let all = within.range() == (0..text.len());
            for block in markdown::code_blocks(file, text) {
                let holds = block.span.start <= within.start && within.end <= block.span.end;
                if (all || holds) && COMMAND_LANGUAGES.contains(&block.language.as_str()) {
                    let lines: Vec<Span> = block.lines.iter().map(|line| line.span).collect();
                    html |= block.html;
                    let example =
                        Example { file, text, language: &block.language, html: block.html, scripts };
                    in_lines(&example, &lines, &mut found);
                }
            }
        }
    }
    // What a command hands to another shell is found in there.
    found.retain(|command| starts_container(&command.words) && !shell::hands_on(&command.words));
    found.sort_by_key(|command| (command.span.start, std::cmp::Reverse(command.span.end)));
    // A substitution in what is handed on is seen twice: `bash -c "$(docker run x)"`.
    found.dedup_by_key(|command| command.span);
    (found, html)
}

/// Whether a command starts or creates a container by the client of Docker or Podman.
#[must_use]
pub fn starts_container(words: &[Word]) -> bool {
    let Some(client) = words.iter().position(|word| client(word).is_some()) else { return false };
    if !words[..client].iter().all(|word| may_precede(&word.text)) {
        return false;
    }
    let mut rest = words[client + 1..].iter().map(|word| word.text.as_str());
    let mut within_container = false;
    while let Some(word) = rest.next() {
        match word {
            "run" | "create" => return true,
            "container" if !within_container => within_container = true,
            // Global flags that take the next word.
            "-H" | "--host" | "-c" | "--context" | "--config" | "-l" | "--log-level" | "--tlscacert"
            | "--tlscert" | "--tlskey" | "--connection" | "--url" | "--identity" | "--log-driver"
            | "--root" | "--runroot" => {
                rest.next();
            }
            flag if flag.starts_with('-') => {}
            _ => return false,
        }
    }
    false
}

/// A program that starts containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// The client of Docker.
    Docker,
    /// Podman.
    Podman,
}

/// Which client a word names: by its name or path, or by a variable that is named after it (`$DOCKER`,
/// `"${DOCKER_BIN:-docker}"`).
#[must_use]
pub fn client(word: &Word) -> Option<Client> {
    let text = word.text.as_str();
    if word.symbolic {
        let name = text.strip_prefix("${").or_else(|| text.strip_prefix('$'))?;
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let name = name.split(|character: char| !u8::try_from(character).is_ok_and(letter)).next()?;
        let name = name.to_ascii_uppercase();
        // Another program, with another `run`.
        return match () {
            () if name.contains("COMPOSE") || name.contains("MACHINE") => None,
            () if name.contains("DOCKER") => Some(Client::Docker),
            () if name.contains("PODMAN") => Some(Client::Podman),
            () => None,
        };
    }
    named_client(text)
}

fn named_client(word: &str) -> Option<Client> {
    match word.rsplit(['/', '\\']).next().unwrap_or(word) {
        "docker" | "docker.exe" => Some(Client::Docker),
        "podman" | "podman.exe" => Some(Client::Podman),
        _ => None,
    }
}

/// Whether a word may stand before the client: an assignment, a program that starts another, or one of its arguments.
pub(crate) fn may_precede(word: &str) -> bool {
    const STARTERS: &[&str] = &[
        "sudo", "doas", "env", "exec", "command", "nohup", "time", "nice", "eval", "setsid", "then", "winpty",
    ];
    let name = word.rsplit('/').next().unwrap_or(word);
    STARTERS.contains(&name) || word.starts_with('-') || word.contains('=') || argument_of_starter(word)
}

/// `sudo -u NAME`, `nice -n 5`: a plain name or number.
fn argument_of_starter(word: &str) -> bool {
    const NEVER: &[&str] =
        &["echo", "printf", "which", "type", "man", "apt", "apt-get", "install", "systemctl"];
    !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !NEVER.contains(&word)
}

/// An example in a document.
struct Example<'text> {
    file: FileId,
    text: &'text str,
    language: &'text str,
    /// Whether it has tags and entities.
    html: bool,
    /// Whether what it hands to other shells is looked into.
    scripts: Scripts,
}

/// Finds commands in the lines of an example: a session with prompts, a script, or a lone command.
fn in_lines(example: &Example<'_>, lines: &[Span], found: &mut Vec<Command>) {
    let session = SESSION_LANGUAGES.contains(&example.language);
    let mut passage = Passage::empty(example.file);
    let mut starts = Vec::new();
    for line in lines {
        let content = example.text.get(line.range()).unwrap_or("");
        let mut parts = if example.html { markdown::html_text(content) } else { vec![(0, content)] };
        if let Some((at, first)) = parts.first_mut() {
            let prompt = prompt(first, session);
            (*at, *first) = (*at + prompt, first.get(prompt..).unwrap_or(""));
        }
        let begins = passage.text().len();
        for (at, text) in parts {
            passage.push(text, line.range().start + at);
        }
        let rest = passage.text().get(begins..).unwrap_or("");
        if ["docker", "podman", "DOCKER", "PODMAN"].iter().any(|name| rest.contains(name)) {
            starts.push(begins);
        }
        // The line end itself may be followed by a prefix in the file; a last line may have none.
        if line.range().end < example.text.len() {
            passage.push("\n", line.range().end);
        }
    }
    let (mut done, mut unfinished) = (0, 0);
    for start in starts {
        if start < done || unfinished >= MAX_UNFINISHED {
            continue;
        }
        let (end, broken) = shell::example_line(&passage, start, example.scripts, found);
        done = end;
        unfinished += usize::from(broken);
    }
}

/// The length of the prompt that a line begins with, blanks before it included.
fn prompt(line: &str, session: bool) -> usize {
    let blank = line.len() - line.trim_start().len();
    let inside = line.get(blank..).unwrap_or("");
    let after = |length: usize| {
        let rest = inside.get(length..).unwrap_or("");
        blank + length + (rest.len() - rest.trim_start().len())
    };
    for mark in ["$ ", "% ", "> ", "❯ ", "➜ "] {
        if inside.starts_with(mark) {
            return after(mark.len());
        }
    }
    if let Some(rest) = inside.strip_prefix("# ") {
        let first = rest.split_whitespace().next().unwrap_or("");
        let command = named_client(first).is_some() || first == "sudo";
        return if session && command { after(2) } else { 0 };
    }
    // `user@host:~$ `, `root@host:/# `, `PS C:\> `, `C:\>`: what ends with the mark holds no command itself.
    let head = inside.split(['"', '\'', '=']).next().unwrap_or("");
    let shell = head.starts_with("PS ") || head.get(1..3) == Some(":\\");
    if shell {
        return head.find('>').map_or(0, |at| after(at + 1));
    }
    // `nginx@sha256:…` is an image on a line of its own.
    let named = head.split(' ').next().is_some_and(|word| word.contains('@') && !word.contains("@sha256:"));
    if named || head.starts_with('[') {
        let mark = ["$ ", "# "].iter().filter_map(|mark| head.find(mark)).min();
        return mark.map_or(0, |at| after(at + 2));
    }
    0
}
