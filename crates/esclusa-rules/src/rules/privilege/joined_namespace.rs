//! A namespace of another container: `joined_namespace.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Namespace;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "joined-namespace",
    practice: Practice::Privilege,
    severity: Severity::Low,
    field: "HostConfig.PidMode",
    standards: &[Standard::Cwe(653)],
    fix: Safety::Risky,
    page: page!("joined_namespace"),
};

/// The rule.
pub(crate) struct JoinedNamespace;

impl Rule for JoinedNamespace {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        for (asked, namespace, about, message, severity) in [
            (&host.pid_mode, Namespace::Pid, "pid", "joined-namespace", Severity::Medium),
            (&host.ipc_mode, Namespace::Ipc, "ipc", "joined-namespace-ipc", META.severity),
            // A VPN beside a service, or a pod by hand: so common that it is only a remark.
            (&host.network_mode, Namespace::Network, "network", "joined-namespace-network", Severity::Info),
        ] {
            let mode = asked.unknown().or(asked.get().map(String::as_str));
            let Some(other) = mode.and_then(|mode| mode.strip_prefix("container:")) else { continue };
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
            let finding = finding.about(about).with("other", other.to_owned());
            findings.add(finding.fix(remedy::leave_namespace(subject, namespace, "joined-namespace-fix")));
        }
    }
}
