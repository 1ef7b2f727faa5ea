//! From tokens to simple commands: reserved words, loops, `case`, functions and tests are stepped through.

use super::lexer::{Lexer, Token};
use super::{Command, Word, carried};
use crate::Span;

/// Where in the grammar the next word stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A command may begin.
    Start,
    /// Inside a simple command.
    Words,
    /// The words of `for NAME in …`.
    Loop,
    /// `case WORD` up to its `in`.
    CaseHead,
    /// A pattern of `case`, up to its `)`.
    Pattern,
    /// `[[ … ]]`.
    Test,
    /// The name after `function`.
    FunctionName,
}

struct Builder<'found> {
    words: Vec<Word>,
    /// How many here-documents belong to commands that are done.
    claimed: usize,
    state: State,
    found: &'found mut Vec<Command>,
}

impl Builder<'_> {
    fn finish(&mut self, lexer: &mut Lexer<'_>) {
        let words = std::mem::take(&mut self.words);
        if lexer.announced > self.claimed && carried::reads_script(&words) {
            lexer.fed.extend(self.claimed..lexer.announced);
        }
        self.claimed = lexer.announced;
        let spans = words.first().and_then(|word| word.span).zip(words.last().and_then(|word| word.span));
        if let Some((first, last)) = spans {
            let span: Span = first.to(last);
            self.found.push(Command { words, span, problem: lexer.take_problem() });
        }
        self.state = State::Start;
    }

    fn word(&mut self, lexer: &mut Lexer<'_>, word: Word, bare: bool) {
        let text = if bare { word.text.as_str() } else { "" };
        match self.state {
            State::Start => match text {
                "if" | "then" | "elif" | "else" | "fi" | "do" | "done" | "while" | "until" | "!" | "{"
                | "}" | "time" | "coproc" => {}
                "esac" => lexer.cases = lexer.cases.saturating_sub(1),
                "for" | "select" => self.state = State::Loop,
                "case" => self.state = State::CaseHead,
                "function" => self.state = State::FunctionName,
                "[[" => self.state = State::Test,
                _ => {
                    self.state = State::Words;
                    self.words.push(word);
                }
            },
            State::Words => self.words.push(word),
            State::CaseHead if text == "in" => {
                lexer.cases += 1;
                self.state = State::Pattern;
            }
            State::Pattern if text == "esac" => {
                lexer.cases = lexer.cases.saturating_sub(1);
                self.state = State::Start;
            }
            State::Test if text == "]]" => self.state = State::Start,
            State::FunctionName => self.state = State::Start,
            State::Loop | State::CaseHead | State::Pattern | State::Test => {}
        }
    }
}

/// Reads up to the end of a line that ends a command; false at the end of the text.
pub(super) fn line(lexer: &mut Lexer<'_>, found: &mut Vec<Command>) -> bool {
    let state = if std::mem::take(&mut lexer.in_pattern) { State::Pattern } else { State::Start };
    let mut builder = Builder { words: Vec::new(), claimed: lexer.announced, state, found };
    loop {
        match lexer.next_token() {
            Token::Word { word, bare } => builder.word(lexer, word, bare),
            Token::Open if builder.state == State::Words && builder.words.len() == 1 => {
                // `name ( )`: the definition of a function.
                builder.words.clear();
                builder.state = State::Start;
            }
            Token::Open | Token::Separator if matches!(builder.state, State::Pattern | State::Test) => {}
            Token::Close if builder.state == State::Test => {}
            Token::Open | Token::Close | Token::Separator => builder.finish(lexer),
            Token::CaseBreak => {
                builder.finish(lexer);
                if lexer.cases > 0 {
                    builder.state = State::Pattern;
                }
            }
            Token::Newline => match builder.state {
                State::CaseHead | State::Test => {}
                state => {
                    builder.finish(lexer);
                    lexer.in_pattern = state == State::Pattern;
                    return true;
                }
            },
            Token::End => {
                builder.finish(lexer);
                return false;
            }
        }
    }
}
