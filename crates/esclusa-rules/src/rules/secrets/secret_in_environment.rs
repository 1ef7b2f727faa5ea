//! A secret in an environment variable: `secret_in_environment.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};
use esclusa_model::Via;

use crate::rule::{Rule, Subject, page};
use crate::secret_name::{is_secret_name, is_secret_value, may_be_secret};

static META: RuleMeta = RuleMeta {
    id: "secret-in-environment",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Env",
    standards: &[Standard::Cwe(526), Standard::Cwe(522), Standard::Attack("T1552.007")],
    page: page!("secret_in_environment"),
};

/// The rule.
pub(crate) struct SecretInEnvironment;

impl Rule for SecretInEnvironment {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for asked in &subject.container.request.env.items {
            let Some(text) = asked.get() else { continue };
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (text.as_str(), None),
            };
            // `NAME: value` in a list is a bare name to Compose, and its value is not to be shown either.
            let name = name.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or(name);
            let named = is_secret_name(name);
            let given = value.is_some_and(|value| is_secret_value(value) || (named && may_be_secret(value)));
            let carried = named && (asked.unknown().is_some() || value.is_none());
            if !given && !carried {
                continue;
            }
            let place = Place::of_field(asked, &subject.container.place);
            let mut finding = Finding::at(&META, subject.container, place).about(name.to_owned());
            // Taken from a variable it is at least not written in the file, but the container carries it all the same.
            if carried
                || asked.origin.links().any(|link| matches!(link.via, Via::Variable(_) | Via::Environment))
            {
                finding = finding.worded("secret-in-environment-variable").severity(Severity::Medium);
            }
            findings.add(finding.with("name", name.to_owned()).remedy("secret-in-environment-fix"));
        }
    }
}
