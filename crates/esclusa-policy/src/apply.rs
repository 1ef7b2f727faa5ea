//! A policy held over one run: it weighs and waives findings, and in the end says which of its waivers served nobody.

use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};

use esclusa_finding::{Finding, Message};
use esclusa_model::{Container, Project};
use esclusa_source::{FileId, Problem, Sources, Span};
use foldhash::fast::RandomState;
use jiff::civil::Date;

use crate::inline::{self, Comments};
use crate::policy::{Policy, Waiver};
use crate::rules::{EXPIRED_WAIVER, UNUSED_WAIVER};
use crate::{Baseline, registry};

/// What is the same for every policy of a run.
pub struct Ground<'a> {
    /// The texts that were judged.
    pub sources: &'a Sources,
    /// The folder that their paths are relative to.
    pub working_dir: &'a Path,
    /// Which rules there are.
    pub known: &'a dyn Fn(&str) -> bool,
    /// Whether comments in the judged files may waive.
    pub inline: bool,
}

/// A policy and what it has met so far.
#[derive(Debug)]
pub struct Court {
    policy: Policy,
    today: Date,
    // One for each waiver of the policy.
    met: Vec<Met>,
    comments: HashMap<FileId, Comments>,
    // How often a finding of these hashed parts was met in a file.
    alike: HashMap<(Option<FileId>, u64), u32, RandomState>,
    hashes: RandomState,
}

/// What a waiver has met.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    /// A finding that it waived.
    finding: bool,
    /// A container that it speaks of.
    container: bool,
}

impl Court {
    /// A court under a policy, on a day (UTC).
    #[must_use]
    pub fn new(policy: Policy, today: Date) -> Self {
        let met = vec![Met::default(); policy.waivers.len()];
        let (comments, alike) = (HashMap::new(), HashMap::default());
        Self { policy, today, met, comments, alike, hashes: RandomState::default() }
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Weighs and waives what the rules found in `projects`, and adds what the policy itself finds there.
    pub fn decide(
        &mut self,
        projects: &[Project],
        findings: &mut Vec<Finding>,
        baseline: Option<&mut Baseline>,
        ground: &Ground<'_>,
    ) -> Vec<Problem> {
        if !self.policy.waivers.is_empty() {
            for container in projects.iter().flat_map(Project::containers) {
                self.meet(container, ground);
            }
        }
        registry::check(&self.policy.images, projects, findings);
        let mut problems = Vec::new();
        for rule in &self.policy.custom {
            // An expression that fails on one container would fail on others: it is told once for each input.
            let failed = projects.iter().find_map(|project| rule.check(project, findings).err());
            problems.extend(failed);
        }
        self.policy.weigh(findings);
        self.number(findings);
        if ground.inline {
            problems.append(&mut self.listen(projects, findings, ground));
        }
        for finding in findings.iter_mut() {
            self.waive(finding, ground);
        }
        if let Some(baseline) = baseline {
            for finding in findings.iter_mut().filter(|finding| !finding.waived) {
                if baseline.takes(finding, ground.sources) {
                    finding.waive("baseline");
                }
            }
        }
        problems
    }

    /// Gives findings that are alike in all that is hashed a number each, in the order in which their file gave them.
    fn number(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            let hash = self.hashes.hash_one(finding.fingerprint_parts());
            let file = finding.place.primary.map(|span| span.file);
            let count = self.alike.entry((file, hash)).or_default();
            finding.ordinal = *count;
            *count += 1;
        }
    }

    /// Remembers which waivers speak of a container.
    fn meet(&mut self, container: &Container, ground: &Ground<'_>) {
        let path = container.place.place.map(|span| self.path(span, ground));
        let identity = &container.identity;
        let names = [&identity.service, &identity.container, &identity.image];
        for (waiver, met) in self.policy.waivers.iter().zip(&mut self.met) {
            let of_service = waiver
                .service
                .as_ref()
                .is_none_or(|glob| names.iter().copied().flatten().any(|name| glob.is_match(name)));
            let of_path = waiver
                .path
                .as_ref()
                .is_none_or(|glob| path.as_deref().is_some_and(|path| glob.is_match(path)));
            met.container |= of_service && of_path;
        }
    }

