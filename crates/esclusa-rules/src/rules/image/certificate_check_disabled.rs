//! A variable by which programs take any certificate: `certificate_check_disabled.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Part, Recipe};

use crate::build_step::assignments;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "certificate-check-disabled",
    practice: Practice::Image,
    severity: Severity::Medium,
    field: "Env",
    standards: &[Standard::Cwe(295), Standard::Attack("T1557")],
    fix: Safety::Manual,
    page: page!("certificate_check_disabled"),
};

/// The rule.
pub(crate) struct CertificateCheckDisabled;

impl Rule for CertificateCheckDisabled {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let request = &subject.container.request;
        for asked in request.env.items.iter().filter(|asked| asked.unknown().is_none()) {
            let Some((name, value)) = asked.get().and_then(|text| text.split_once('=')) else { continue };
            if switches_off(name, value) {
                let place = Place::of_field(asked, &subject.container.place);
                let finding = Finding::at(&META, subject.container, place).about(name);
                findings.add(
                    finding
                        .with("name", name.to_owned())
                        .remedy("certificate-check-disabled-fix", "why-authority"),
                );
            }
        }
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for step in recipe.stages.iter().filter(|stage| stage.part != Part::Unused).flat_map(|s| &s.steps) {
            let set: Vec<_> = match &step.does {
                Does::Set { variables, .. } => variables
                    .iter()
                    .filter_map(|(name, value, place)| Some((name.as_str(), value.as_deref()?, *place)))
                    .collect(),
                Does::Run { commands, .. } => commands
                    .iter()
                    .flat_map(|command| {
                        assignments(command).map(|(name, value)| (name, value, command.place))
                    })
                    .collect(),
                _ => continue,
            };
            for (name, _, place) in set.into_iter().filter(|(name, value, _)| switches_off(name, value)) {
                let finding = Finding::of_image(&META, recipe, place).about(name);
                findings.add(
                    finding
                        .with("name", name.to_owned())
                        .remedy("certificate-check-disabled-fix", "why-authority"),
                );
            }
        }
    }
}

/// Whether a program that reads the variable takes any certificate then.
fn switches_off(name: &str, value: &str) -> bool {
    let is = |values: &[&str]| values.iter().any(|one| value.eq_ignore_ascii_case(one));
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" | "PYTHONHTTPSVERIFY" => value == "0",
        // Git asks only whether it is there: `false` switches off too.
        "GIT_SSL_NO_VERIFY" => true,
        "PIP_TRUSTED_HOST" | "GOINSECURE" => !value.is_empty(),
        "CONSUL_HTTP_SSL_VERIFY" => is(&["0", "f", "false"]),
        _ if name.eq_ignore_ascii_case("npm_config_strict_ssl") => is(&["false"]),
        _ => {
            let skips = ["INSECURE_SKIP_VERIFY", "TLS_SKIP_VERIFY", "VAULT_SKIP_VERIFY"];
            skips.iter().any(|end| name.ends_with(end)) && is(&["1", "t", "true", "yes"])
        }
    }
}
