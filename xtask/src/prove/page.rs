//! What came of the trials, for the terminal and for `docs/harden-proof.md`.

use std::fmt::Write as _;

use super::said;
use super::trial::{Outcome, Row};

/// What stands above the table in the document.
const HEAD: &str = "\
# The proof of `esclusa harden`

`cargo xtask prove-harden` writes this page. It takes eight services as people write them (`xtask/services`), with images
made of Debian's packages that start as the official ones do, and starts each on a private engine: as it is, with the safe
fixes of `esclusa harden --write`, and with those of `--risky` too. A form counts as served if

1. it takes over the volumes that the careless form has written, and a real client reads there what it wrote before;
2. from nothing, a real client writes and reads, and reads the same after a restart;
3. every container stops when it is told to, without being killed.

The client stands on the host. Where a risky fix closes the port, it stands in the project's network: \"served inside\".

A safe fix that breaks one of these is a bug in the claim, and the command fails. A risky one may: that is what it says.
";

/// One service's outcome, as it is known.
pub(super) fn told(row: &Row) -> String {
    let mut text = format!("\n{}\n", row.service);
    for (form, outcome) in forms(row) {
        let _ = writeln!(text, "  {form}: {}", in_short(outcome));
        if let Outcome::Broken { why, .. } = outcome {
            for line in why.lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    text
}

/// The table of all services.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text =
        "| service | as people write it | findings | safe fixes | left | risky fixes too | left |\n\
        |---|---|---|---|---|---|---|\n"
            .to_owned();
    for row in rows {
        let found = row.safe.cured.len() + row.safe.left;
        let mut cells = vec![row.service.to_owned(), in_short(&row.before), found.to_string()];
        for form in [Some(&row.safe), row.risky.as_ref()] {
            cells.push(form.map_or_else(|| "not tried".to_owned(), |form| in_short(&form.outcome)));
            cells.push(form.map_or_else(String::new, |form| form.left.to_string()));
        }
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// The whole document.
pub(super) fn document(rows: &[Row], engine: &str) -> anyhow::Result<String> {
    let date = said::expect("date", &["--utc", "+%F"])?;
    let mut text = format!("{HEAD}\nLast made on {} ({engine}).\n\n{}", date.trim(), table(rows));
    for row in rows {
        let _ = writeln!(text, "\n## {}\n", row.service);
        let _ = writeln!(text, "Safe fixes cure {}.", listed(&row.safe.cured));
        let more = row.risky.iter().flat_map(|form| &form.cured);
        let more: Vec<String> = more.filter(|cured| !row.safe.cured.contains(cured)).cloned().collect();
        let _ = writeln!(text, "Risky ones cure besides {}.", listed(&more));
        for (form, outcome) in forms(row) {
            if let Outcome::Broken { at, why } = outcome {
                let _ = writeln!(text, "\nBroken {form}, {at}:\n\n```text\n{}\n```", why.trim());
            }
        }
        if !row.safe.difference.is_empty() {
            let _ = writeln!(text, "\nThe safe fixes:\n\n```diff\n{}```", row.safe.difference);
        }
    }
    Ok(text)
}

fn forms(row: &Row) -> Vec<(&'static str, &Outcome)> {
    let mut forms = vec![("as people write it", &row.before), ("with safe fixes", &row.safe.outcome)];
    forms.extend(row.risky.as_ref().map(|form| ("with risky fixes too", &form.outcome)));
    forms
}

fn in_short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Served(time) => format!("served, {:.0} s", time.as_secs_f64()),
        Outcome::ServedInside(time) => format!("served inside, port closed, {:.0} s", time.as_secs_f64()),
        Outcome::Broken { at, .. } => format!("**broken** ({at})"),
    }
}

fn listed(cured: &[String]) -> String {
    if cured.is_empty() {
        return "nothing".to_owned();
    }
    let quoted: Vec<String> = cured.iter().map(|cured| format!("`{cured}`")).collect();
    quoted.join(", ")
}
