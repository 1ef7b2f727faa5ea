//! YAML texts and changes of them, made of choices that a test or a fuzzer gives as bytes.

/// Choices, one byte each; when they are used up, the first of everything.
pub(crate) struct Choices<'a>(pub(crate) &'a [u8]);

impl Choices<'_> {
    /// A number below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % most.max(1)
    }

    /// One of a list.
    pub(crate) fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// Texts that are hard to write.
pub(crate) const TEXTS: &[&str] = &[
    "a",
    "b c",
    "yes",
    "1",
    "1:2",
    "x: y",
    "x:y",
    "# c",
    "a #b",
    " a",
    "a ",
    "é",
    "a\nb",
    "",
    "'",
    "\"",
    "{x}",
    "[x]",
    "-",
    "- a",
    "127.0.0.1:80:80",
    "null",
    "~",
    "%",
    "@a",
    "*a",
    "&a",
    "!a",
    "a\\b",
    "\u{85}",
    "\u{feff}",
    ",",
    "a,b",
    "?",
    "? a",
    ":",
    "a:",
    "0x1",
    "1e3",
    "2001-01-01",
    "|",
    ">",
    "`",
    "\t",
    "a\tb",
    "...",
    "---",
    "10m",
    "$$x",
    "on",
];

const KEYS: &[&str] = &["a", "b", "c", "key", "'q'", "\"d\"", "e.f", "g-h", "i", "j", "k"];

const SCALARS: &[&str] = &[
    "v",
    "1",
    "\"d\"",
    "'s'",
    "two words",
    "*x",
    "\"a # b\"",
    "[]",
    "{}",
    "~",
    "http://x",
    "!t v",
    "&y w",
    "-1",
    "é",
];

/// A text of one document.
pub(crate) fn document(choices: &mut Choices<'_>) -> String {
    let mut writer = Writer { out: String::new(), step: choices.of(&[2, 4, 1, 3]), left: 40 };
    if choices.below(8) == 1 {
        writer.out.push('\u{feff}');
    }
    if choices.below(6) == 1 {
        writer.out.push_str("# top\n---\n");
    }
    writer.out.push_str("anchored: &x {p: 1}\n");
    writer.mapping(0, choices, 0);
    let mut text = writer.out;
    if choices.below(6) == 1 {
        text.push_str("# end\n");
    }
    if choices.below(8) == 1 {
        text.push_str("...\n");
    }
    if choices.below(4) == 1 {
        text.truncate(text.trim_end_matches('\n').len());
    }
    if choices.below(4) == 1 { text.replace('\n', "\r\n") } else { text }
}

struct Writer {
    out: String,
    step: usize,
    left: usize,
}

impl Writer {
    fn noise(&mut self, column: usize, choices: &mut Choices<'_>) {
        match choices.below(9) {
            1 => self.out.push('\n'),
            2 => self.out.push_str(&format!("{}# above\n", " ".repeat(column))),
            3 => self.out.push_str(&format!("{}# deep\t- x: y\n", " ".repeat(column + 3))),
            4 => self.out.push_str("# left\n"),
            _ => {}
        }
    }

    fn line_end(&mut self, choices: &mut Choices<'_>) {
        self.out.push_str(choices.of(&["\n", "\n", "\n", " # of it\n", "  \n"]));
    }

    fn mapping(&mut self, column: usize, choices: &mut Choices<'_>, depth: usize) {
        let count = 1 + choices.below(4);
        for at in 0..count {
            if at > 0 {
                self.noise(column, choices);
                self.out.push_str(&" ".repeat(column));
            }
            // Each key once: its number goes with it.
            let key = choices.of(KEYS);
            let key = match key.strip_suffix(['\'', '"']) {
                Some(start) => format!("{start}{depth}{at}{}", &key[start.len()..]),
                None => format!("{key}{depth}{at}"),
            };
            self.out.push_str(&key);
            self.out.push(':');
            self.value(column, choices, depth, false);
        }
    }

    fn value(&mut self, column: usize, choices: &mut Choices<'_>, depth: usize, item: bool) {
        self.left = self.left.saturating_sub(1);
        let kind = if depth > 4 || self.left == 0 { 0 } else { choices.below(9) };
        match kind {
            1 | 2 if !item => {
                let tag = choices.of(&["", "", " &m", " !override"]);
                self.out.push_str(tag);
                self.line_end(choices);
                let deeper = column + self.step;
                self.noise(deeper, choices);
                self.out.push_str(&" ".repeat(deeper));
                self.mapping(deeper, choices, depth + 1);
            }
            3 | 4 if !item => {
                self.line_end(choices);
                let offset = choices.of(&[self.step, 0]);
                self.noise(column + offset, choices);
                self.sequence(column + offset, choices, depth + 1);
            }
            1 if item => self.mapping(column, choices, depth + 1),
            5 => {
                self.out.push(' ');
                self.flow(choices, depth);
                self.line_end(choices);
            }
            6 => {
                self.out.push_str(choices.of(&[" |", " >-", " |+", " |-"]));
                self.out.push_str(&format!("\n{0}one\n{0}two\n", " ".repeat(column + self.step)));
                self.out.push_str(choices.of(&["", "", "\n"]));
            }
            7 => self.line_end(choices),
            _ => {
                self.out.push_str(&format!(" {}", choices.of(SCALARS)));
                self.line_end(choices);
            }
        }
    }

    fn sequence(&mut self, column: usize, choices: &mut Choices<'_>, depth: usize) {
        let gap = choices.of(&[1, 1, 3]);
        for at in 0..=choices.below(3) {
            if at > 0 {
                self.noise(column, choices);
            }
            self.out.push_str(&format!("{}-", " ".repeat(column)));
            match choices.below(4) {
                1 if depth < 4 && self.left > 0 => {
                    self.left -= 1;
                    self.out.push_str(&" ".repeat(gap));
                    self.mapping(column + 1 + gap, choices, depth + 1);
                }
                _ => {
                    self.out.push_str(&format!("{}{}", " ".repeat(gap), choices.of(SCALARS)));
                    self.line_end(choices);
                }
            }
        }
    }

    fn flow(&mut self, choices: &mut Choices<'_>, depth: usize) {
        let count = choices.below(4);
        let (open, close) = choices.of(&[("[", "]"), ("{", "}")]);
        self.out.push_str(open);
        self.out.push_str(choices.of(&["", "", " "]));
        for at in 0..count {
            if at > 0 {
                self.out.push_str(choices.of(&[", ", ", ", ",\n              "]));
            }
            if open == "{" {
                self.out.push_str(&format!("{}{depth}{at}: ", choices.of(&["f", "g", "h"])));
            }
            if depth < 3 && choices.below(5) == 1 {
                self.flow(choices, depth + 1);
            } else {
                self.out.push_str(choices.of(SCALARS));
            }
        }
        self.out.push_str(choices.of(&["", "", " "]));
        self.out.push_str(close);
    }
}
