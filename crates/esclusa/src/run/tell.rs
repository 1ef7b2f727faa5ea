//! Telling what was filled in, what was left out, and what is weaker because somebody asked for it: a line each.

use std::collections::BTreeMap;

use esclusa_detect::{Known, redact};
use esclusa_finding::{Catalogue, Finding, Message, Severity};
use esclusa_fix::Applied;
use esclusa_model::dialect::engine;
use esclusa_source::syntax::shell::quoted;
use esclusa_source::{Sources, Span, TextKind, docker_commands};
use serde_json::Value;

use super::fill::Lot;
use super::plan::{Plan, is_dared, is_loopback, stands_in};
use crate::{output, secrets};

/// Tells a plan.
pub(super) struct Teller<'a> {
    pub(super) plan: &'a Plan,
    pub(super) catalogue: &'a Catalogue,
}

impl Teller<'_> {
    /// Every fix that was made, with its reason.
    pub(super) fn fixes(&self) {
        for applied in &self.plan.applied {
            let Some(fix) = &applied.finding.fix else { continue };
            let title = self.catalogue.text(&fix.title);
            self.line(&Message::new("run-filled").with("what", title).with("rule", applied.finding.rule.id));
            if let Some(reason) = &fix.reason {
                let label = self.catalogue.word("harden-why");
                output::complain(&format!("    {label}: {}", self.catalogue.text(reason)));
            }
        }
    }

    /// What a person has to know of every run.
    pub(super) fn notes(&self) {
        let applied = &self.plan.applied;
        for one in applied.iter().filter(|one| is_loopback(one)) {
            self.line(&Message::new("run-loopback").with("port", one.finding.about.clone()));
        }
        let stand_in: Vec<&Applied> = applied.iter().filter(|one| stands_in(one)).collect();
        if let Some(limits) = self.limits(&stand_in) {
            self.line(&Message::new("run-stand-in").with("limits", limits));
        }
        let titles = |findings: &[&Finding]| -> Vec<String> {
            let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
            fixes.map(|fix| self.catalogue.text(&fix.title)).collect()
        };
        let dared: Vec<&Finding> =
            applied.iter().filter(|one| is_dared(one)).map(|one| &one.finding).collect();
        for (why, findings) in self.by_reason(&dared) {
            let what = titles(&findings).join("; ");
            self.line(&Message::new("run-dared").with("what", what).with("why", why));
        }
        for (why, findings) in self.by_reason(&self.of(Lot::LeftOut)) {
            let what = titles(&findings).join("; ");
            self.line(&Message::new("run-left-out").with("what", what).with("why", why));
        }
        self.asked();
        for finding in self.of(Lot::ByHand) {
            let message = Message::new("run-by-hand").with("message", self.catalogue.text(&finding.message));
            self.line(&message.with("rule", finding.rule.id));
        }
    }

    /// What is weaker because somebody asked: once for each place, the gravest first.
    fn asked(&self) {
        let mut places: Vec<(Option<Span>, Vec<&Finding>)> = Vec::new();
        for finding in self.of(Lot::Asked) {
            let place = finding.place.primary;
            match places.iter_mut().find(|(known, _)| *known == place) {
                // The whole line is no one place.
                Some((_, findings)) if place.is_some() && place != finding.home => findings.push(finding),
                _ => places.push((place, vec![finding])),
            }
        }
        for (_, mut findings) in places {
            findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
            let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.id).collect();
            rules.dedup();
            let Some(first) = findings.first() else { continue };
            let message = Message::new("run-weaker").with("message", self.catalogue.text(&first.message));
            self.line(&message.with("rules", rules.join(", ")));
        }
    }

    /// What the policy forbids, and how to ask for less.
    pub(super) fn forbidden(&self, findings: &[Finding]) {
        for finding in findings {
            let message = self.catalogue.text(&finding.message);
            self.line(&Message::new("run-forbidden").with("message", message).with("rule", finding.rule.id));
            let less = finding.fix.as_ref().map(|fix| self.catalogue.text(&fix.title));
            let less = less.map(|less| format!("    {less}")).into_iter();
            let allow = Message::new("run-allow").with("rule", finding.rule.id);
            less.chain([format!("    {}", self.catalogue.text(&allow))])
                .for_each(|line| output::complain(&line));
        }
    }

    /// The findings of one lot that concern the eight practices.
    fn of(&self, lot: Lot) -> Vec<&Finding> {
        let all = self.plan.left.iter().filter(|(own, _)| *own == lot).map(|(_, finding)| finding);
        all.filter(|one| one.rule.practice.number().is_some() && one.severity > Severity::Info).collect()
    }

    /// Findings by why their fix is no surer, in the order of the first of each.
    fn by_reason<'f>(&self, findings: &[&'f Finding]) -> Vec<(String, Vec<&'f Finding>)> {
        let mut reasons: Vec<(String, Vec<&'f Finding>)> = Vec::new();
        for finding in findings {
            let reason = finding.fix.as_ref().and_then(|fix| fix.reason.as_ref());
            let reason = reason.map(|reason| self.catalogue.text(reason)).unwrap_or_default();
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, list)) => list.push(finding),
                None => reasons.push((reason, vec![finding])),
            }
        }
        reasons
    }

    /// The amounts of limits, by the flags that say them.
    fn limits(&self, applied: &[&Applied]) -> Option<String> {
        let flags = BTreeMap::from([
            ("no-memory-limit", "-m"),
            ("no-cpu-limit", "--cpus"),
            ("no-pids-limit", "--pids-limit"),
        ]);
        let host = &self.plan.container()?.request.host;
        let limits = applied.iter().filter_map(|one| {
            let flag = flags.get(one.finding.rule.id)?;
            let (quota, number) = match *flag {
                "-m" => (engine::Quota::Memory, *host.memory.get()?),
                "--cpus" => (engine::Quota::NanoCpus, *host.nano_cpus.get()?),
                _ => (engine::Quota::PidsLimit, *host.pids_limit.get()?),
            };
            Some(format!("{} ({flag})", quota.amount(number)))
        });
        let limits: Vec<String> = limits.collect();
        (!limits.is_empty()).then(|| limits.join(", "))
    }

    pub(super) fn line(&self, message: &Message) {
        output::complain(&format!("esclusa: {}", self.catalogue.text(message)));
    }
}

/// The line and the request, without the values of secrets.
pub(super) fn shown(plan: &Plan) -> (String, String) {
    let mut known = Known::default();
    secrets::collect(&plan.project, &mut known);
    let hidden = |text: &str| known.hide(&redact(text)).into_owned();
    let mut scratch = Sources::default();
    let file = scratch.add("<command>", plan.line.clone());
    let commands = docker_commands(file, &plan.line, TextKind::Script);
    let words = commands.into_iter().next().map(|command| command.words).unwrap_or_default();
    let line: Vec<String> = words.iter().map(|word| quoted(&hidden(&word.text))).collect();
    let mut request = serde_json::from_str(&engine::write(&plan.project).text).unwrap_or(Value::Null);
    hide(&mut request, &hidden);
    (line.join(" "), serde_json::to_string_pretty(&request).unwrap_or_default())
}

/// Hides in every text of a request.
fn hide(value: &mut Value, hidden: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = hidden(text),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, hidden)),
        Value::Object(map) => map.values_mut().for_each(|value| hide(value, hidden)),
        _ => {}
    }
}
