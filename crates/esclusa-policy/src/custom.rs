//! Rules of a team's own: an expression in CEL over what a container asks for.
//!
//! The expression sees `container` (the body of the create request, in the Engine API's names, with Go's zero values
//! where nobody asked), `service`, `project` and `dialect`. True is a finding.

mod ask;
mod test;

use std::sync::Arc;

use cel::{Context, ExecutionError, Program, Value};
use esclusa_finding::{Finding, Fix, Message, Place, Practice, RuleMeta, Safety, Severity};
use esclusa_model::{Container, Dialect, Origin, Project, Tree, Wire};
use esclusa_source::{Detail, Problem, Span, detail};

pub use test::{Outcome, test};

/// The longest expression, in bytes.
pub(crate) const MAX_EXPRESSION: usize = 4096;
/// How deep brackets may stand inside each other in an expression: its parser recurses.
pub(crate) const MAX_DEPTH: usize = 32;
/// How many operators, commas and dots an expression may have: a chain of them recurses as brackets do.
pub(crate) const MAX_OPERATORS: usize = 100;
/// How many loops (`all`, `exists`, `exists_one`, `map`, `filter`) an expression may have: nested, they multiply.
pub(crate) const MAX_LOOPS: usize = 4;

/// How many steps the loops of an expression may take over one request, nested as deep as there are loops.
pub(crate) const MAX_STEPS: u64 = 2_000_000;
/// The product of the repetitions that a pattern may count out.
pub(crate) const MAX_REPETITION: u64 = 1_000;

/// What a policy says of one rule of its own.
#[derive(Clone, Debug)]
pub struct Custom {
    /// Its metadata, as every rule has it.
    pub meta: &'static RuleMeta,
    /// What a finding says.
    pub message: &'static str,
    /// What would mend it.
    pub fix: Option<&'static str>,
    /// Where its findings point: keys of the create request, `HostConfig`, `Privileged`.
    pub field: Vec<String>,
    /// The expression in the policy file.
    pub place: Span,
    /// Its own tests.
    pub tests: Vec<Example>,
    program: Arc<Program>,
    /// How many loops the expression has.
    loops: u32,
}

/// A test of a custom rule.
#[derive(Clone, Debug)]
pub struct Example {
    /// The request.
    pub asked: Asked,
    /// Whether the rule is to find something in it.
    pub finds: bool,
    /// The test in the policy file.
    pub place: Span,
}

/// A request in a test.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A command line.
    Run(String),
    /// A Compose file.
    Compose(String),
}

/// What a policy file says of a custom rule, before it is compiled.
pub(crate) struct Said {
    pub(crate) id: String,
    pub(crate) message: String,
    pub(crate) severity: Severity,
    pub(crate) practice: Practice,
    pub(crate) fix: Option<String>,
    pub(crate) field: Option<String>,
    pub(crate) when: String,
    pub(crate) place: Span,
    pub(crate) tests: Vec<Example>,
}

impl Custom {
    /// Compiles a rule; an expression that is none gives its error in words.
    pub(crate) fn new(said: Said) -> Result<Self, Detail> {
        bounded(&said.when)?;
        let program = Program::compile(&said.when).map_err(|errors| {
            Detail::quote(errors.errors.first().map(|error| error.msg.clone()).unwrap_or_default())
        })?;
        let fix = said.fix.as_deref().unwrap_or("—");
        let page = format!(
            "# {}\n\n## What it finds\n\n{}\n\n```cel\n{}\n```\n\n## Fix and its safety\n\n{fix}\n",
            said.id, said.message, said.when
        );
        // A rule lives as long as the process, as those that are compiled in do; a policy is read once.
        let page = leak(page);
        let meta = Box::leak(Box::new(RuleMeta {
            id: leak(said.id),
            practice: said.practice,
            severity: said.severity,
            field: leak(said.field.clone().unwrap_or_default()),
            standards: &[],
            fix: Safety::Manual,
            page: esclusa_finding::Page { english: page, spanish: page },
        }));
        Ok(Self {
            meta,
            message: leak(said.message),
            fix: said.fix.map(leak),
            field: said.field.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect(),
            place: said.place,
            tests: said.tests,
            program: Arc::new(program),
            loops: u32::try_from(loops(&said.when)).unwrap_or(u32::MAX),
        })
    }

    /// Judges every container of a project.
    ///
    /// # Errors
    /// Where the expression fails on one of them: the first failure, at the expression.
    pub(crate) fn check(&self, project: &Project, findings: &mut Vec<Finding>) -> Result<(), Problem> {
        for container in project.containers() {
            let request = container.request.write();
            let steps = weight(&request).saturating_pow(self.loops);
            if steps > MAX_STEPS {
                return Err(
                    self.failed(detail!("custom-rule-steps", "so large a request would take it too long"))
                );
            }
            if self.is_true(project, container, &request)? {
                findings.push(self.finding(container, &request));
            }
        }
        Ok(())
    }

