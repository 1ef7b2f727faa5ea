//! A member of the group docker: `docker_group_member.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "docker-group-member",
    practice: Practice::Host,
    severity: Severity::Medium,
    field: "engine_group",
    standards: &[Standard::Cis("1.6.0", "1.1.2"), Standard::Cwe(250)],
    fix: Safety::Manual,
    page: page!("docker_group_member"),
};

/// The rule.
pub(crate) struct DockerGroupMember;

impl Rule for DockerGroupMember {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        for member in host.engine_group.iter().flatten() {
            let fix = Message::new("docker-group-member-fix").with("user", member.clone());
            let finding = Finding::of_host(&META).with("user", member.clone()).about(member.as_str());
            findings.add(finding.fix(Fix::manual(fix)));
        }
    }
}
