//! What the page's template is filled with: texts in the reader's language, cleaned; the template escapes them.

use std::collections::HashMap;

use askama::Template;
use esclusa_finding::{Catalogue, Finding, Message, Practice, RuleMeta, Severity, message_of};
use esclusa_source::Span;

use super::{POLICY, SCRIPT, STYLE};
use crate::excerpt::{self, Excerpt};
use crate::judgement::Group;
use crate::page::{self, Piece};
use crate::terminal::{place_of, severity_id, step};
use crate::{Judgement, Verdict, clean};

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page<'a> {
    policy: &'static str,
    script: &'static str,
    style: &'static str,
    catalogue: &'a Catalogue,
    made_by: String,
    sum: String,
    severities: Vec<SeverityCount>,
    practices: Vec<PracticeName>,
    /// The subjects that frame the practices, where there are findings of them.
    subjects: Vec<PracticeName>,
    verdicts: Vec<Sign>,
    services: Vec<Service<'a>>,
    problems: Vec<(String, String)>,
    rules: HashMap<&'static str, RuleText>,
}

struct SeverityCount {
    word: &'static str,
    name: String,
    count: usize,
}

struct PracticeName {
    word: &'static str,
    number: Option<u8>,
    name: String,
    short: String,
}

/// A verdict as it stands in the matrix.
struct Sign {
    word: &'static str,
    symbol: &'static str,
    name: String,
    count: usize,
}

struct Service<'a> {
    subject: String,
    place: String,
    signs: Vec<Sign>,
    articles: Vec<Article<'a>>,
}

/// The findings of one rule about one service that weigh the same.
struct Article<'a> {
    rule: &'static RuleMeta,
    severity: Severity,
    severity_name: String,
    practice: String,
    accepted: Option<String>,
    fixes: Vec<String>,
    findings: Vec<Told>,
    first: &'a Finding,
}

/// One finding: what, where, through what, and the text there.
struct Told {
    message: String,
    place: String,
    through: Vec<(String, String)>,
    excerpt: Option<Excerpt>,
}

/// What the page of a rule says.
struct RuleText {
    title: String,
    attack: Vec<Vec<Piece<'static>>>,
    standards: Vec<String>,
}

impl<'a> Page<'a> {
    pub(super) fn new(judgement: &Judgement<'a>, version: &str) -> Self {
        let report = &judgement.report;
        let catalogue = report.catalogue;
        let groups = judgement.groups();
        let mut subjects: Vec<Practice> = report.findings.iter().map(|one| one.rule.practice).collect();
        subjects.retain(|practice| practice.number().is_none());
        subjects.sort_unstable();
        subjects.dedup();
        let services = groups.iter().filter(|group| group.container.is_some()).count();
        let sum = Message::new("page-sum").with("services", services).with("count", report.findings.len());
        let made_by = Message::new("page-made-by").with("version", version.to_owned());
        let mut rules = HashMap::new();
        for finding in report.findings {
            rules.entry(finding.rule.id).or_insert_with(|| RuleText::new(finding.rule, catalogue));
        }
        let problems = report
            .problems
            .iter()
            .map(|problem| (place(problem.span, judgement), cleaned(&catalogue.text(&message_of(problem)))));
        Self {
            policy: POLICY,
            script: SCRIPT,
            style: STYLE,
            catalogue,
            made_by: catalogue.text(&made_by),
            sum: catalogue.text(&sum),
            severities: severities(judgement),
            practices: Practice::ALL.into_iter().map(|one| PracticeName::new(one, catalogue)).collect(),
            subjects: subjects.into_iter().map(|one| PracticeName::new(one, catalogue)).collect(),
            verdicts: [Verdict::Kept, Verdict::Broken, Verdict::Accepted, Verdict::Unknown]
                .map(|verdict| Sign::new(verdict, 0, catalogue))
                .into(),
            services: groups.iter().map(|group| Service::new(group, judgement)).collect(),
            problems: problems.collect(),
            rules,
        }
    }

    /// An entry of the catalogue, for the template.
    fn word(&self, id: &'static str) -> String {
        self.catalogue.word(id)
    }
}

