//! Secrets among the words of a command line: after a flag that asks for one, or in a word itself.

use std::ops::Range;

use crate::kind::{Found, Kind};
use crate::name::{self, Class};
use crate::{text, value};

/// How deep scripts in words nest: `sh -c "sh -c '…'"`.
const MAX_DEPTH: usize = 3;

/// A secret in one of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InWord {
    /// Which word.
    pub word: usize,
    /// What was found in it.
    pub found: Found,
}

/// How a program takes a password in a short flag.
struct Program {
    /// What its name begins with.
    names: &'static [&'static str],
    flags: &'static [&'static str],
    /// Whether the value may, or must, stand in the flag's own word.
    attached: Attached,
    /// Whether the value is `user:password`, and with which sign.
    user: Option<char>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Attached {
    Only,
    Also,
    Never,
}

const PROGRAMS: &[Program] = &[
    program(&["mysql", "mariadb", "7z", "7za"], &["-p"], Attached::Only, None),
    program(&["mongo", "sshpass", "login", "cypher-shell"], &["-p"], Attached::Also, None),
    program(&["redis-cli", "valkey-cli", "keydb-cli"], &["-a"], Attached::Never, None),
    program(&["sqlcmd", "bcp", "zip", "unzip"], &["-P"], Attached::Also, None),
    program(&["ldap"], &["-w"], Attached::Also, None),
    program(&["curl"], &["-u", "--user", "-U", "--proxy-user"], Attached::Also, Some(':')),
    program(&["etcdctl"], &["--user"], Attached::Also, Some(':')),
    program(&["http", "https"], &["-a", "--auth"], Attached::Also, Some(':')),
    program(&["smbclient"], &["-U", "--user"], Attached::Also, Some('%')),
];

const fn program(
    names: &'static [&'static str],
    flags: &'static [&'static str],
    attached: Attached,
    user: Option<char>,
) -> Program {
    Program { names, flags, attached, user }
}

/// Bare words after which a password stands, and how many words further.
const ASKING: [(&str, usize); 7] = [
    ("requirepass", 1),
    ("masterauth", 1),
    ("set-initial-password", 1),
    ("add_user", 2),
    ("change_password", 2),
    ("authenticate_user", 2),
    ("set-password", 1),
];

/// Every secret in the words of a command line.
#[must_use]
pub fn in_words<S: AsRef<str>>(words: &[S]) -> Vec<InWord> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let mut scan = Scan { words: &words, found: Vec::new(), probable: false, depth: 0 };
    scan.run();
    let mut found = scan.found;
    found.sort_by_key(|one| (one.word, one.found.span.start));
    let mut last = (usize::MAX, 0);
    found.retain(|one| {
        let kept = one.word != last.0 || one.found.span.start >= last.1;
        last = if kept { (one.word, one.found.span.end) } else { last };
        kept
    });
    found
}

/// What is to be hidden of each word: what is found, and what is only probably a secret.
pub(crate) fn probable(words: &[&str]) -> Vec<Vec<Range<usize>>> {
    hidden(words, 0)
}

/// What is to be hidden of a text that may be a script.
pub(crate) fn probable_in_script(script: &str) -> Vec<Range<usize>> {
    let mut scan = Scan { words: &[], found: Vec::new(), probable: true, depth: 0 };
    scan.script(0, script);
    scan.found.into_iter().map(|one| one.found.span).collect()
}

fn hidden(words: &[&str], depth: usize) -> Vec<Vec<Range<usize>>> {
    let mut scan = Scan { words, found: Vec::new(), probable: true, depth };
    scan.run();
    let mut spans = vec![Vec::new(); words.len()];
    for one in scan.found {
        if let Some(spans) = spans.get_mut(one.word) {
            spans.push(one.found.span);
        }
    }
    spans
}

