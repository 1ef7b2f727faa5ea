//! Versions of the engine's parts, as they write them: `20.10.24+dfsg1`, `v1.7.27`, `1.0.0-rc95`, `1.6.20~ds1`.

use std::cmp::Ordering;

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// The numbers.
    numbers: [u64; 3],
    /// What comes before the release itself, in parts: `rc`, `3`. Nothing for a release.
    before: Vec<Part>,
    /// Whether a distribution has built it, which may have mended it without a new number.
    pub(super) is_of_distribution: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

impl Version {
    /// Reads a version; `None` if it is none (a commit, `library-import`).
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let end = text.find(['+', '~', '-']).unwrap_or(text.len());
        let (plain, rest) = text.split_at_checked(end)?;
        let mut numbers = [0; 3];
        for (at, part) in plain.split('.').enumerate() {
            *numbers.get_mut(at)? = part.parse().ok()?;
        }
        let marks = ["dfsg", "ds", "ubuntu", "deb", "el", "fc", "amzn", "suse"];
        let words = rest.split(['+', '~', '-', '.']);
        let named = |word: &str| word.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned();
        let is_of_distribution = words.clone().any(|word| marks.iter().any(|mark| named(word) == *mark))
            || words.clone().any(|word| word.contains("ubuntu") || word.contains("deb"));
        let mut before = Vec::new();
        if let Some(early) = rest.strip_prefix(['-', '~']) {
            let early = early.split(['+', '~']).next().unwrap_or(early);
            if ["rc", "beta", "alpha", "dev"].iter().any(|word| early.starts_with(word)) {
                before = parts(early);
            }
        }
        Some(Self { numbers, before, is_of_distribution })
    }

    /// Whether both are of one line of releases (`1.2`).
    fn is_beside(&self, other: &Self) -> bool {
        self.numbers.iter().take(2).eq(other.numbers.iter().take(2))
    }

    /// Whether this version is older than a fault that came with these, each on its own line of releases.
    pub(super) fn precedes(&self, from: &[Self]) -> bool {
        let beside = from.iter().find(|first| self.is_beside(first));
        beside.or_else(|| from.iter().min()).is_some_and(|first| self < first)
    }

    /// Whether a fault is in this version that these have mended, each on its own line of releases.
    pub(super) fn lacks(&self, fixed: &[Self]) -> bool {
        let is_mended = fixed.iter().any(|fix| self.is_beside(fix) && self >= fix);
        !is_mended && fixed.iter().any(|fix| self < fix)
    }
}

/// `rc.3` and `rc95` as a word and a number.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in text.split(['.', '-']) {
        let at = piece.find(|letter: char| letter.is_ascii_digit()).unwrap_or(piece.len());
        let (word, number) = piece.split_at_checked(at).unwrap_or((piece, ""));
        if !word.is_empty() {
            parts.push(Part::Word(word.to_owned()));
        }
        if let Ok(number) = number.parse() {
            parts.push(Part::Number(number));
        }
    }
    parts
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| {
            match (self.before.is_empty(), other.before.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => self.before.cmp(&other.before),
            }
        })
    }
}
