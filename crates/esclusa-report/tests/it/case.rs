//! Inputs read and judged, for a report to tell.

use std::collections::BTreeMap;

use esclusa_finding::{Catalogue, Finding, Language, RuleMeta};
use esclusa_model::dialect::{compose, run};
use esclusa_model::{Context, Mode, Project, Reading};
use esclusa_report::{Judged, Judgement, Report};
use esclusa_source::{MemoryFiles, Problem, Sources, TextKind, docker_commands};

/// A project with a bit of everything, for whole reports.
pub(crate) const SHOP: &str = "\
# a careless shop, née «tienda»
services:
  web:
    image: nginx:1.29
    privileged: true
    ports: [\"127.0.0.1:1:1\", \"8080:80\"] # hunter3
    environment:
      - DB_PASSWORD=hunter2-hunter2
  tidy:
    image: registry.example/tidy@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    user: \"1000:1000\"
    read_only: true
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    mem_limit: 64m
    cpus: 1
    pids_limit: 50
    healthcheck: {test: [CMD, \"true\"]}
";

/// What was read, and what was found.
pub(crate) struct Case {
    pub(crate) findings: Vec<Finding>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) containers: Vec<Judged>,
    pub(crate) rules: Vec<&'static RuleMeta>,
    pub(crate) catalogue: Catalogue,
    sources: Sources,
    projects: Vec<Project>,
}

impl Case {
    /// A Compose project of one file.
    pub(crate) fn compose(text: &str) -> Self {
        Self::compose_at("/p/compose.yaml", text)
    }

    /// A Compose project of one file of this path.
    pub(crate) fn compose_at(path: &str, text: &str) -> Self {
        let files = MemoryFiles::default().with(path, text);
        let context = context(&files);
        let mut sources = Sources::default();
        let options = compose::LoadOptions { files: vec![path.into()], ..compose::LoadOptions::default() };
        let reading = compose::read(&options, &context, &mut sources);
        Self::of(reading, sources)
    }

    /// The commands of a script.
    pub(crate) fn script(text: &str) -> Self {
        let files = MemoryFiles::default();
        let context = context(&files);
        let mut sources = Sources::default();
        let file = sources.add("install.sh", text);
        let mut reading = Reading::default();
        for command in docker_commands(file, text, TextKind::Script) {
            let mut one = run::read(&command.words, &context, &mut sources);
            reading.projects.append(&mut one.projects);
            reading.problems.append(&mut one.problems);
        }
        Self::of(reading, sources)
    }

    fn of(reading: Reading, sources: Sources) -> Self {
        let mut findings: Vec<Finding> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
        findings.sort_by_key(|finding| finding.place.primary.map(|span| (span.file, span.start)));
        let containers = Judged::all(&reading.projects, &findings, !reading.problems.is_empty());
        let rules = esclusa_rules::RULES.iter().map(|rule| rule.meta()).collect();
        let catalogue = Catalogue::new(Language::English);
        let Reading { projects, problems } = reading;
        Self { findings, problems, containers, rules, catalogue, sources, projects }
    }

    pub(crate) fn spanish(mut self) -> Self {
        self.catalogue = Catalogue::new(Language::Spanish);
        self
    }

    /// As if there were only these rules.
    pub(crate) fn only(mut self, rules: &[&str]) -> Self {
        self.findings.retain(|finding| rules.contains(&finding.rule.id));
        self.rules.retain(|rule| rules.contains(&rule.id));
        self.containers = Judged::all(&self.projects, &self.findings, !self.problems.is_empty());
        self
    }

    /// As if somebody had accepted everything.
    pub(crate) fn waived(mut self, reason: &str) -> Self {
        self.findings.iter_mut().for_each(|finding| finding.waive(reason));
        self.containers = Judged::all(&self.projects, &self.findings, !self.problems.is_empty());
        self
    }

    pub(crate) fn judgement(&self) -> Judgement<'_> {
        Judgement {
            report: Report {
                findings: &self.findings,
                problems: &self.problems,
                sources: &self.sources,
                catalogue: &self.catalogue,
            },
            containers: &self.containers,
            rules: &self.rules,
            conceals: |key, text| !esclusa_detect::hidden_entry(key, text).is_empty(),
            shows: &|_| true,
        }
    }

    /// What a report writes.
    pub(crate) fn told(
        &self,
        write: impl FnOnce(&Judgement<'_>, &mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        write(&self.judgement(), &mut out).expect("memory takes it");
        String::from_utf8(out).expect("text")
    }
}

fn context(files: &MemoryFiles) -> Context<'_> {
    Context { files, environment: BTreeMap::new(), working_dir: "/p".into(), mode: Mode::Tolerant }
}
