//! From the text of `esclusa.toml` to a policy. Every mistake is a problem at its place, never skipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use esclusa_finding::{Practice, Severity, Thresholds};
use esclusa_source::{Detail, FileId, Problem, Span, detail};
use globset::{GlobBuilder, GlobMatcher};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::custom::{Asked, Custom, Example, Said};
use crate::policy::{Images, Level, Policy, Waiver};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    fail_on: Option<Spanned<String>>,
    fingerprint_key_file: Option<Spanned<PathBuf>>,
    #[serde(default)]
    thresholds: WrittenThresholds,
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    waiver: Vec<Spanned<WrittenWaiver>>,
    #[serde(default)]
    images: WrittenImages,
    #[serde(default)]
    rule: Vec<WrittenRule>,
}

/// One `[[rule]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenRule {
    id: Spanned<String>,
    message: Spanned<String>,
    severity: Spanned<String>,
    practice: Option<Spanned<NumberOrWord>>,
    fix: Option<String>,
    field: Option<String>,
    when: Spanned<String>,
    #[serde(default)]
    test: Vec<Spanned<WrittenTest>>,
}

/// `practice = 3` or `practice = "image"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrWord {
    Number(u8),
    Word(String),
}

/// One `[[rule.test]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenTest {
    run: Option<String>,
    compose: Option<String>,
    finds: bool,
}

/// One `[[waiver]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenWaiver {
    rule: Spanned<OneOrMore>,
    service: Option<Spanned<String>>,
    path: Option<Spanned<String>>,
    reason: Spanned<String>,
    expires: Option<Spanned<toml::value::Datetime>>,
}

/// `rule = "id"` or `rule = ["id", "id"]`.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// `[thresholds]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenThresholds {
    max_open_files: Option<Spanned<Amount>>,
    max_shared_memory: Option<Spanned<Amount>>,
    max_cpus: Option<Spanned<Amount>>,
}

/// `65536` or, of bytes, `"512m"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Amount {
    Number(i64),
    Word(String),
}

/// `[images]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenImages {
    #[serde(default)]
    allowed_registries: Vec<String>,
}

/// Reads a policy that lies in `folder`. `known` says which rules there are.
///
/// # Errors
/// Every mistake in it, at its place: text that is no TOML, a key that no policy has, a rule, severity, glob or date
/// that does not exist, a reason that says nothing.
pub fn read(
    file: FileId,
    text: &str,
    folder: &Path,
    known: &dyn Fn(&str) -> bool,
) -> Result<Policy, Vec<Problem>> {
    let written: Written = toml::from_str(text).map_err(|error| {
        // The parser's first line says what; the rest draws the place, which the problem itself carries.
        let what = error.message().lines().next().unwrap_or_default().to_owned();
        vec![Problem::new("policy-syntax", Span::new(file, error.span().unwrap_or(0..0)), what)]
    })?;
    let own: Vec<String> = written.rule.iter().map(|rule| rule.id.get_ref().clone()).collect();
    let mut reader = Reader { file, known, own, problems: Vec::new() };
    let policy = Policy {
        folder: folder.to_owned(),
        fail_on: written.fail_on.and_then(|word| reader.severity(&word)),
        fingerprint_key_file: written
            .fingerprint_key_file
            .map(|path| (folder.join(path.get_ref()), Span::new(file, path.span()))),
        thresholds: reader.thresholds(&written.thresholds),
        levels: reader.levels(&written.rules),
        waivers: written.waiver.into_iter().filter_map(|waiver| reader.waiver(waiver)).collect(),
        images: Images { allowed_registries: written.images.allowed_registries },
        custom: written.rule.into_iter().filter_map(|rule| reader.custom(rule)).collect(),
    };
    if reader.problems.is_empty() { Ok(policy) } else { Err(reader.problems) }
}

