//! How each rule of a peer is answered: by rules of ours, or by a reason (`answers.toml`).

use std::collections::BTreeMap;

use anyhow::Context as _;
use toml::{Table, Value};

const TEXT: &str = include_str!("answers.toml");

/// An answer.
#[derive(Default)]
struct Answer {
    /// The rules of ours that say the same.
    rules: Vec<String>,
    /// What is to say of what they do not find.
    rest: String,
    /// Whether both must speak of the same line: a service has many secrets.
    by_line: bool,
}

/// The answers, by peer and rule.
pub(super) struct Answers(BTreeMap<(String, String), Answer>);

impl Answers {
    /// Reads them.
    pub(super) fn read() -> anyhow::Result<Self> {
        let table: Table = TEXT.parse().context("answers.toml")?;
        let mut answers = BTreeMap::new();
        for (peer, rules) in &table {
            for (rule, said) in rules.as_table().into_iter().flatten() {
                let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
                let rules = text("rules").split_whitespace().map(str::to_owned).collect();
                let by_line = said.get("by_line").and_then(Value::as_bool).unwrap_or(false);
                let answer = Answer { rules, rest: text("rest").to_owned(), by_line };
                answers.insert((peer.clone(), rule.clone()), answer);
            }
        }
        Ok(Self(answers))
    }

    fn of(&self, peer: &str, rule: &str) -> Option<&Answer> {
        // A linter of shell scripts inside another auditor has one answer for all.
        let whole = || self.0.get(&(peer.to_owned(), rule.get(..2)?.to_owned()));
        self.0.get(&(peer.to_owned(), rule.to_owned())).or_else(whole)
    }

    /// The row that a peer's rule is counted in.
    pub(super) fn row<'a>(&self, peer: &str, rule: &'a str) -> &'a str {
        let is_there = |name: &str| self.0.contains_key(&(peer.to_owned(), name.to_owned()));
        rule.get(..2).filter(|whole| !is_there(rule) && is_there(whole)).unwrap_or(rule)
    }

    /// The rules of ours that say what a peer's rule says.
    pub(super) fn rules(&self, peer: &str, rule: &str) -> &[String] {
        self.of(peer, rule).map_or(&[], |answer| &answer.rules)
    }

    /// Whether both must speak of the same line.
    pub(super) fn is_by_line(&self, peer: &str, rule: &str) -> bool {
        self.of(peer, rule).is_some_and(|answer| answer.by_line)
    }

    /// The answer in words.
    pub(super) fn said(&self, peer: &str, rule: &str, is_rest: bool) -> String {
        let Some(answer) = self.of(peer, rule) else { return "**no answer**".to_owned() };
        let rules: Vec<String> = answer.rules.iter().map(|rule| format!("`{rule}`")).collect();
        match (rules.join(", "), answer.rest.as_str()) {
            (rules, _) if !is_rest => rules,
            (rules, "") => format!("{rules}; **no reason**"),
            (rules, rest) if rules.is_empty() => rest.to_owned(),
            (rules, rest) => format!("{rules}; {rest}"),
        }
    }

    /// Whether a rule of ours answers one of a peer's.
    pub(super) fn is_answer(&self, ours: &str) -> bool {
        self.0.values().any(|answer| answer.rules.iter().any(|rule| rule == ours))
    }
}
