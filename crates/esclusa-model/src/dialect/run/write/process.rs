//! What runs: streams, user, environment, health, entry point, image and command.

use esclusa_source::{Detail, detail};
use std::collections::HashMap;

use super::line::{Line, duration, pair, word_of};
use super::quoting::Spoken;
use crate::Container;
use crate::container::{Healthcheck, Request};
use crate::field::Field;

fn on(field: &Field<bool>) -> bool {
    field.get() == Some(&true)
}

/// The streams. A container of Compose runs in the background, whatever its request says of the client's own streams.
pub(super) fn streams(line: &mut Line, request: &Request, background: bool) {
    let (input, output, error) =
        (on(&request.attach_stdin), on(&request.attach_stdout), on(&request.attach_stderr));
    if background || !(input || output || error || on(&request.stdin_once)) {
        line.word("-d");
    } else if !(output && error) || (input && !on(&request.open_stdin)) {
        for (name, attached) in [("stdin", input), ("stdout", output), ("stderr", error)] {
            if attached {
                line.flag("--attach", Spoken::plain(name));
            }
        }
    }
    line.truth("-i", &request.open_stdin, false);
    line.truth("-t", &request.tty, false);
}

/// Who runs, where, with which variables and labels.
pub(super) fn process(line: &mut Line, request: &Request) {
    line.text("--hostname", &request.hostname);
    line.text("--domainname", &request.domainname);
    line.text("--user", &request.user);
    line.text("--workdir", &request.working_dir);
    environment(line, request);
    for (name, field) in &request.labels.entries {
        line.flag("--label", pair(name, field));
    }
    line.text("--stop-signal", &request.stop_signal);
    line.number("--stop-timeout", &request.stop_timeout);
    healthcheck(line, &request.healthcheck);
}

/// Every variable once: of two that have one name the client sends the later.
fn environment(line: &mut Line, request: &Request) {
    let name = |item: &Field<String>| {
        item.get().map_or_else(String::new, |text| text.split('=').next().unwrap_or("").to_owned())
    };
    let mut last: HashMap<String, usize> = HashMap::new();
    for (at, item) in request.env.items.iter().enumerate() {
        last.insert(name(item), at);
    }
    for (at, item) in request.env.items.iter().enumerate() {
        let Some(text) = item.get() else { continue };
        if last.get(&name(item)) != Some(&at) {
            line.leave(
                "Env",
                &item.origin,
                detail!("unsaid-twice", "{name} is said twice, the last is written", name = name(item)),
            );
            continue;
        }
        // The symbol of a name alone is the value that the reader's environment would give it.
        let known = !text.contains('=') && item.unknown() != Some(text);
        line.flag("-e", if known { Spoken::plain(text) } else { word_of(item).unwrap_or_default() });
    }
}

fn healthcheck(line: &mut Line, check: &Healthcheck) {
    let test: Vec<&str> = check.test.values().map(String::as_str).collect();
    match test.as_slice() {
        ["CMD-SHELL", _] => {
            if let Some(item) = check.test.items.get(1) {
                line.text("--health-cmd", item);
            }
        }
        ["NONE"] => {
            line.word("--no-healthcheck");
            return;
        }
        ["CMD", words @ ..] if !words.is_empty() => {
            let quoted: Vec<String> = words.iter().map(|word| Spoken::plain(*word).quoted()).collect();
            line.flag("--health-cmd", Spoken::plain(quoted.join(" ")));
            let why = detail!("unsaid-words-as-line", "words are said as a line that the shell runs");
            line.leave("Healthcheck.Test", &check.test.origin, why);
        }
        _ => {}
    }
    line.value("--health-interval", &check.interval, |value| duration(*value));
    line.value("--health-timeout", &check.timeout, |value| duration(*value));
    line.value("--health-start-period", &check.start_period, |value| duration(*value));
    line.value("--health-start-interval", &check.start_interval, |value| duration(*value));
    line.number("--health-retries", &check.retries);
}

/// The entry point, the image and the command.
pub(super) fn command(line: &mut Line, container: &Container) {
    let request = &container.request;
    let mut before = Vec::new();
    if let Some((first, more)) = request.entrypoint.items.split_first() {
        line.text("--entrypoint", first);
        if !more.is_empty() {
            // The same words start, but the request is another one.
            let origin = &request.entrypoint.origin;
            line.leave(
                "Entrypoint",
                origin,
                detail!("unsaid-words-behind", "words behind the first are said before the command"),
            );
            line.leave("Cmd", origin, detail!("unsaid-begins-with", "begins with words of the entry point"));
            before = more.iter().filter_map(word_of).collect();
        }
    }
    let image = word_of(&request.image);
    match &image {
        Some(image) if image.text().starts_with('-') => line.rest.push(Spoken::plain("--")),
        Some(_) => {}
        None => line.leave("Image", &container.place, detail!("unsaid-no-image", "no image is named")),
    }
    line.rest.push(image.unwrap_or_else(|| Spoken::plain("")));
    line.rest.append(&mut before);
    line.rest.extend(request.cmd.items.iter().filter_map(|word| match (&word.value, &word.symbol) {
        (None, Some(several)) => Some(Spoken::split(&**several)),
        _ => word_of(word),
    }));
}

/// Name, platform and when to pull.
pub(super) fn identity(line: &mut Line, container: &Container) {
    line.text("--platform", &container.platform);
    match container.pull.get().map(String::as_str) {
        Some("if_not_present") => line.flag("--pull", Spoken::plain("missing")),
        Some("always" | "missing" | "never") => line.text("--pull", &container.pull),
        Some(other) if container.pull.unknown().is_none() => {
            line.leave("Pull", &container.pull.origin, Detail::plain(other.to_owned()));
        }
        _ => line.text("--pull", &container.pull),
    }
}
