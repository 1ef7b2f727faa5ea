//! The rules that judge a policy, and by it.

use esclusa_finding::{Page, Practice, RuleMeta, Safety, Severity, Standard};

macro_rules! page {
    ($path:literal) => {
        Page {
            english: include_str!(concat!("pages/", $path, ".md")),
            spanish: include_str!(concat!("pages/", $path, ".es.md")),
        }
    };
}

/// A waiver whose last day is over; it no longer waives.
pub(crate) static EXPIRED_WAIVER: RuleMeta = RuleMeta {
    id: "expired-waiver",
    practice: Practice::Policy,
    severity: Severity::Medium,
    field: "",
    standards: &[],
    fix: Safety::Manual,
    page: page!("expired_waiver"),
};

/// A waiver that waives nothing although what it speaks of was judged.
pub(crate) static UNUSED_WAIVER: RuleMeta = RuleMeta {
    id: "unused-waiver",
    practice: Practice::Policy,
    severity: Severity::Low,
    field: "",
    standards: &[],
    fix: Safety::Manual,
    page: page!("unused_waiver"),
};

/// An image from a registry that the policy does not list.
pub(crate) static IMAGE_FROM_UNLISTED_REGISTRY: RuleMeta = RuleMeta {
    id: "image-from-unlisted-registry",
    practice: Practice::Policy,
    severity: Severity::High,
    field: "Image",
    standards: &[Standard::Cis("1.6.0", "4.2"), Standard::Cwe(829)],
    fix: Safety::Manual,
    page: page!("image_from_unlisted_registry"),
};

/// All of them.
pub static RULES: [&RuleMeta; 3] = [&EXPIRED_WAIVER, &UNUSED_WAIVER, &IMAGE_FROM_UNLISTED_REGISTRY];
