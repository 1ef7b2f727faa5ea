//! Permits to make a container: of one request, by the policy that holds and what somebody let through by name.

use esclusa_finding::{Finding, Severity};
use esclusa_model::dialect::engine::{self, Around};
use esclusa_model::{Container, Evidence, Project};
use esclusa_policy::{Court, Ground, Policy};

use crate::refusal::Refusal;

/// A rule that somebody lets through, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The rule's id.
    pub rule: String,
    /// Why; never blank.
    pub reason: String,
}

/// What a container is judged by before it is made.
pub struct Case<'a> {
    /// The one container that is asked for.
    pub project: &'a Project,
    /// What its engine says of the image (`GET /images/NAME/json`), if the image is there.
    pub image: Option<&'a str>,
    /// What the containers are known to need.
    pub evidence: &'a Evidence,
    /// The policy that holds.
    pub court: &'a mut Court,
    /// What is the same for every policy of a run.
    pub ground: &'a Ground<'a>,
    /// What is let through by name.
    pub allowances: &'a [Allowance],
}

/// The right to make one container, of exactly this request. Nobody else can make one, nor use one twice:
///
/// ```compile_fail,E0451
/// let _ = esclusa_enforce::CreatePermit { name: None, platform: None, body: "{}".to_owned() };
/// ```
///
/// ```compile_fail,E0382
/// fn twice(permit: esclusa_enforce::CreatePermit) -> [esclusa_enforce::CreatePermit; 2] {
///     [permit, permit]
/// }
/// ```
#[derive(Debug)]
#[must_use = "nothing is made by a permit alone"]
pub struct CreatePermit {
    name: Option<String>,
    platform: Option<String>,
    body: String,
}

impl CreatePermit {
    /// The name that it is to have, if one was asked for.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The platform, if one was asked for.
    #[must_use]
    pub fn platform(&self) -> Option<&str> {
        self.platform.as_deref()
    }

    /// The body of the request, and no other.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// The right to have the engine pull one image, once. Nobody else can make one:
///
/// ```compile_fail,E0451
/// let _ = esclusa_enforce::PullPermit { image: "nginx".to_owned(), platform: None };
/// ```
#[derive(Debug)]
#[must_use = "nothing is pulled by a permit alone"]
pub struct PullPermit {
    image: String,
    platform: Option<String>,
}

impl PullPermit {
    /// The image as it was asked for.
    #[must_use]
    pub fn image(&self) -> &str {
        &self.image
    }

    /// The platform, if one was asked for.
    #[must_use]
    pub fn platform(&self) -> Option<&str> {
        self.platform.as_deref()
    }
}

/// Permits to make the container, unless the policy forbids something of it that nobody let through.
///
/// # Errors
/// Why not.
pub fn create(case: Case<'_>) -> Result<CreatePermit, Refusal> {
    let container = only(case.project)?;
    let (name, platform) = (said(&container.name), said(&container.platform));
    // What is asked for is sent, and what comes of it is judged.
    let written = engine::write(case.project);
    if let Some(problem) = written.unsaid.iter().find(|problem| problem.id != UNSAID) {
        return Err(Refusal::Unsayable(problem.detail.clone()));
    }
    allowed(case)?;
    Ok(CreatePermit { name, platform, body: written.text })
}

/// Permits to pull the image that a container is made of, by the same judgement.
///
/// # Errors
/// Why not.
pub fn pull(case: Case<'_>) -> Result<PullPermit, Refusal> {
    let container = only(case.project)?;
    let image = said(&container.request.image).ok_or(Refusal::NotOne)?;
    let platform = said(&container.platform);
    allowed(case)?;
    Ok(PullPermit { image, platform })
}

/// The problem of what is no part of a body: the name and the platform are parameters, and the client pulls.
const UNSAID: &str = "unsaid";

fn said(field: &esclusa_model::Field<String>) -> Option<String> {
    field.get().filter(|text| !text.is_empty()).cloned()
}

fn only(project: &Project) -> Result<&Container, Refusal> {
    let mut containers = project.workloads.iter().flat_map(|one| one.init.iter().chain(&one.containers));
    match (containers.next(), containers.next()) {
        (Some(container), None) => Ok(container),
        _ => Err(Refusal::NotOne),
    }
}

/// Judges what the container really would be.
fn allowed(case: Case<'_>) -> Result<(), Refusal> {
    let mut effective = case.project.clone();
    engine::complete(&mut effective, &Around { image: case.image, ..Around::default() });
    let mut findings = esclusa_rules::judge_with(&effective, case.evidence, &case.court.policy().thresholds);
    let problems = case.court.decide(std::slice::from_ref(&effective), &mut findings, None, case.ground);
    // A rule of the policy that cannot be asked might have said no.
    if let Some(problem) = problems.first() {
        return Err(Refusal::Unjudged(problem.detail.clone()));
    }
    let policy = case.court.policy();
    let is_allowed =
        |finding: &Finding| case.allowances.iter().any(|allowance| allowance.rule == finding.rule.id);
    findings.retain(|finding| !finding.waived && forbids(policy, finding) && !is_allowed(finding));
    if findings.is_empty() { Ok(()) } else { Err(Refusal::Forbidden(findings)) }
}

/// Whether a policy forbids what was found: at or above its `fail-on`, if it says one; of what only the policy itself finds
/// (its own rules, its registries) all, if it says none.
fn forbids(policy: &Policy, finding: &Finding) -> bool {
    let is_own = policy.custom.iter().any(|rule| rule.meta.id == finding.rule.id)
        || esclusa_policy::RULES.iter().any(|rule| rule.id == finding.rule.id);
    match policy.fail_on {
        Some(least) => finding.severity >= least,
        None => is_own && finding.severity > Severity::Info,
    }
}