struct Reader<'a> {
    file: FileId,
    known: &'a dyn Fn(&str) -> bool,
    // The ids of the policy's own rules.
    own: Vec<String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn wrong(&mut self, id: &'static str, range: std::ops::Range<usize>, detail: impl Into<Detail>) {
        self.problems.push(Problem::new(id, Span::new(self.file, range), detail));
    }

    fn severity(&mut self, word: &Spanned<String>) -> Option<Severity> {
        let severity = word.get_ref().parse().ok();
        if severity.is_none() {
            self.wrong("policy-severity", word.span(), Detail::plain(word.get_ref().clone()));
        }
        severity
    }

    fn thresholds(&mut self, written: &WrittenThresholds) -> Thresholds {
        let usual = Thresholds::default();
        let mut of = |amount: &Option<Spanned<Amount>>, usual: i64, bytes: bool| {
            let Some(amount) = amount else { return usual };
            let (read, shown) = match amount.get_ref() {
                Amount::Number(number) => (Some(*number), number.to_string()),
                Amount::Word(word) => (bytes_of(word).filter(|_| bytes), word.clone()),
            };
            read.filter(|number| *number > 0).unwrap_or_else(|| {
                self.wrong("policy-threshold", amount.span(), Detail::plain(shown));
                usual
            })
        };
        Thresholds {
            open_files: of(&written.max_open_files, usual.open_files, false),
            shared_memory: of(&written.max_shared_memory, usual.shared_memory, true),
            cpus: of(&written.max_cpus, usual.cpus, false),
        }
    }

    fn levels(&mut self, written: &BTreeMap<Spanned<String>, Spanned<String>>) -> BTreeMap<String, Level> {
        let mut levels = BTreeMap::new();
        for (rule, word) in written {
            self.rule(rule.get_ref(), rule.span());
            let level = match word.get_ref().as_str() {
                "off" => Some(Level::Off),
                _ => self.severity(word).map(Level::At),
            };
            levels.extend(level.map(|level| (rule.get_ref().clone(), level)));
        }
        levels
    }

    fn rule(&mut self, id: &str, range: std::ops::Range<usize>) {
        if !(self.known)(id) && !self.own.iter().any(|own| own == id) {
            self.wrong("policy-unknown-rule", range, Detail::plain(id.to_owned()));
        }
    }

    fn waiver(&mut self, written: Spanned<WrittenWaiver>) -> Option<Waiver> {
        let place = Span::new(self.file, written.span());
        let written = written.into_inner();
        let range = written.rule.span();
        let rules = match written.rule.into_inner() {
            OneOrMore::One(rule) => vec![rule],
            OneOrMore::More(rules) => rules,
        };
        if rules.is_empty() {
            self.wrong("policy-unknown-rule", range.clone(), Detail::plain(""));
        }
        for rule in &rules {
            self.rule(rule, range.clone());
        }
        if written.reason.get_ref().trim().is_empty() {
            self.wrong("policy-no-reason", written.reason.span(), Detail::plain(""));
        }
        let expires = written.expires.and_then(|date| self.date(&date));
        let service = written.service.and_then(|glob| self.glob(&glob, false));
        let path = written.path.and_then(|glob| self.glob(&glob, true));
        Some(Waiver { rules, service, path, reason: written.reason.into_inner(), expires, place })
    }

    fn date(&mut self, written: &Spanned<toml::value::Datetime>) -> Option<Date> {
        let date = match written.get_ref() {
            // A day, without a time: the waiver holds until the end of that day.
            toml::value::Datetime { date: Some(date), time: None, offset: None } => date,
            other => {
                self.wrong("policy-date", written.span(), Detail::plain(other.to_string()));
                return None;
            }
        };
        let number = |value: u8| i8::try_from(value).unwrap_or(0);
        let day = Date::new(i16::try_from(date.year).unwrap_or(0), number(date.month), number(date.day));
        if day.is_err() {
            self.wrong("policy-date", written.span(), Detail::plain(date.to_string()));
        }
        day.ok()
    }

    fn glob(&mut self, written: &Spanned<String>, is_path: bool) -> Option<GlobMatcher> {
        match GlobBuilder::new(written.get_ref()).literal_separator(is_path).build() {
            Ok(glob) => Some(glob.compile_matcher()),
            Err(error) => {
                self.wrong("policy-glob", written.span(), error.kind().to_string());
                None
            }
        }
    }

    fn custom(&mut self, written: WrittenRule) -> Option<Custom> {
        let before = self.problems.len();
        let id = written.id.get_ref();
        let word = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !id.split('-').all(word)
            || (self.known)(id)
            || self.own.iter().filter(|own| *own == id).count() > 1
        {
            self.wrong("custom-rule-id", written.id.span(), Detail::plain(id.clone()));
        }
        if written.message.get_ref().trim().is_empty() {
            self.wrong("custom-rule-message", written.message.span(), Detail::plain(""));
        }
        let severity = self.severity(&written.severity);
        let practice = self.practice(written.practice.as_ref());
        let tests = written.test.into_iter().filter_map(|test| self.test(test)).collect();
        let when = written.when.span();
        let said = Said {
            id: written.id.into_inner(),
            message: written.message.into_inner(),
            severity: severity?,
            practice: practice?,
            fix: written.fix,
            field: written.field,
            when: written.when.into_inner(),
            place: Span::new(self.file, when.clone()),
            tests,
        };
        if self.problems.len() > before {
            return None;
        }
        Custom::new(said).map_err(|why| self.wrong("custom-rule-expression", when, why)).ok()
    }

    fn practice(&mut self, written: Option<&Spanned<NumberOrWord>>) -> Option<Practice> {
        let Some(written) = written else { return Some(Practice::Policy) };
        let framing = [Practice::Image, Practice::Daemon, Practice::Host, Practice::Policy];
        let mut all = Practice::ALL.into_iter().chain(framing);
        let found = match written.get_ref() {
            NumberOrWord::Number(number) => all.find(|practice| practice.number() == Some(*number)),
            NumberOrWord::Word(word) => all.find(|practice| practice.word() == word),
        };
        if found.is_none() {
            self.wrong("custom-rule-practice", written.span(), Detail::plain(""));
        }
        found
    }

    fn test(&mut self, written: Spanned<WrittenTest>) -> Option<Example> {
        let range = written.span();
        let place = Span::new(self.file, range.clone());
        let WrittenTest { run, compose, finds } = written.into_inner();
        let asked = match (run, compose) {
            (Some(line), None) => Asked::Run(line),
            (None, Some(text)) => Asked::Compose(text),
            _ => {
                self.wrong(
                    "custom-rule-test",
                    range,
                    detail!("custom-rule-test-one", "either run or compose"),
                );
                return None;
            }
        };
        Some(Example { asked, finds, place })
    }
}

/// A number of bytes, in units of 1024 as Docker's: `512m`, `2g`.
fn bytes_of(word: &str) -> Option<i64> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit: i64 = match word.strip_prefix(digits)?.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(unit)
}
