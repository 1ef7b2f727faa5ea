//! The command line. Every text, clap's own headings too, comes from the catalogue.

mod run;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};
use esclusa_finding::{Catalogue, Language, Message, Severity};

use crate::tell::FORMATS;

/// What stands for a value in a usage line, and the entry that names it.
const PLACEHOLDERS: [(&str, &str); 15] = [
    ("COMMAND", "cli-command-name"),
    ("DIALECT", "cli-dialect-name"),
    ("DIR", "cli-dir-name"),
    ("FILE", "cli-file-name"),
    ("FORMAT", "cli-format-name"),
    ("IMAGE", "cli-image-name"),
    ("LANG", "cli-lang-name"),
    ("LEVEL", "cli-level-name"),
    ("NAME", "cli-name-name"),
    ("PATH", "cli-path-name"),
    ("PROFILE", "cli-profile-name"),
    ("RULE", "cli-rule-name"),
    ("SEVERITY", "cli-severity-name"),
    ("TEXT", "cli-text-name"),
    ("URL", "cli-url-name"),
];

/// The whole command line in the catalogue's language.
pub(crate) fn command(catalogue: &Catalogue) -> Command {
    let texts = Texts { catalogue };
    texts.localized(commands(&texts))
}

fn commands(texts: &Texts<'_>) -> Command {
    let catalogue = texts.catalogue;
    texts
        .dress(Command::new("esclusa"), "cli-about", "esclusa", None)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .subcommand_help_heading(catalogue.word("cli-commands"))
        .subcommand_value_name(catalogue.word("cli-command-name"))
        .arg(texts.option("version", "cli-version").short('V').action(ArgAction::Version))
        .subcommand(audit(texts))
        .subcommand(harden(texts))
        .subcommand(run::command(texts))
        .subcommand(translate(texts))
        .subcommand(model(texts))
        .subcommand(explain(texts))
        .subcommand(rules(texts))
}

/// The parts that every command has in common.
struct Texts<'a> {
    catalogue: &'a Catalogue,
}

impl Texts<'_> {
    /// About, usage, help and language of a command.
    fn dress(&self, command: Command, about: &'static str, usage: &str, examples: Option<&str>) -> Command {
        let catalogue = self.catalogue;
        let what = match command.get_name() {
            "esclusa" => catalogue.word("cli-usage-main"),
            _ => catalogue.word("cli-usage-options"),
        };
        let usage = self.placeholders(usage);
        let (before, after) = usage.split_once(" | ").unwrap_or((&usage, ""));
        let usage = format!("{before} {what} {after}");
        let heading = catalogue.word("cli-usage");
        let template = format!("{{about-with-newline}}\n{heading}: {{usage}}\n\n{{all-args}}{{after-help}}");
        let mut command = command
            .about(catalogue.word(about))
            .override_usage(usage.trim_end().to_owned())
            .help_template(template)
            .disable_help_flag(true)
            .args_override_self(false)
            .arg(self.option("help", "cli-help").short('h').action(ArgAction::Help))
            .arg(
                self.option("lang", "cli-lang")
                    .value_name("LANG")
                    .value_parser(PossibleValuesParser::new(Language::ALL.map(Language::tag)))
                    .hide_possible_values(true),
            );
        if let Some(examples) = examples {
            let heading = catalogue.word("cli-examples");
            let lines: String = examples.lines().map(|line| format!("\n  {}", line.trim())).collect();
            command = command.after_help(format!("{heading}:{lines}"));
        }
        command
    }

    /// The names of values, of this command and those below it, in the catalogue's language.
    fn localized(&self, command: Command) -> Command {
        let named = |arg: Arg| match arg.get_value_names() {
            Some([name]) => {
                let name = self.placeholders(name);
                arg.value_name(name)
            }
            _ => arg,
        };
        command.mut_args(named).mut_subcommands(|below| self.localized(below))
    }

    /// A text in which every placeholder is in the catalogue's language.
    fn placeholders(&self, text: &str) -> String {
        let mut words = Vec::new();
        for word in text.split_inclusive(|character: char| !character.is_ascii_uppercase()) {
            let end = word.trim_end_matches(|character: char| !character.is_ascii_uppercase()).len();
            let (name, rest) = word.split_at(end);
            let known = PLACEHOLDERS.iter().find(|(known, _)| *known == name);
            words.push(known.map_or_else(|| name.to_owned(), |(_, id)| self.catalogue.word(id)));
            words.push(rest.to_owned());
        }
        words.concat()
    }

    fn option(&self, name: &'static str, help: &'static str) -> Arg {
        Arg::new(name)
            .long(name)
            .help(self.catalogue.word(help))
            .help_heading(self.catalogue.word("cli-options"))
    }

    fn path(&self, name: &'static str, help: &'static str) -> Arg {
        self.option(name, help).value_name("FILE").value_parser(value_parser!(PathBuf))
    }

    fn flag(&self, name: &'static str, help: &'static str) -> Arg {
        self.option(name, help).action(ArgAction::SetTrue)
    }

    fn argument(&self, name: &'static str, help: &'static str) -> Arg {
        Arg::new(name)
            .value_name(name)
            .help(self.catalogue.word(help))
            .help_heading(self.catalogue.word("cli-arguments"))
    }

    fn choice(&self, name: &'static str, help: &'static str, values: &[&'static str]) -> Arg {
        let help = Message::new(help).with("values", values.join(", "));
        self.option(name, "cli-help")
            .help(self.catalogue.text(&help))
            .value_parser(PossibleValuesParser::new(values.iter().copied()))
            .hide_possible_values(true)
            .hide_default_value(true)
    }

    /// The options that say what is accepted.
    fn policy(&self, command: Command) -> Command {
        command
            .arg(self.path("policy", "cli-policy"))
            .arg(self.flag("no-inline", "cli-no-inline"))
            .arg(self.path("baseline", "cli-baseline"))
            .arg(self.path("lock", "cli-lock"))
    }

    /// The options that say how Compose finds and reads a project.
    fn compose(&self, command: Command) -> Command {
        let paths = value_parser!(PathBuf);
        command
            .arg(
                self.option("file", "cli-file")
                    .short('f')
                    .value_name("FILE")
                    .value_parser(paths)
                    .action(ArgAction::Append),
            )
            .arg(
                self.option("project-directory", "cli-project-directory")
                    .value_name("DIR")
                    .value_parser(value_parser!(PathBuf)),
            )
            .arg(self.option("project-name", "cli-project-name").short('p').value_name("NAME"))
            .arg(
                self.option("env-file", "cli-env-file")
                    .value_name("FILE")
                    .value_parser(value_parser!(PathBuf))
                    .action(ArgAction::Append),
            )
            .arg(self.option("profile", "cli-profile").value_name("PROFILE").action(ArgAction::Append))
    }
}

