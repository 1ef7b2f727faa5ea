//! The cgroups of the host: `host_cgroup_namespace.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Namespace;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "host-cgroup-namespace",
    practice: Practice::Privilege,
    severity: Severity::Low,
    field: "HostConfig.CgroupnsMode",
    standards: &[Standard::Cis("1.6.0", "5.25"), Standard::Cwe(653)],
    fix: Safety::Safe,
    page: page!("host_cgroup_namespace"),
};

/// The rule.
pub(crate) struct HostCgroupNamespace;

impl Rule for HostCgroupNamespace {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.cgroupns_mode;
        // Engines on the first version of cgroups choose it by themselves: then nobody asked.
        if asked.get().is_some_and(|mode| mode == "host") && !asked.origin.is_default() {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            findings.add(finding.fix(remedy::private_namespace(
                subject,
                Namespace::Cgroup,
                "host-cgroup-namespace-fix",
            )));
        }
    }
}
