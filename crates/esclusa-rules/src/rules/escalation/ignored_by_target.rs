//! What is asked for, but not heeded where it is to run: `ignored_by_target.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::{Dialect, Tree};

use crate::capability::canonical;
use crate::origin::first_written;
use crate::rule::{Rule, Subject, page};
use crate::target::{BY_SWARM, written_for_swarm};

static META: RuleMeta = RuleMeta {
    id: "ignored-by-target",
    practice: Practice::Escalation,
    severity: Severity::Info,
    field: "HostConfig.SecurityOpt",
    standards: &[Standard::Cwe(693)],
    fix: Safety::Manual,
    page: page!("ignored_by_target"),
};

/// The rule.
pub(crate) struct IgnoredByTarget;

impl Rule for IgnoredByTarget {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        dropped(subject, findings);
        if subject.project.dialect != Dialect::Compose {
            return;
        }
        match written_for_swarm(subject.workload) {
            Some(deploy) => by_swarm(subject, deploy, findings),
            None => by_compose(subject, findings),
        }
    }
}

/// The engine gives a privileged container every capability (`TweakCapabilities` in moby, b985e23).
fn dropped(subject: &Subject<'_>, findings: &mut Findings) {
    let host = &subject.container.request.host;
    let dropped = host.cap_drop.items.iter().find_map(|field| Some((field, canonical(field.get()?))));
    let Some((field, name)) = dropped.filter(|_| host.privileged.get() == Some(&true)) else { return };
    let origin = first_written([&field.origin], &host.cap_drop.origin);
    let finding = Finding::at(&META, subject.container, Place::of(origin, &subject.container.place));
    let finding = finding.worded("ignored-by-target-privileged").with("capability", name);
    findings.add(finding.about("cap_drop").remedy("ignored-by-target-fix", "why-elsewhere"));
}

/// Keys that `docker stack deploy` ignores, in a service that is written for it.
fn by_swarm(subject: &Subject<'_>, deploy: &'static str, findings: &mut Findings) {
    let container = subject.container;
    for ignored in &BY_SWARM {
        let Some(origin) = (ignored.asked)(&container.request.host) else { continue };
        let finding = Finding::at(&META, container, Place::of(origin, &container.place)).about(ignored.key);
        let finding = finding.with("key", ignored.key.to_owned()).with("deploy", deploy.to_owned());
        findings.add(finding.remedy("ignored-by-target-fix", "why-elsewhere"));
    }
}

/// Owner and mode of a secret that is a file (`secrets` in `pkg/compose/create.go` of docker/compose, f729794): it is
/// mounted as it is.
fn by_compose(subject: &Subject<'_>, findings: &mut Findings) {
    let secrets = subject.workload.rest.get("secrets").and_then(Tree::as_seq).unwrap_or_default();
    for secret in secrets {
        let Some(source) = secret.get("source").and_then(Tree::as_str) else { continue };
        let is_file = subject.project.secrets.get(source).is_some_and(|tree| tree.get("file").is_some());
        let said = ["mode", "uid", "gid"].into_iter().find_map(|key| Some((key, secret.get(key)?)));
        let Some((key, tree)) = said.filter(|(_, tree)| is_file && !tree.is_null()) else { continue };
        let place = Place::of(&tree.origin, &subject.container.place);
        let finding = Finding::at(&META, subject.container, place).worded("ignored-by-target-secret");
        let finding = finding.with("key", key.to_owned()).with("secret", source.to_owned());
        findings
            .add(finding.about(format!("secrets.{source}")).remedy("ignored-by-target-fix", "why-elsewhere"));
    }
}