fn audit(texts: &Texts<'_>) -> Command {
    let severities = Severity::ALL.map(Severity::word);
    let command = texts.dress(
        Command::new("audit"),
        "cli-audit",
        "esclusa audit | [PATH]...",
        Some("esclusa audit\nesclusa audit compose.yaml README.md install.sh\nesclusa audit -f compose.yaml -f compose.prod.yaml\nesclusa audit engine: daemon: host:\nesclusa audit --engine ssh://me@server container:web\nesclusa audit engine: daemon: host: --profile cis\nesclusa audit engine: --diff yesterday.json\nesclusa audit engine: --watch\nesclusa audit --fail-on high --format sarif --output esclusa.sarif\nesclusa audit --min-severity medium --format html -o report.html ./shop"),
    );
    let command = command
        .arg(texts.argument("PATH", "cli-path").value_parser(value_parser!(PathBuf)).num_args(0..))
        .arg(texts.choice("format", "cli-format", &FORMATS).value_name("FORMAT").default_value("terminal"))
        .arg(
            texts
                .option("output", "cli-output")
                .short('o')
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            texts
                .choice("severity", "cli-severity", &severities)
                .alias("fail-on")
                .value_name("SEVERITY")
                .default_value("low"),
        )
        .arg(
            texts
                .choice("min-severity", "cli-min-severity", &severities)
                .value_name("SEVERITY")
                .default_value("info"),
        )
        .arg(texts.option("engine", "cli-engine").value_name("URL"))
        .arg(texts.flag("watch", "cli-watch").conflicts_with_all(["diff", "output", "file"]))
        .arg(texts.path("diff", "cli-diff"))
        .arg(texts.path("escapes", "cli-escapes"))
        .arg(texts.flag("quiet", "cli-quiet").short('q'));
    texts.compose(texts.policy(command))
}