struct Scan<'a> {
    words: &'a [&'a str],
    found: Vec<InWord>,
    /// Whether what is only probably a secret counts too.
    probable: bool,
    depth: usize,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let mut program: Option<&Program> = None;
        let changes = self.words.iter().any(|word| word.ends_with("chpasswd") && base(word) == "chpasswd");
        for (at, word) in self.words.iter().enumerate() {
            let name = base(word);
            if let Some(known) = PROGRAMS.iter().find(|known| is_program(known, name, word)) {
                program = Some(known);
            }
            self.word(at, word);
            self.named_flag(at, word);
            if let Some(program) = program {
                self.short_flag(at, word, program);
            }
            let bare = word.trim_start_matches('-');
            for (_, further) in ASKING.into_iter().filter(|(asking, _)| *asking == bare) {
                let next = self.words.get(at + further).copied().unwrap_or_default();
                // Where a variable was that is not set, the next flag follows.
                if !next.starts_with("--") {
                    self.value(at + further, 0, Class::Password);
                }
            }
            if let Some(password) =
                word.strip_prefix("pass:").filter(|_| self.follows(at, &["-passin", "-passout", "-pass"]))
            {
                self.value(at, word.len() - password.len(), Class::Password);
            }
            if changes && !word.starts_with('-') && word.contains(':') {
                self.after(at, 0, ':');
            }
        }
    }

    fn follows(&self, at: usize, flags: &[&str]) -> bool {
        at.checked_sub(1)
            .and_then(|before| self.words.get(before))
            .is_some_and(|before| flags.contains(before))
    }

    /// What a word holds whatever stands around it.
    fn word(&mut self, at: usize, word: &'a str) {
        // In a script the value ends with its word, and is looked at there.
        let script = word.contains(char::is_whitespace)
            && (at == 0 || self.follows(at, &["-c", "-lc", "-ec", "CMD-SHELL"]));
        // `salt==3002` is a package and its version.
        let assigned = word
            .split_once('=')
            .filter(|(name, value)| !script && is_variable(name) && !value.starts_with('='));
        match assigned {
            Some((name, _)) if name::class(name) != Class::Harmless => {
                self.value(at, name.len() + 1, name::class(name));
            }
            _ => {}
        }
        if self.probable {
            for span in text::probable(word) {
                self.add(at, Kind::EmbeddedPassword, span);
            }
        } else {
            self.found.extend(text::in_text(word).into_iter().map(|found| InWord { word: at, found }));
        }
        if word.contains(char::is_whitespace) {
            self.script(at, word);
        }
    }

    /// The words of a script that is itself a word.
    fn script(&mut self, at: usize, script: &str) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        let pieces = pieces(script);
        let words: Vec<&str> = pieces.iter().filter_map(|span| script.get(span.clone())).collect();
        let mut scan =
            Scan { words: &words, found: Vec::new(), probable: self.probable, depth: self.depth + 1 };
        scan.run();
        for one in scan.found {
            let Some(piece) = pieces.get(one.word) else { continue };
            self.found.push(InWord { word: at, found: one.found.shifted(piece.start) });
        }
    }

    /// `--password X`; `--password=X` is found in the word.
    fn named_flag(&mut self, at: usize, word: &str) {
        let Some(flag) =
            word.strip_prefix('-').filter(|flag| flag.len() > 2 && !flag.contains(['=', ':', ' ']))
        else {
            return;
        };
        let class = name::class(flag.trim_start_matches('-'));
        let taken = self
            .words
            .get(at + 1)
            .is_some_and(|next| !next.starts_with("--") && (!next.starts_with('-') || next.len() > 20));
        if class.is_secret() && taken {
            self.value(at + 1, 0, class);
        }
    }

    fn short_flag(&mut self, at: usize, word: &str, program: &Program) {
        let Some(flag) = program.flags.iter().find(|flag| word.starts_with(**flag)) else { return };
        let rest = word.get(flag.len()..).unwrap_or_default();
        let (word, from) = match program.attached {
            _ if rest.is_empty() && program.attached != Attached::Only => (at + 1, 0),
            // A long flag is attached with a sign; `--user-agent` is another flag.
            _ if flag.starts_with("--") => match rest.strip_prefix('=') {
                Some(_) => (at, flag.len() + 1),
                None => return,
            },
            Attached::Only | Attached::Also if !rest.is_empty() => (at, flag.len()),
            _ => return,
        };
        match program.user {
            Some(sign) => self.after(word, from, sign),
            None => self.value(word, from, Class::Password),
        }
    }

    /// What follows the user's name in a word.
    fn after(&mut self, at: usize, from: usize, sign: char) {
        let Some(text) = self.words.get(at).and_then(|word| word.get(from..)) else { return };
        if let Some((user, _)) = text.split_once(sign)
            && !user.contains(char::is_whitespace)
        {
            self.value(at, from + user.len() + sign.len_utf8(), Class::Password);
        }
    }

    /// The value in a word, from a byte to its end.
    fn value(&mut self, at: usize, from: usize, class: Class) {
        let Some(text) = self.words.get(at).and_then(|word| word.get(from..)) else { return };
        if self.probable {
            if let Some(span) = value::hidden_under(class, text) {
                self.add(at, Kind::Password, text::shifted(&span, from));
            }
        } else if let Ok(found) = value::under(class, "", text) {
            self.found.push(InWord { word: at, found: found.shifted(from) });
        }
    }

    fn add(&mut self, word: usize, kind: Kind, span: Range<usize>) {
        self.found.push(InWord { word, found: Found::new(kind, span) });
    }
}

fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

fn is_program(program: &Program, name: &str, word: &str) -> bool {
    // Part of a path is no program, and a server of the same name takes other flags.
    let begins = |known: &&&str| known.as_bytes().first() == name.as_bytes().first();
    let exact = matches!(name, "http" | "https" | "login" | "zip" | "7z");
    program.names.iter().filter(begins).any(|known| {
        if exact {
            name == *known
        } else {
            name.starts_with(known)
                && name.len() < known.len() + 12
                && !word.contains('=')
                && !known.starts_with("http")
                && *known != "login"
                && *known != "zip"
        }
    })
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// The words of a script as a shell parts them, without the quotes around them.
fn pieces(script: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (at, character) in script.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'') => {
                quote = Some(character);
                start.get_or_insert(at);
            }
            None if character.is_whitespace() || matches!(character, ';' | '|' | '(' | ')') => {
                pieces.extend(start.take().map(|start| start..at));
            }
            None => {
                start.get_or_insert(at);
            }
        }
    }
    pieces.extend(start.map(|start| start..script.len()));
    pieces
        .into_iter()
        .map(|span| {
            let text = script.get(span.clone()).unwrap_or_default();
            text::shifted(&value::bare(text), span.start)
        })
        .collect()
}
