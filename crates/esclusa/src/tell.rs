//! Telling a judgement: in which form, and where to.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ArgMatches;
use esclusa_finding::{Answer, Version};
use esclusa_report::terminal::Style;
use esclusa_report::{Judgement, benchmark, github, html, json, junit, sarif, terminal};

use crate::output;

/// The forms, as they are named on the command line.
pub(crate) const FORMATS: [&str; 6] = ["terminal", "json", "sarif", "junit", "github", "html"];

/// The form that was asked for.
pub(crate) fn format(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("format").map_or("terminal", String::as_str)
}

/// Writes the answers to the benchmark; in JSON beside all else.
pub(crate) fn tell_benchmark(
    (version, answers): (Version, &[Answer]),
    judgement: &Judgement<'_>,
    matches: &ArgMatches,
) -> anyhow::Result<()> {
    let report = &judgement.report;
    let file = matches.get_one::<PathBuf>("output").filter(|path| path.as_os_str() != "-");
    let quiet = matches.get_flag("quiet");
    let json = format(matches) == "json";
    let style = match file {
        Some(_) => Style { colour: false, unicode: true, quiet },
        None => output::style(&io::stdout(), quiet),
    };
    let write = |out: &mut dyn Write| match json {
        true => {
            let mut value = json::value(report);
            value["benchmark"] = benchmark::value(version.name(), answers, report.catalogue);
            json::write_value(&value, out)
        }
        false => benchmark::write(version.name(), answers, report.catalogue, style, out),
    };
    match file {
        Some(path) => output::to_file(path, write)?,
        None => output::to_stdout(write)?,
    }
    if !json {
        let style = output::style(&io::stderr(), quiet);
        output::to_stderr(|out| terminal::write_problems(report, style, out))?;
    }
    Ok(())
}

/// Whether the form that was asked for shows what fixes do to the texts.
pub(crate) fn shows_edits(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| matches!(format.as_str(), "json" | "sarif"))
}

/// Writes the judgement in the form that was asked for, to where it was asked for.
pub(crate) fn tell(judgement: &Judgement<'_>, matches: &ArgMatches) -> anyhow::Result<()> {
    let format = matches.get_one::<String>("format").map_or("terminal", String::as_str);
    let file = matches.get_one::<PathBuf>("output").filter(|path| path.as_os_str() != "-");
    let quiet = matches.get_flag("quiet");
    let style = match file {
        Some(_) => Style { colour: false, unicode: true, quiet },
        None => output::style(&io::stdout(), quiet),
    };
    let write = |out: &mut dyn Write| write(format, judgement, style, out);
    match file {
        Some(path) => output::to_file(path, write)?,
        None => output::to_stdout(write)?,
    }
    if format == "terminal" {
        let style = output::style(&io::stderr(), quiet);
        output::to_stderr(|out| terminal::write_problems(&judgement.report, style, out))?;
    }
    Ok(())
}

fn write(format: &str, judgement: &Judgement<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        "json" => json::write(&judgement.report, out),
        "sarif" => sarif::write(judgement, env!("CARGO_PKG_VERSION"), out),
        "junit" => junit::write(judgement, out),
        "github" => github::write(judgement, out),
        "html" => html::write(judgement, env!("CARGO_PKG_VERSION"), out),
        _ => terminal::write(judgement, style, out),
    }
}
