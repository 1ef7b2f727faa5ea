//! One judgement about one container, and the collector that rules write into.

use std::borrow::Cow;
use std::sync::Arc;

use esclusa_detect::redact;
use esclusa_model::image::recipe::Recipe;
use esclusa_model::{Container, Identity};
use esclusa_source::{Edit, Span};
use sha2::{Digest, Sha256};

use crate::{Argument, Fix, Key, Message, Place, RuleMeta, Secret, Severity};

/// One judgement: the same object in every report.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that speaks.
    pub rule: &'static RuleMeta,
    /// How bad this case is.
    pub severity: Severity,
    /// What it says.
    pub message: Message,
    /// The service or container, as a person calls it.
    pub subject: Arc<str>,
    /// Who the container is.
    pub identity: Arc<Identity>,
    /// The Dockerfile that it speaks of, by its path in its repository; nothing for a container.
    pub recipe: Option<Arc<str>>,
    /// Its number among those of its file that are alike in all else that is hashed.
    pub ordinal: u32,
    /// The value of the secret that it is about, until it has a fingerprint.
    pub secret: Option<Secret>,
    /// The keyed fingerprint of that value.
    pub secret_fingerprint: Option<String>,
    /// Where.
    pub place: Place,
    /// Where the container itself is asked for: its service, its command. A comment there speaks of all of it.
    pub home: Option<Span>,
    /// What tells this finding from another of the same rule in the same container (`80/tcp`); never a secret.
    pub about: String,
    /// What would mend it; apart, because findings are many and moved about.
    pub fix: Option<Box<Fix>>,
    /// What the fix does to the texts, where a report that shows it is asked for.
    pub edits: Vec<Edit>,
    /// Whether somebody has accepted it.
    pub waived: bool,
    /// Why it was accepted.
    pub reason: Option<String>,
}

impl Finding {
    /// A finding of `rule` about something that `container` lacks: it points at the container itself.
    #[must_use]
    pub fn missing(rule: &'static RuleMeta, container: &Container) -> Self {
        Self::at(rule, container, Place::of(&container.place, &container.place))
    }

    /// A finding of `rule` at the place that asked.
    #[must_use]
    pub fn at(rule: &'static RuleMeta, container: &Container, place: Place) -> Self {
        let identity = shown(&container.identity);
        let subject = Self::subject_of(&identity).into();
        Self { home: container.place.place, ..Self::new(rule, subject, identity, place) }
    }

