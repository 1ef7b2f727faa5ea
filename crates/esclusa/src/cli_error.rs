//! What clap says about bad usage, in the catalogue's language.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use esclusa_finding::{Catalogue, Message};
use esclusa_report::clean;

use crate::exit::Exit;
use crate::output;

/// Shows help and version as they are, and errors in words of the catalogue.
pub(crate) fn show(error: &Error, command: &mut Command, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().to_string();
            output::to_stdout(|out| out.write_all(text.as_bytes()))?;
            return Ok(Exit::Clean);
        }
        // Called with nothing: the help, as a reproach.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let text = command.render_help().to_string();
            output::to_stderr(|out| out.write_all(text.as_bytes()))?;
            return Ok(Exit::Trouble);
        }
        _ => {}
    }
    let label = catalogue.word("cli-error");
    let hint = catalogue.word("cli-see-help");
    let words = catalogue.text(&message(error));
    output::to_stderr(|out| {
        writeln!(out, "{label}: {}", clean::line(&words))?;
        for line in suggestions(error, catalogue) {
            writeln!(out, "  {}", clean::line(&line))?;
        }
        writeln!(out, "{hint}")
    })?;
    Ok(Exit::Trouble)
}

fn message(error: &Error) -> Message {
    let text = |kind| context(error, kind).unwrap_or_default();
    let argument = || text(ContextKind::InvalidArg);
    let value = || text(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue if value().is_empty() => {
            Message::new("cli-value-missing").with("argument", argument())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Message::new("cli-value-invalid")
            .with("argument", argument())
            .with("value", value())
            .with("values", text(ContextKind::ValidValue)),
        ErrorKind::UnknownArgument => Message::new("cli-argument-unknown").with("argument", argument()),
        ErrorKind::InvalidSubcommand => {
            Message::new("cli-command-unknown").with("command", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::NoEquals => Message::new("cli-no-equals").with("argument", argument()),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            Message::new("cli-value-count").with("argument", argument())
        }
        ErrorKind::ArgumentConflict => Message::new("cli-conflict")
            .with("argument", argument())
            .with("other", text(ContextKind::PriorArg)),
        ErrorKind::MissingRequiredArgument => Message::new("cli-required").with("argument", argument()),
        ErrorKind::InvalidUtf8 => Message::new("cli-not-text"),
        _ => Message::new("cli-other").with("detail", error.kind().as_str().unwrap_or_default()),
    }
}

fn suggestions(error: &Error, catalogue: &Catalogue) -> Vec<String> {
    [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .filter_map(|kind| context(error, kind))
        .map(|name| catalogue.text(&Message::new("cli-did-you-mean").with("name", name)))
        .collect()
}

fn context(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
