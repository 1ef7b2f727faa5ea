//! What is let through by name (`--allow RULE --reason TEXT`), and kept as a label of the container.

use clap::ArgMatches;
use esclusa_enforce::Allowance;
use esclusa_finding::Message;

use crate::reading::all;

/// What a label's name begins with that says what was let through.
const LABEL: &str = "esclusa.allow.";

/// What is let through: rules and reasons in pairs, or one reason for all.
pub(super) fn allowances(matches: &ArgMatches) -> Result<Vec<Allowance>, Message> {
    let (rules, reasons): (Vec<String>, Vec<String>) = (all(matches, "allow"), all(matches, "reason"));
    let fits = reasons.len() == rules.len() || (reasons.len() == 1 && !rules.is_empty());
    if !fits || reasons.iter().any(|reason| reason.trim().is_empty()) {
        return Err(Message::new("run-allow-without-reason"));
    }
    let reasons = reasons.iter().chain(std::iter::repeat_n(reasons.first(), rules.len()).flatten());
    Ok(rules
        .into_iter()
        .zip(reasons)
        .map(|(rule, reason)| Allowance { rule, reason: reason.trim().to_owned() })
        .collect())
}

/// The flag that keeps it as a label.
pub(super) fn label(allowance: &Allowance) -> [String; 2] {
    ["--label".to_owned(), format!("{LABEL}{}={}", allowance.rule, allowance.reason)]
}
