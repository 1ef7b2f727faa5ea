//! Telling what is to be changed of a container where it stands, and what came of it.

use esclusa_docker::Error;
use esclusa_finding::{Catalogue, Message, Safety};
use esclusa_model::Container;
use esclusa_model::dialect::engine::{Quota, restarts};

use super::plan::{Plan, Step};
use crate::output;

/// Tells a plan on standard error.
pub(super) struct Teller<'a> {
    pub(super) plan: &'a Plan,
    pub(super) catalogue: &'a Catalogue,
}

impl Teller<'_> {
    /// What is to be changed in place, what takes a new container, and what is left out.
    pub(super) fn plan(&self, mended: &[&'static str]) {
        let plan = self.plan;
        if plan.steps.is_empty() {
            output::complain(&self.catalogue.word("harden-apply-nothing"));
        } else {
            self.line(&Message::new("harden-apply-heading").with("name", plan.name.clone()));
            plan.steps.iter().for_each(|step| self.step(step));
        }
        let is_elsewhere = |rule: &&&str| !plan.steps.iter().any(|step| step.finding.rule.id == **rule);
        let mut others: Vec<&str> = mended.iter().filter(is_elsewhere).copied().collect();
        others.sort_unstable();
        others.dedup();
        if !others.is_empty() {
            self.line(&Message::new("harden-apply-new-container").with("rules", others.join(", ")));
        }
        for (id, count) in [("harden-apply-risky", plan.risky), ("harden-apply-unset", plan.unset)] {
            if count > 0 {
                self.line(&Message::new(id).with("count", count));
            }
        }
    }

    /// A fix: what, why it is as sure as it is, and each field before and after.
    fn step(&self, step: &Step) {
        let sure = match step.fix.safety {
            Safety::Safe => "harden-safe",
            _ if step.fix.is_measured() => "harden-measured",
            _ => "harden-risky",
        };
        output::complain(&format!("    {}: {}", self.catalogue.word(sure), self.titled(step)));
        if let Some(reason) = &step.fix.reason {
            let label = self.catalogue.word("harden-why");
            output::complain(&format!("        {label}: {}", self.catalogue.text(reason)));
        }
        let Some(container) = self.plan.project.containers().next() else { return };
        let host = &container.request.host;
        let amount = |quota: Quota, number: Option<i64>| {
            number.map_or_else(|| self.catalogue.word("harden-apply-no-limit"), |number| quota.amount(number))
        };
        for (quota, number) in step.update.numbers() {
            let before = quota.of(host);
            if before != Some(*number) {
                let (before, after) = (amount(*quota, before), amount(*quota, Some(*number)));
                output::complain(&format!("        {}: {before} -> {after}", quota.key()));
            }
        }
        if let Some(policy) = step.update.restart() {
            let (before, after) = (policy_said(restarts(host)), policy_said(policy));
            output::complain(&format!("        RestartPolicy: {before} -> {after}"));
        }
    }

    /// What is wanted and not permitted.
    pub(super) fn refused(&self) {
        for (finding, why) in &self.plan.refused {
            let why = self.catalogue.text(&Message::new("harden-refused").with("detail", &why.reason()));
            output::complain(&format!("{}: {why} [{}]", self.plan.name, finding.rule.id));
        }
    }

    /// Which of the fixes hold now. Whether all do.
    pub(super) fn done(&self, after: &Container) -> bool {
        let mut is_whole = true;
        for step in &self.plan.steps {
            let unmet = step.update.unmet(after);
            let message = match unmet.is_empty() {
                true => Message::new("harden-apply-done"),
                false => Message::new("harden-apply-not-taken").with("fields", unmet.join(", ")),
            };
            is_whole &= unmet.is_empty();
            self.line(&message.with("what", self.titled(step)));
        }
        is_whole
    }

    /// What the engine did not do.
    pub(super) fn failed(&self, error: &Error) {
        self.line(&Message::new("harden-apply-failed").with("detail", &error.reason()));
    }

    /// What the engine may have done.
    pub(super) fn unclear(&self, error: &Error) {
        self.line(&Message::new("harden-apply-unclear").with("detail", &error.reason()));
    }

    pub(super) fn warning(&self, said: &str) {
        self.line(&Message::new("harden-apply-warning").with("said", said.trim().to_owned()));
    }

    fn titled(&self, step: &Step) -> String {
        format!("{} [{}]", self.catalogue.text(&step.fix.title), step.finding.rule.id)
    }

    fn line(&self, message: &Message) {
        output::complain(&self.catalogue.text(message));
    }
}

/// A restart policy as the client says it.
fn policy_said((name, most): (&str, i64)) -> String {
    if most > 0 { format!("{name}:{most}") } else { name.to_owned() }
}
