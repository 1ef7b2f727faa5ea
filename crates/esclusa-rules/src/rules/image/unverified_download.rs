//! Verification that a build switches off: `unverified_download.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::{about, judged, switches_verification_off, unencrypted_download};
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "unverified-download",
    practice: Practice::Image,
    severity: Severity::Medium,
    field: "",
    standards: &[Standard::Cwe(295), Standard::Cwe(494)],
    fix: Safety::Manual,
    page: page!("unverified_download"),
};

/// The rule.
pub(crate) struct UnverifiedDownload;

impl Rule for UnverifiedDownload {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for step in judged(recipe) {
            let Does::Run { commands, .. } = &step.does else { continue };
            for command in commands {
                let finding = Finding::of_image(&META, recipe, command.place).about(about(command));
                if let Some(option) = switches_verification_off(command) {
                    findings
                        .add(finding.with("option", option).remedy("unverified-download-fix", "why-build"));
                } else if let Some(address) = unencrypted_download(command, commands) {
                    let finding =
                        finding.worded("unverified-download-http").with("address", address.to_owned());
                    findings.add(finding.remedy("unverified-download-http-fix", "why-build"));
                }
            }
        }
    }
}
