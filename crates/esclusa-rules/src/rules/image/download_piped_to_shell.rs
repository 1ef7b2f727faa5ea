//! A download that a shell runs as it comes: `download_piped_to_shell.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Command, Does, Recipe};

use crate::build_step::{about, is_download, is_shell, judged, program};
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "download-piped-to-shell",
    practice: Practice::Image,
    severity: Severity::Medium,
    field: "",
    standards: &[Standard::Cwe(494), Standard::Attack("T1195.002")],
    fix: Safety::Manual,
    page: page!("download_piped_to_shell"),
};

/// The rule.
pub(crate) struct DownloadPipedToShell;

impl Rule for DownloadPipedToShell {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for step in judged(recipe) {
            let Does::Run { commands, .. } = &step.does else { continue };
            for command in commands.iter().filter(|command| runs_download(command, commands)) {
                let finding = Finding::of_image(&META, recipe, command.place).about(about(command));
                findings.add(
                    finding
                        .with("program", program(command).to_owned())
                        .remedy("download-piped-to-shell-fix", "why-build"),
                );
            }
        }
    }
}

/// Whether a shell or an interpreter gets its program from a download: `curl … | sh`, `sh -c "$(curl …)"`, `sh <(curl …)`.
fn runs_download(command: &Command, commands: &[Command]) -> bool {
    if !is_shell(program(command)) {
        return false;
    }
    // Through `tee`, `gunzip` and the like it is still what was downloaded.
    let mut feeder = command.fed_by;
    while let Some(one) = feeder.and_then(|at| commands.get(at)) {
        if is_download(program(one)) {
            return true;
        }
        feeder = one.fed_by;
    }
    let at = commands.iter().position(|one| std::ptr::eq(one, command));
    commands.iter().any(|one| one.inside.is_some() && one.inside == at && is_download(program(one)))
}
