//! What `ADD` fetches without looking at it: `remote_add.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::address::without_user;
use crate::build_step::judged;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "remote-add",
    practice: Practice::Image,
    severity: Severity::Medium,
    field: "",
    standards: &[Standard::Cis("1.6.0", "4.9"), Standard::Cwe(494)],
    fix: Safety::Manual,
    page: page!("remote_add"),
};

/// The rule.
pub(crate) struct RemoteAdd;

impl Rule for RemoteAdd {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for step in judged(recipe) {
            let Does::Copy { add: true, sources, .. } = &step.does else { continue };
            if step.flag("checksum").next().is_some() {
                continue;
            }
            for (written, place) in sources {
                // Quotes stay about what is not expanded for want of a variable.
                let address = written.trim_matches(['"', '\'']);
                if !is_remote(address) {
                    continue;
                }
                let shown = without_user(address);
                let finding = Finding::of_image(&META, recipe, *place).about(shown.clone());
                findings.add(finding.with("address", shown).remedy("remote-add-fix", "why-build"));
            }
        }
    }
}

/// Whether `ADD` fetches it from elsewhere: over HTTP, or a Git repository that is not pinned to a commit, by
/// `#commit` or `?commit=`.
fn is_remote(address: &str) -> bool {
    let is_http = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
    let (location, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (repository, query) = location.split_once('?').unwrap_or((location, ""));
    let is_git = address.starts_with("git@")
        || ["git://", "ssh://"].iter().any(|scheme| address.starts_with(scheme))
        || (is_http && repository.ends_with(".git"));
    let asked = query.split('&').filter_map(|one| one.split_once('='));
    let named = asked.filter(|(key, _)| ["commit", "checksum"].contains(key)).map(|(_, value)| value);
    let reference = fragment.split(':').next().unwrap_or(fragment);
    let is_commit = |text: &str| text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_pinned = is_git && named.chain([reference]).any(is_commit);
    (is_http || is_git) && !is_pinned
}
