//! Programs that run as their owner, left in an image: `setuid_file_in_image.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::{about, installed, kept, sets_setuid, setuid_package, strips_setuid};
use crate::remedy;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "setuid-file-in-image",
    practice: Practice::Escalation,
    severity: Severity::Low,
    field: "",
    standards: &[Standard::Cis("1.6.0", "4.8"), Standard::Cwe(250), Standard::Attack("T1548.001")],
    fix: Safety::Risky,
    page: page!("setuid_file_in_image"),
};

/// The rule.
pub(crate) struct SetuidFileInImage;

impl Rule for SetuidFileInImage {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        let kept = kept(recipe);
        let commands: Vec<_> = kept
            .filter_map(|step| match &step.does {
                Does::Run { commands, .. } => Some(commands),
                _ => None,
            })
            .flatten()
            .collect();
        // What is taken away from all files later is not left.
        let from = commands.iter().rposition(|command| strips_setuid(command)).map_or(0, |at| at + 1);
        for command in commands.into_iter().skip(from) {
            if sets_setuid(command) {
                let finding = Finding::of_image(&META, recipe, command.place).severity(Severity::Medium);
                findings.add(finding.about(about(command)).fix(remedy::strip_setuid()));
            }
            for package in installed(command).filter(|package| setuid_package(command, package)) {
                let finding = Finding::of_image(&META, recipe, command.place).about(package);
                let finding =
                    finding.worded("setuid-file-in-image-package").with("package", package.to_owned());
                findings.add(finding.fix(remedy::strip_setuid()));
            }
        }
    }
}
