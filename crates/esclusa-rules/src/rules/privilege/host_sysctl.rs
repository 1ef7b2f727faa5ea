//! A kernel setting of the host: `host_sysctl.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Setting;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "host-sysctl",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.Sysctls",
    standards: &[Standard::Cwe(653), Standard::PodSecurity("baseline", "Sysctls")],
    fix: Safety::Risky,
    page: page!("host_sysctl"),
};

/// The rule.
pub(crate) struct HostSysctl;

impl Rule for HostSysctl {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let shares = |mode: &esclusa_model::Field<String>| mode.get().is_some_and(|mode| mode == "host");
        for (name, field) in &host.sysctls.entries {
            let own = match namespace(name) {
                Some(Namespace::Ipc) => !shares(&host.ipc_mode),
                Some(Namespace::Network) => !shares(&host.network_mode),
                Some(Namespace::Uts) => !shares(&host.uts_mode),
                None => false,
            };
            if own {
                continue;
            }
            let origin = if field.origin.place.is_some() { &field.origin } else { &host.sysctls.origin };
            let place = Place::of(origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(name.clone());
            let fix = remedy::remove_setting("host-sysctl-fix", Setting::Sysctl(name.clone()));
            findings.add(finding.with("name", name.clone()).fix(fix));
        }
    }
}

/// The namespaces that have kernel settings of their own.
enum Namespace {
    Ipc,
    Network,
    Uts,
}

/// The namespace that a setting belongs to; nothing if there is one of it for the whole host.
fn namespace(name: &str) -> Option<Namespace> {
    const IPC: [&str; 8] =
        ["msgmax", "msgmnb", "msgmni", "sem", "shm_rmid_forced", "shmall", "shmmax", "shmmni"];
    // The kernel takes a slash for a dot.
    let name = name.replace('/', ".");
    match name.split_once('.')? {
        ("net", _) => Some(Namespace::Network),
        ("kernel", "domainname" | "hostname") => Some(Namespace::Uts),
        ("kernel", rest) if IPC.contains(&rest) => Some(Namespace::Ipc),
        ("fs", rest) if rest.starts_with("mqueue.") => Some(Namespace::Ipc),
        _ => None,
    }
}