    /// A finding as a rule says it by default.
    fn new(rule: &'static RuleMeta, subject: Arc<str>, identity: Arc<Identity>, place: Place) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: Message::new(rule.id),
            subject,
            identity,
            recipe: None,
            ordinal: 0,
            secret: None,
            secret_fingerprint: None,
            place,
            about: String::new(),
            fix: None,
            edits: Vec::new(),
            waived: false,
            home: None,
            reason: None,
        }
    }

    /// A finding about how an image is made.
    #[must_use]
    pub fn of_image(rule: &'static RuleMeta, recipe: &Recipe, place: Span) -> Self {
        let place = Place { primary: Some(place), related: Vec::new() };
        let recipe_name = Some(Arc::from(recipe.name.as_str()));
        Self {
            recipe: recipe_name,
            home: Some(recipe.place),
            ..Self::new(rule, "image".into(), Arc::default(), place)
        }
    }

    /// A finding about how an engine is set up; without a place if only the engine itself says so.
    #[must_use]
    pub fn of_daemon(rule: &'static RuleMeta, place: Place) -> Self {
        Self::new(rule, "daemon".into(), Arc::default(), place)
    }

    /// A finding about the machine that an engine runs on.
    #[must_use]
    pub fn of_host(rule: &'static RuleMeta) -> Self {
        Self::new(rule, "host".into(), Arc::default(), Place::default())
    }

    /// What a person calls a container: its service, its name or its image.
    #[must_use]
    pub fn subject_of(identity: &Identity) -> &str {
        let names = [&identity.service, &identity.container, &identity.image];
        names.into_iter().flatten().next().map_or("?", String::as_str)
    }

    /// Whether it says that a fact is missing, and not that something is wrong. Its wording's id ends in `-unknown`.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.message.id.ends_with("-unknown")
    }

    /// A finding about a team's own policy: no container takes part.
    #[must_use]
    pub fn of_policy(
        rule: &'static RuleMeta,
        message: Message,
        place: Span,
        about: impl Into<String>,
    ) -> Self {
        let place = Place { primary: Some(place), related: Vec::new() };
        Self { message, ..Self::new(rule, "policy".into(), Arc::default(), place) }.about(about)
    }

    /// Accepts it. The first reason stands.
    pub fn waive(&mut self, reason: impl Into<String>) {
        self.waived = true;
        self.reason.get_or_insert_with(|| reason.into());
    }

    /// Another wording of the rule (an id of the catalogue), which forgets the arguments given before.
    #[must_use]
    pub fn worded(mut self, id: &'static str) -> Self {
        self.message = Message::new(id);
        self
    }

    /// An argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    /// Another severity than the rule's.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// What tells it from others of the same rule in the same container.
    #[must_use]
    pub fn about(mut self, what: impl Into<String>) -> Self {
        self.about = what.into();
        self
    }

    /// The secret that it is about.
    #[must_use]
    pub fn holding(mut self, secret: Option<Secret>) -> Self {
        self.secret = secret;
        self
    }

    /// Puts a fingerprint in the place of the secret's value.
    pub fn sign(&mut self, key: Option<&Key>) {
        let secret = self.secret.take();
        self.secret_fingerprint = key.zip(secret).and_then(|(key, secret)| key.fingerprint(&secret));
    }

    /// A remedy in words, and why a person must do it: entries of the catalogue.
    #[must_use]
    pub fn remedy(self, id: &'static str, why: &'static str) -> Self {
        self.fix(Fix::manual(Message::new(id)).because(Message::new(why)))
    }

    /// What would mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// A name of this finding that survives edits of the file: a hash of the rule, who the container is or which Dockerfile
    /// makes the image, the field, what it is about, and its number among equals. No value takes part, so it tells nothing
    /// about a secret.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.fingerprint_parts() {
            // Lengths keep ("a", "bc") from meeting ("ab", "c"); an absent part differs from an empty one.
            match part {
                Some(text) => {
                    hash.update([1]);
                    hash.update((text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
                None => hash.update([0]),
            }
        }
        hash.update(self.ordinal.to_le_bytes());
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the fingerprint is a hash of, but for the number among equals.
    #[must_use]
    pub fn fingerprint_parts(&self) -> [Option<&str>; 8] {
        let identity = &self.identity;
        // The digest is left out: a new build of the same image has the same finding.
        [
            Some(self.rule.id),
            identity.project.as_deref(),
            identity.service.as_deref(),
            identity.container.as_deref(),
            identity.image.as_deref(),
            Some(self.rule.field),
            Some(&self.about),
            self.recipe.as_deref(),
        ]
    }
}

/// Who a container is, as people may see it: `user:password@registry/image` is no image, but somebody may have written it.
/// Nearly every identity is shown as it is, and then shared.
fn shown(identity: &Arc<Identity>) -> Arc<Identity> {
    let names = [&identity.service, &identity.container, &identity.image];
    if names.into_iter().flatten().all(|name| matches!(redact(name), Cow::Borrowed(_))) {
        return identity.clone();
    }
    let mut shown = Identity::clone(identity);
    for name in [&mut shown.service, &mut shown.container, &mut shown.image].into_iter().flatten() {
        *name = redact(name).into_owned();
    }
    Arc::new(shown)
}

/// Collects findings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    /// No findings yet, and room for so many.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { found: Vec::with_capacity(capacity) }
    }

    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}