/// The severities, the worst first, with how many findings have each.
fn severities(judgement: &Judgement<'_>) -> Vec<SeverityCount> {
    let of = |severity: Severity| SeverityCount {
        word: severity.word(),
        name: judgement.report.catalogue.word(severity_id(severity)),
        count: judgement.report.count(severity),
    };
    Severity::ALL.into_iter().rev().map(of).collect()
}

impl PracticeName {
    fn new(practice: Practice, catalogue: &Catalogue) -> Self {
        Self {
            word: practice.word(),
            number: practice.number(),
            name: catalogue.word(practice.message()),
            short: catalogue.attribute(practice.message(), "short"),
        }
    }
}

impl Sign {
    fn new(verdict: Verdict, count: usize, catalogue: &Catalogue) -> Self {
        Self {
            word: verdict.word(),
            symbol: verdict.symbol(true),
            name: catalogue.word(verdict.message()),
            count,
        }
    }
}

impl<'a> Service<'a> {
    fn new(group: &Group<'a>, judgement: &Judgement<'a>) -> Self {
        let catalogue = judgement.report.catalogue;
        let open = |practice: Practice| {
            group.findings.iter().filter(|one| !one.waived && one.rule.practice == practice).count()
        };
        let signs = group.container.map_or_else(Vec::new, |container| {
            let pairs = container.verdicts.iter().zip(Practice::ALL);
            pairs.map(|(verdict, practice)| Sign::new(*verdict, open(practice), catalogue)).collect()
        });
        Self {
            subject: cleaned(group.subject),
            place: place(group.home, judgement),
            signs,
            articles: articles(group, judgement),
        }
    }
}

/// The findings of a service gathered by rule and weight, the worst first.
fn articles<'a>(group: &Group<'a>, judgement: &Judgement<'a>) -> Vec<Article<'a>> {
    let catalogue = judgement.report.catalogue;
    let mut articles: Vec<Article<'a>> = Vec::new();
    for finding in &group.findings {
        let same = |one: &&mut Article<'a>| {
            one.rule.id == finding.rule.id
                && one.severity == finding.severity
                && one.first.waived == finding.waived
                && one.first.reason == finding.reason
        };
        let fix = finding.fix.as_ref().map(|fix| cleaned(&catalogue.text(&fix.title)));
        let told = Told::new(finding, judgement);
        if let Some(article) = articles.iter_mut().find(same) {
            article.findings.push(told);
            article.fixes.extend(fix.filter(|fix| !article.fixes.contains(fix)));
            continue;
        }
        articles.push(Article {
            rule: finding.rule,
            severity: finding.severity,
            severity_name: catalogue.word(severity_id(finding.severity)),
            practice: catalogue.word(finding.rule.practice.message()),
            accepted: finding.waived.then(|| cleaned(finding.reason.as_deref().unwrap_or_default())),
            fixes: fix.into_iter().collect(),
            findings: vec![told],
            first: finding,
        });
    }
    articles.sort_by_key(|article| std::cmp::Reverse(article.severity));
    articles
}

impl Told {
    fn new(finding: &Finding, judgement: &Judgement<'_>) -> Self {
        let report = &judgement.report;
        let through = finding.place.related.iter().map(|related| {
            (place_of(related.span, report.sources), cleaned(&report.catalogue.text(&step(related))))
        });
        let practice = finding.rule.practice;
        Self {
            message: cleaned(&report.catalogue.text(&finding.message)),
            place: place(finding.place.primary, judgement),
            through: through.collect(),
            excerpt: finding.place.primary.and_then(|span| excerpt::at(span, practice, judgement)),
        }
    }
}

impl RuleText {
    fn new(rule: &RuleMeta, catalogue: &Catalogue) -> Self {
        let pieces = page::attack(rule, catalogue.language());
        let paragraphs = pieces.split(|piece| *piece == Piece::End).filter(|pieces| !pieces.is_empty());
        Self {
            title: catalogue.attribute(rule.id, "title"),
            attack: paragraphs.map(<[_]>::to_vec).collect(),
            standards: rule.all_standards().map(|standard| standard.to_string()).collect(),
        }
    }
}

fn place(span: Option<Span>, judgement: &Judgement<'_>) -> String {
    span.map(|span| place_of(span, judgement.report.sources)).unwrap_or_default()
}

fn cleaned(text: &str) -> String {
    clean::line(text).into_owned()
}
