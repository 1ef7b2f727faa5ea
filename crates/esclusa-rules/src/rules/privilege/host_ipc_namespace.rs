//! The IPC namespace of the host: `host_ipc_namespace.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Namespace;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "host-ipc-namespace",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.IpcMode",
    standards: &[
        Standard::Cis("1.6.0", "5.17"),
        Standard::Cwe(653),
        Standard::PodSecurity("baseline", "Host Namespaces"),
    ],
    fix: Safety::Safe,
    page: page!("host_ipc_namespace"),
};

/// The rule.
pub(crate) struct HostIpcNamespace;

impl Rule for HostIpcNamespace {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.ipc_mode;
        if asked.get().is_some_and(|mode| mode == "host") {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            findings.add(finding.fix(remedy::private_namespace(
                subject,
                Namespace::Ipc,
                "host-ipc-namespace-fix",
            )));
        }
    }
}
