//! `esclusa explain RULE` and `esclusa rules`: what the rules say about themselves.

use clap::ArgMatches;
use esclusa_finding::{Catalogue, Message, RuleMeta, Safety};
use esclusa_report::json;
use esclusa_report::terminal::severity_id;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::{output, policy};

/// The page of a rule.
pub(crate) fn page(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let id = matches.get_one::<String>("RULE").map_or("", String::as_str);
    let found = policy::metas().find(|meta| meta.id == id);
    let own = || policy::own_rule(id);
    let Some(meta) = found.map_or_else(own, |meta| Ok(Some(meta)))? else {
        let message = Message::new("cli-rule-unknown").with("rule", id.to_owned());
        output::complain(&catalogue.text(&message));
        return Ok(Exit::Trouble);
    };
    output::to_stdout(|out| out.write_all(meta.page.text(catalogue.language()).as_bytes()))?;
    Ok(Exit::Clean)
}

/// All rules, in the order of the practices.
pub(crate) fn list(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let metas = policy::metas;
    if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        let rules: Vec<Value> = metas().map(|meta| described(meta, catalogue)).collect();
        let value = json!({ "schema_version": json::SCHEMA_VERSION, "rules": rules });
        output::to_stdout(|out| json::write_value(&value, out))?;
        return Ok(Exit::Clean);
    }
    output::to_stdout(|out| {
        let fixes = [Safety::Safe, Safety::Risky, Safety::Manual].map(|fix| catalogue.word(fix_id(fix)));
        let width = fixes.iter().map(|fix| fix.chars().count()).max().unwrap_or_default();
        let mut practice = None;
        for meta in metas() {
            if practice != Some(meta.practice) {
                practice = Some(meta.practice);
                let number = meta.practice.number().map(|number| format!("{number} ")).unwrap_or_default();
                writeln!(out, "{number}{}", practice_name(meta, catalogue))?;
            }
            let severity = catalogue.word(severity_id(meta.severity));
            let fix = catalogue.word(fix_id(meta.fix));
            let fix = format!("{fix:<width$}");
            let title = catalogue.attribute(meta.id, "title");
            writeln!(out, "    {:<32} {severity:<8}  {fix}  {title}", meta.id)?;
        }
        Ok(())
    })?;
    Ok(Exit::Clean)
}

fn described(meta: &RuleMeta, catalogue: &Catalogue) -> Value {
    json!({
        "rule": meta.id,
        "title": catalogue.attribute(meta.id, "title"),
        "practice": json::practice(meta.practice),
        "severity": meta.severity.word(),
        "fix": meta.fix.word(),
        "field": meta.field,
        "standards": meta.all_standards().map(|standard| standard.to_string()).collect::<Vec<_>>(),
    })
}

/// The message that names the surest fix of a rule.
const fn fix_id(fix: Safety) -> &'static str {
    match fix {
        Safety::Safe => "fix-safe",
        Safety::Risky => "fix-risky",
        Safety::Manual => "fix-manual",
    }
}

fn practice_name(meta: &RuleMeta, catalogue: &Catalogue) -> String {
    catalogue.word(meta.practice.message())
}