    fn is_true(&self, project: &Project, container: &Container, request: &Tree) -> Result<bool, Problem> {
        let name = |text: Option<&String>| Value::from(text.map_or("", String::as_str));
        let dialect = match project.dialect {
            Dialect::Run => "run",
            Dialect::Engine => "engine",
            Dialect::Dockerfile => "dockerfile",
            Dialect::Daemon => "daemon",
            _ => "compose",
        };
        let mut context = Context::default();
        context.add_variable_from_value("container", ask::value(request));
        context.add_variable_from_value("service", name(container.identity.service.as_ref()));
        context.add_variable_from_value("project", name(container.identity.project.as_ref()));
        context.add_variable_from_value("dialect", Value::from(dialect));
        match self.program.execute(&context) {
            Ok(Value::Bool(found)) => Ok(found),
            Ok(_) => Err(self.failed(detail!("custom-rule-not-boolean", "it is neither true nor false"))),
            Err(error) => Err(self.failed(why(&error))),
        }
    }

    fn failed(&self, why: Detail) -> Problem {
        let rule = self.meta.id;
        let detail = detail!("custom-rule-why", "{rule}: {why}", rule, why);
        Problem::new("custom-rule-failed", self.place, detail)
    }

    fn finding(&self, container: &Container, request: &Tree) -> Finding {
        let origin = self.origin(request);
        let place = Place::of(&origin, &container.place);
        let finding = Finding::at(self.meta, container, place).worded("custom-rule");
        let finding = finding.with("text", self.message);
        match self.fix {
            Some(text) => finding.fix(Fix::manual(Message::new("custom-rule-fix").with("text", text))),
            None => finding,
        }
    }

    /// Where the field that the rule names was asked for, as far in as anybody asked.
    fn origin(&self, request: &Tree) -> Origin {
        let mut tree = request;
        let mut origin = Origin::default();
        for key in &self.field {
            match tree.get(key) {
                Some(inner) => tree = inner,
                None => break,
            }
            if !tree.origin.is_default() {
                origin = tree.origin.clone();
            }
        }
        origin
    }
}

/// Refuses an expression that could cost more than judging it is worth.
fn bounded(expression: &str) -> Result<(), Detail> {
    if expression.len() > MAX_EXPRESSION {
        return Err(detail!("custom-rule-long", "longer than {most} bytes", most = MAX_EXPRESSION));
    }
    let mut depth = 0_usize;
    for letter in expression.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(detail!("custom-rule-deep", "brackets deeper than {most}", most = MAX_DEPTH));
        }
    }
    if operators(expression) > MAX_OPERATORS {
        return Err(detail!("custom-rule-operators", "more than {most} operators", most = MAX_OPERATORS));
    }
    if loops(expression) > MAX_LOOPS {
        return Err(detail!("custom-rule-loops", "more than {most} loops", most = MAX_LOOPS));
    }
    if repeats_too_much(expression) {
        return Err(detail!(
            "custom-rule-repeats",
            "a pattern with repetitions over {most}",
            most = MAX_REPETITION
        ));
    }
    Ok(())
}

/// How many loops an expression may have: its words are counted, wherever they stand.
fn loops(expression: &str) -> usize {
    let words = expression.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| ["all", "exists", "exists_one", "map", "filter"].contains(word)).count()
}

/// Whether a pattern asks for so many repetitions, one inside the other, that making its automaton costs more than
/// matching.
fn repeats_too_much(expression: &str) -> bool {
    let mut product = 1_u64;
    for inside in expression.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        for number in inside.split(',').filter_map(|number| number.trim().parse::<u64>().ok()) {
            product = product.saturating_mul(number.max(1));
        }
    }
    product > MAX_REPETITION
}

/// How much there is in a request for a loop to walk through: its values, and their texts by the 64 bytes.
fn weight(tree: &Tree) -> u64 {
    let of = |text: &str| 1 + text.len() as u64 / 64;
    if let Some(map) = tree.as_map() {
        return map.iter().map(|(key, tree)| of(key) + weight(tree)).sum::<u64>() + 1;
    }
    match tree.as_seq() {
        Some(items) => items.iter().map(weight).sum::<u64>() + 1,
        None => tree.as_str().map_or(1, of),
    }
}

/// The signs of an expression, those that stand together counted once. Those inside its texts count too: where a text
/// ends is the parser's to say.
fn operators(expression: &str) -> usize {
    let mut count = 0;
    let mut in_sign = false;
    for letter in expression.chars() {
        // A run of `!` or `-` is one operator after another.
        let single = matches!(letter, '!' | '-');
        let sign = letter.is_ascii_punctuation()
            && !matches!(letter, '_' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}');
        count += usize::from(single || (sign && !in_sign));
        in_sign = sign && !single;
    }
    // The operator that is a word.
    count + expression.split_whitespace().filter(|word| *word == "in").count()
}

/// Why an expression failed, without the values that it failed on: they may be secrets.
fn why(error: &ExecutionError) -> Detail {
    match error {
        ExecutionError::NoSuchKey(key) => {
            let key = key.as_str();
            detail!("custom-rule-no-key", "there is no key {key}", key)
        }
        ExecutionError::UndeclaredReference(name) => {
            let name = name.as_str();
            detail!("custom-rule-no-name", "there is no name {name}", name)
        }
        ExecutionError::NoSuchOverload(overload) => Detail::quote(overload.to_string()),
        _ => detail!("custom-rule-values", "its values do not fit what is done with them"),
    }
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
