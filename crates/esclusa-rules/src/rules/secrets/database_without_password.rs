//! A database that asks for no password: `database_without_password.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::kept;
use crate::no_password::switches_off;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "database-without-password",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Env",
    standards: &[Standard::Cwe(258), Standard::Cwe(306), Standard::Attack("T1078.001")],
    fix: Safety::Manual,
    page: page!("database_without_password"),
};

/// The flag of MySQL's and MariaDB's servers that lets everybody do everything.
const SKIP_TABLES: &str = "--skip-grant-tables";

/// The rule.
pub(crate) struct DatabaseWithoutPassword;

impl Rule for DatabaseWithoutPassword {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let request = &container.request;
        let entries = request.env.items.iter();
        let all: Vec<(&str, &str)> =
            entries.clone().filter_map(|field| field.get()?.split_once('=')).collect();
        for field in entries.filter(|field| field.unknown().is_none()) {
            let Some((name, value)) = field.get().and_then(|entry| entry.split_once('=')) else { continue };
            if switches_off(name, value, &all) {
                let place = Place::of_field(field, &container.place);
                findings.add(said(Finding::at(&META, container, place), name));
            }
        }
        let words = request.entrypoint.items.iter().chain(&request.cmd.items);
        for field in words.filter(|field| field.get().is_some_and(|word| word == SKIP_TABLES)) {
            let place = Place::of_field(field, &container.place);
            findings.add(said(Finding::at(&META, container, place), SKIP_TABLES));
        }
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for step in kept(recipe) {
            let Does::Set { argument: false, variables } = &step.does else { continue };
            for (name, value, place) in variables {
                if value.as_ref().is_some_and(|value| switches_off(name, value, &[])) {
                    // Whoever starts the container may say otherwise.
                    let finding = Finding::of_image(&META, recipe, *place).severity(Severity::Medium);
                    findings.add(said(finding, name));
                }
            }
        }
    }
}

fn said(finding: Finding, name: &str) -> Finding {
    let finding = finding.about(name.to_owned()).with("name", name.to_owned());
    finding.remedy("database-without-password-fix", "why-login")
}