fn harden(texts: &Texts<'_>) -> Command {
    let command = texts.dress(
        Command::new("harden"),
        "cli-harden",
        "esclusa harden | [PATH]... [-- docker run ...]",
        Some("esclusa harden compose.yaml\nesclusa harden --risky --write compose.yaml\nesclusa harden --only privilege-escalation-allowed --write .\nesclusa harden --interactive README.md\nesclusa harden -- docker run -p 80:80 nginx\nesclusa harden container:web\nesclusa harden container:web --apply\nesclusa harden - < request.json"),
    );
    let command = command
        .arg(texts.argument("PATH", "cli-path").value_parser(value_parser!(PathBuf)).num_args(0..))
        .arg(
            texts
                .argument("COMMAND", "cli-run-line")
                .value_parser(value_parser!(OsString))
                .num_args(1..)
                .last(true)
                .conflicts_with_all(["PATH", "file"]),
        )
        .arg(texts.flag("risky", "cli-risky"))
        .arg(texts.flag("write", "cli-write").short('w'))
        .arg(
            texts
                .option("only", "cli-only")
                .value_name("RULE")
                .value_delimiter(',')
                .action(ArgAction::Append),
        )
        .arg(texts.flag("interactive", "cli-interactive").short('i').conflicts_with("COMMAND"))
        .arg(
            texts
                .choice("format", "cli-format", &["terminal", "json"])
                .value_name("FORMAT")
                .default_value("terminal"),
        )
        .arg(texts.option("engine", "cli-engine").value_name("URL"))
        .arg(texts.flag("apply", "cli-apply").conflicts_with_all(["COMMAND", "file", "write", "interactive"]))
        .arg(texts.flag("yes", "cli-yes").short('y').requires("apply"))
        .arg(texts.flag("quiet", "cli-harden-quiet").short('q'));
    texts.compose(texts.policy(command))
}

fn translate(texts: &Texts<'_>) -> Command {
    let command = texts.dress(
        Command::new("translate"),
        "cli-translate",
        "esclusa translate --to DIALECT | [FILE]... [-- docker run ...]",
        Some("esclusa translate --to engine -- docker run -d -p 80:80 --cap-drop ALL nginx\nesclusa translate --to run compose.yaml\nesclusa translate --to compose --canonical -f compose.yaml -f compose.prod.yaml"),
    );
    texts
        .compose(command)
        .arg(texts.choice("to", "cli-to", &["run", "compose", "engine"]).value_name("DIALECT").required(true))
        .arg(texts.flag("canonical", "cli-canonical"))
        .arg(texts.flag("no-interpolate", "cli-no-interpolate"))
        .arg(texts.flag("no-consistency", "cli-no-consistency"))
        .arg(
            texts
                .argument("FILE", "cli-input")
                .id("input")
                .value_parser(value_parser!(PathBuf))
                .num_args(0..),
        )
        .arg(
            texts
                .argument("COMMAND", "cli-run-line")
                .value_parser(value_parser!(OsString))
                .num_args(1..)
                .last(true)
                .conflicts_with_all(["input", "file"]),
        )
}

fn model(texts: &Texts<'_>) -> Command {
    let command = texts.dress(
        Command::new("model"),
        "cli-model",
        "esclusa model | [FILE]... [-- docker run ...]",
        Some("esclusa model compose.yaml --format json\nesclusa model -- docker run -p 80:80 nginx"),
    );
    texts
        .compose(command)
        .arg(texts.choice("format", "cli-model-format", &["json"]).value_name("FORMAT").default_value("json"))
        .arg(
            texts
                .argument("FILE", "cli-input")
                .id("input")
                .value_parser(value_parser!(PathBuf))
                .num_args(0..),
        )
        .arg(
            texts
                .argument("COMMAND", "cli-run-line")
                .value_parser(value_parser!(OsString))
                .num_args(1..)
                .last(true)
                .conflicts_with_all(["input", "file"]),
        )
}

fn explain(texts: &Texts<'_>) -> Command {
    let examples =
        Some("esclusa explain privileged-container\nesclusa explain --lang es secret-in-environment");
    texts
        .dress(Command::new("explain"), "cli-explain", "esclusa explain | RULE", examples)
        .arg(texts.argument("RULE", "cli-rule").required(true))
}

fn rules(texts: &Texts<'_>) -> Command {
    let formats = texts.choice("format", "cli-format", &["terminal", "json"]);
    let test = texts
        .dress(
            Command::new("test"),
            "cli-rules-test",
            "esclusa rules test | [FILE]",
            Some("esclusa rules test\nesclusa rules test --policy policies/esclusa.toml"),
        )
        .arg(texts.argument("FILE", "cli-rules-test-file").value_parser(value_parser!(PathBuf)))
        .arg(texts.path("policy", "cli-rules-test-file").conflicts_with("FILE"));
    let schema = texts.dress(
        Command::new("schema"),
        "cli-rules-schema",
        "esclusa rules schema",
        Some("esclusa rules schema > esclusa.schema.json"),
    );
    texts
        .dress(
            Command::new("rules"),
            "cli-rules",
            "esclusa rules",
            Some("esclusa rules\nesclusa rules --format json\nesclusa rules test"),
        )
        .subcommand_help_heading(texts.catalogue.word("cli-commands"))
        .subcommand_value_name(texts.catalogue.word("cli-command-name"))
        .subcommand(test)
        .subcommand(schema)
        .arg(formats.value_name("FORMAT").default_value("terminal"))
}
