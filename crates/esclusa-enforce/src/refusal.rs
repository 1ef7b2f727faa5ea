//! Why a change is not permitted.

use esclusa_finding::Finding;
use esclusa_source::{Detail, detail};

/// Why a change, or a new container, is not permitted.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// What is judged is not one container.
    #[error("not exactly one container is judged")]
    NotOne,
    /// The engine did not say which container it is.
    #[error("the engine did not say which container it is")]
    NoIdentifier,
    /// It cannot be changed while the container stands.
    #[error("it needs a new container")]
    NeedsNewContainer,
    /// It is so already.
    #[error("it is so already")]
    Nothing,
    /// A limit would be higher than it is, or none.
    #[error("{0} would be limited less than it is")]
    Raises(&'static str),
    /// A limit would lie under what the container was seen to use.
    #[error("{0} would be limited to {1}, and the container was seen to use {2}")]
    BelowUse(&'static str, String, String),
    /// A rule would find what it does not find now, or find it graver.
    #[error("it would bring about another finding: {0}")]
    Finds(&'static str),
    /// The policy forbids what was found, and nobody let it through.
    #[error("the policy forbids it: {}", rules(.0))]
    Forbidden(Vec<Finding>),
    /// Whether the policy forbids it cannot be told.
    #[error("the policy cannot judge it: {0}")]
    Unjudged(Detail),
    /// It cannot be said in one request.
    #[error("no request says all of it: {0}")]
    Unsayable(Detail),
}

/// The rules by which something is forbidden, each once.
fn rules(findings: &[Finding]) -> String {
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.id).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.join(", ")
}

impl Refusal {
    /// The same, to be said in the language of the run.
    #[must_use]
    pub fn reason(&self) -> Detail {
        match self {
            Self::NotOne => detail!("permit-not-one", "not exactly one container is judged"),
            Self::NoIdentifier => {
                detail!("permit-no-identifier", "the engine did not say which container it is")
            }
            Self::NeedsNewContainer => detail!("permit-new-container", "it needs a new container"),
            Self::Nothing => detail!("permit-nothing", "it is so already"),
            Self::Raises(field) => {
                detail!("permit-raises", "{field} would be limited less than it is", field)
            }
            Self::BelowUse(field, limit, used) => detail!(
                "permit-below-use",
                "{field} would be limited to {limit}, and the container was seen to use {used}",
                field,
                limit,
                used
            ),
            Self::Finds(rule) => {
                detail!("permit-finds", "it would bring about another finding: {rule}", rule)
            }
            Self::Forbidden(findings) => {
                let rules = rules(findings);
                detail!("permit-forbidden", "the policy forbids it: {rules}", rules)
            }
            Self::Unjudged(why) => {
                detail!("permit-unjudged", "the policy cannot judge it: {why}", why)
            }
            Self::Unsayable(why) => {
                detail!("permit-unsayable", "no request says all of it: {why}", why)
            }
        }
    }
}