    /// Reads the comments of the files that findings and containers stand in.
    fn listen(&mut self, projects: &[Project], findings: &[Finding], ground: &Ground<'_>) -> Vec<Problem> {
        let containers = projects.iter().flat_map(Project::containers).filter_map(|one| one.place.place);
        let places = findings.iter().filter_map(|finding| finding.place.primary);
        let mut problems = Vec::new();
        // Findings stand in runs of one file.
        let mut last = None;
        for span in containers.chain(places) {
            if last == Some(span.file) {
                continue;
            }
            last = Some(span.file);
            self.comments.entry(span.file).or_insert_with(|| {
                let text = ground.sources.file(span.file).text.clone();
                let (comments, mut wrong) = inline::comments(span.file, &text, ground.known);
                problems.append(&mut wrong);
                comments
            });
        }
        problems
    }

    fn waive(&mut self, finding: &mut Finding, ground: &Ground<'_>) {
        let wanted = self.policy.waivers.iter().any(|waiver| waiver.path.is_some());
        let path = finding.place.primary.filter(|_| wanted).map(|span| self.path(span, ground));
        for (waiver, met) in self.policy.waivers.iter().zip(&mut self.met) {
            if covers(waiver, finding, path.as_deref()) {
                met.finding = true;
                if !expired(waiver, self.today) {
                    finding.waive(waiver.reason.clone());
                }
            }
        }
        if !ground.inline {
            return;
        }
        for span in [finding.place.primary, finding.home].into_iter().flatten() {
            let Some(comments) = self.comments.get_mut(&span.file) else { continue };
            if comments.all.is_empty() {
                continue;
            }
            let (line, _) = ground.sources.file(span.file).line_column(span.start as usize);
            for comment in &mut comments.all {
                if comment.line == line && comment.rules.iter().any(|rule| rule == finding.rule.id) {
                    comment.used = true;
                    finding.waive(comment.reason.clone());
                }
            }
        }
    }

    /// A place's path below the policy's folder; of a container that runs, the file's that it was made of.
    fn path(&self, span: Span, ground: &Ground<'_>) -> PathBuf {
        let file = ground.sources.file(span.file);
        let path = ground.working_dir.join(file.made_of.as_deref().unwrap_or(&file.path));
        path.strip_prefix(&self.policy.folder).map_or_else(|_| path.clone(), Path::to_owned)
    }

    /// What is wrong with the waivers themselves: expired, or unused although what they speak of was judged. `whole`
    /// says that everything below the policy's folder was, so that a waiver that names nothing is unused too.
    #[must_use]
    pub fn close(mut self, whole: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (waiver, met) in self.policy.waivers.iter().zip(&self.met) {
            let rules = waiver.rules.join(", ");
            let (meta, message) = if let Some(day) = waiver.expires.filter(|_| expired(waiver, self.today)) {
                let message =
                    Message::new(EXPIRED_WAIVER.id).with("rule", rules.clone()).with("day", day.to_string());
                (&EXPIRED_WAIVER, message)
            } else if !met.finding && (whole || (met.container && is_narrow(waiver))) {
                (&UNUSED_WAIVER, Message::new(UNUSED_WAIVER.id).with("rule", rules.clone()))
            } else {
                continue;
            };
            findings.push(Finding::of_policy(meta, message, waiver.place, rules));
        }
        let mut comments: Vec<_> =
            std::mem::take(&mut self.comments).into_values().flat_map(|comments| comments.all).collect();
        comments.sort_by_key(|comment| (comment.place.file, comment.place.start));
        for comment in comments.into_iter().filter(|comment| !comment.used) {
            let rules = comment.rules.join(", ");
            let message = Message::new(UNUSED_WAIVER.id).with("rule", rules.clone());
            findings.push(Finding::of_policy(&UNUSED_WAIVER, message, comment.place, rules));
        }
        self.policy.weigh(&mut findings);
        self.number(&mut findings);
        findings
    }
}

/// Whether a waiver names what it speaks of, so that having judged it is enough to know that the waiver is unused.
const fn is_narrow(waiver: &Waiver) -> bool {
    waiver.service.is_some() || waiver.path.is_some()
}

fn expired(waiver: &Waiver, today: Date) -> bool {
    waiver.expires.is_some_and(|day| day < today)
}

fn covers(waiver: &Waiver, finding: &Finding, path: Option<&Path>) -> bool {
    waiver.rules.iter().any(|rule| rule == finding.rule.id)
        && waiver.service.as_ref().is_none_or(|glob| glob.is_match(&*finding.subject))
        && waiver.path.as_ref().is_none_or(|glob| path.is_some_and(|path| glob.is_match(path)))
}
