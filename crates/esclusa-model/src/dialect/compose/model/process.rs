//! What runs, and under which rules: image, environment, restart, health, logging, confinement.

use super::asking::Asking;
use super::assembled::Assembled;
use super::saying::{Saying, entries, list, mapping, tree_of, unknown};
use super::scalar::{self, duration_text, text_of};
use crate::container::{Healthcheck, LogConfig, RestartPolicy};
use crate::dialect::compose::schema::has_container_name;
use crate::field::{Field, List, Slot};
use crate::tree::{Tree, Value};
use crate::{Dialect, Entries, ImageFacts, symbol};
use esclusa_source::detail;

/// The image; what is only built is named after project and service.
pub(super) fn read_image(asking: &mut Asking<'_>) {
    let image = scalar::text(asking.get("image"), &mut asking.problems);
    let built = asking.get("build");
    asking.container.request.image = match built {
        Some(build) if image.is_default() => {
            Field::new(format!("{}-{}", asking.project_name, asking.name), build.origin.clone())
        }
        _ => image,
    };
    // What is built is not what its name says elsewhere.
    if built.is_none() {
        asking.container.image = ImageFacts::of_asked(&asking.container.request.image);
    }
}

/// The image, unless it is the name that Compose gives what it builds.
pub(super) fn write_image(saying: &mut Saying<'_>) -> Option<Tree> {
    let image = &saying.container.request.image;
    let built = format!("{}-{}", saying.project_name, saying.name);
    if saying.rest("build").is_some() && image.get() == Some(&built) {
        return None;
    }
    Slot::write(image)
}

/// `environment`: `NAME=value`, or `NAME` alone, sorted.
pub(super) fn read_environment(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("environment") else { return };
    let mut env = List { items: Vec::new(), origin: tree.origin.clone() };
    if let Some(map) = tree.as_map() {
        let mut sorted: Vec<_> = map.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| name.as_str());
        for (name, value) in sorted {
            let item = Assembled::default().word(name);
            let item = if value.is_null() && value.symbol.is_none() {
                item
            } else {
                item.word("=").tree(Some(value))
            };
            env.items.push(item.at(&value.origin));
        }
    } else {
        env = scalar::texts(Some(tree), &mut asking.problems);
    }
    asking.container.request.env = env;
}

/// `command`.
pub(super) fn read_command(asking: &mut Asking<'_>) {
    asking.container.request.cmd = scalar::texts(asking.get("command"), &mut asking.problems);
}

/// The command. What the shell may make several words of is such a text of Compose, too, if it stands alone.
pub(super) fn write_command(saying: &mut Saying<'_>) -> Option<Tree> {
    let command = &saying.container.request.cmd;
    if let [word] = command.items.as_slice()
        && let Some(tree) = unknown(word)
    {
        return Some(tree);
    }
    for word in command.items.iter().filter(|word| unknown(word).is_some()) {
        saying.leave(
            &word.origin,
            detail!("unsaid-several-words", "Cmd: the shell may make several words of it, Compose makes one"),
        );
    }
    Slot::write(command)
}

/// A mapping, as people write it; a list where a name is not known.
pub(super) fn write_environment(saying: &mut Saying<'_>) -> Option<Tree> {
    let from_shell = saying.project.dialect == Dialect::Run;
    // `-e NAME` takes the value from around the client, as Compose does.
    let by_name = |item: &Field<String>| {
        let name = item.get().filter(|_| from_shell).map(|name| format!("${{{name}}}"));
        name.is_some() && name.as_deref() == item.symbol.as_deref()
    };
    let items: Vec<Field<String>> = saying
        .container
        .request
        .env
        .items
        .iter()
        .cloned()
        .map(|item| {
            let symbol = item.symbol.clone().filter(|_| !by_name(&item));
            Field { symbol, ..item }
        })
        .collect();
    let unnamed = |item: &Field<String>| {
        item.symbol
            .as_deref()
            .and_then(|text| symbol::split(text, '=').first().copied())
            .is_some_and(|name| name.contains('$'))
    };
    if from_shell && items.iter().any(unnamed) {
        return list(items.iter().filter_map(Slot::write).collect());
    }
    let mut map = Entries::new();
    for item in &items {
        let text = item.symbol.as_deref().or(item.get().map(String::as_str)).unwrap_or("");
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Value::from(value)),
            None => (text, Value::Null),
        };
        let symbol = item.symbol.as_ref().and(value_symbol(&value));
        let tree = Tree { value, origin: item.origin.clone(), symbol, key: None };
        if map.insert(name.to_owned(), tree).is_some() {
            saying.unsaid.push(esclusa_source::Problem::new(
                "unsaid",
                item.origin.place,
                detail!("unsaid-env-twice", "Env: {name} is said twice, the last is written", name),
            ));
        }
    }
    mapping(map)
}

/// The symbol of a part that was cut out of a symbol.
fn value_symbol(value: &Value) -> Option<std::sync::Arc<str>> {
    match value {
        Value::String(text) if text.contains('$') => Some(text.as_str().into()),
        _ => None,
    }
}

/// `container_name`.
pub(super) fn read_name(asking: &mut Asking<'_>) {
    asking.container.name = scalar::text(asking.get("container_name"), &mut asking.problems);
}

/// `container_name`; Compose takes no name of a single letter.
pub(super) fn write_name(saying: &mut Saying<'_>) -> Option<Tree> {
    let name = &saying.container.name;
    if name.get().is_some_and(|text| name.symbol.is_none() && !has_container_name(text)) {
        saying.leave(
            &name.origin,
            detail!("unsaid-short-name", "name: Compose takes no container name of a single letter"),
        );
        return None;
    }
    Slot::write(name)
}

/// `restart`, or `deploy.restart_policy` over it.
pub(super) fn read_restart(asking: &mut Asking<'_>) {
    let mut policy = RestartPolicy::default();
    if let Some(tree) = asking.get("restart") {
        let text = text_of(tree).unwrap_or_default();
        let (name, count) = text.split_once(':').unwrap_or((&text, "0"));
        policy.name = Field {
            value: Some(engine_condition(name).to_owned()),
            origin: tree.origin.clone(),
            symbol: tree.symbol.clone(),
        };
        if let Some(count) = count.parse().ok().filter(|count| *count != 0) {
            policy.maximum_retry_count = Field::new(count, tree.origin.clone());
        }
    }
    if let Some(tree) = asking.dig(&["deploy", "restart_policy"]) {
        policy.name = scalar::text(tree.get("condition"), &mut asking.problems);
        if let Some(name) = &mut policy.name.value {
            *name = engine_condition(name).to_owned();
        }
        policy.maximum_retry_count = scalar::whole(tree.get("max_attempts"), &mut asking.problems);
    }
    asking.container.request.host.restart_policy = policy;
}

/// The engine's word for a condition of Compose.
fn engine_condition(condition: &str) -> &str {
    match condition {
        "none" => "no",
        "any" => "always",
        other => other,
    }
}

/// `restart`, unless `deploy` says it.
pub(super) fn write_restart(saying: &mut Saying<'_>) -> Option<Tree> {
    if saying.rest("deploy").is_some_and(|deploy| deploy.get("restart_policy").is_some()) {
        return None;
    }
    let policy = &saying.container.request.host.restart_policy;
    let name = policy.name.get()?;
    Some(match policy.maximum_retry_count.get() {
        Some(count) if *count != 0 => tree_of(&policy.name, format!("{name}:{count}")),
        _ => tree_of(&policy.name, name.as_str()),
    })
}

/// `security_opt`: a seccomp profile is its text, as the client sends it.
pub(super) fn read_security(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("security_opt") else { return };
    let options = scalar::texts(Some(tree), &mut asking.problems);
    let mut kept = List { items: Vec::new(), origin: options.origin };
    for mut option in options.items {
        let text = option.get().cloned().unwrap_or_default();
        if text == "systempaths=unconfined" {
            let host = &mut asking.container.request.host;
            // An empty list that somebody asked for: nothing is masked, nothing is read-only.
            host.masked_paths.origin = option.origin.clone();
            host.readonly_paths.origin = option.origin;
            continue;
        }
        let parts = text.split_once('=').or_else(|| text.split_once(':'));
        match parts {
            None if text != "no-new-privileges" && option.symbol.is_none() => {
                asking.refuse(&option.origin, format!("invalid security-opt: {text:?}"));
            }
            Some(("seccomp", path)) if path != "unconfined" && path != "builtin" => {
                option.value = Some(format!("seccomp={}", profile(asking, path, &option)));
            }
            _ => {}
        }
        kept.items.push(option);
    }
    asking.container.request.host.security_opt = kept;
}

/// The compact text of a seccomp profile; its path where it cannot be read.
fn profile(asking: &mut Asking<'_>, path: &str, option: &Field<String>) -> String {
    let Some(files) = asking.around.files else { return path.to_owned() };
    // A profile that is already text came from a request, not from a file.
    if path.starts_with('{') {
        return path.to_owned();
    }
    let text = files.read(&asking.around.path(path));
    let parsed = text.map(|text| serde_json::from_str::<serde_json::Value>(&text).map(|_| compact(&text)));
    match parsed {
        Ok(Ok(compact)) => compact,
        Ok(Err(error)) => {
            asking.refuse(
                &option.origin,
                format!("compacting json for seccomp profile ({path}) failed: {error}"),
            );
            path.to_owned()
        }
        Err(error) => {
            asking.refuse(&option.origin, format!("opening seccomp profile ({path}) failed: {error}"));
            path.to_owned()
        }
    }
}

/// JSON without the white space between its tokens; everything else as it is written.
fn compact(text: &str) -> String {
    let mut compact = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted || !matches!(c, ' ' | '\t' | '\n' | '\r') {
            compact.push(c);
        }
        quoted = quoted != (c == '"' && !escaped);
        escaped = quoted && c == '\\' && !escaped;
    }
    compact
}

/// The options; a profile that is only text has no file to name.
pub(super) fn write_security(saying: &mut Saying<'_>) -> Option<Tree> {
    let host = &saying.container.request.host;
    let mut items = Vec::new();
    for option in &host.security_opt.items {
        let Some(text) = option.get() else { continue };
        if text.starts_with("seccomp={") {
            saying.leave(
                &option.origin,
                detail!("unsaid-seccomp-compose", "SecurityOpt: a seccomp profile must be a file in Compose"),
            );
            continue;
        }
        items.push(tree_of(option, text.as_str()));
    }
    if host.masked_paths.is_empty() && !host.masked_paths.origin.is_default() {
        items.push(Tree::new("systempaths=unconfined", host.masked_paths.origin.clone()));
    }
    list(items)
}

/// `logging`.
pub(super) fn read_logging(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("logging") else { return };
    asking.container.request.host.log_config = LogConfig {
        driver: scalar::text(tree.get("driver"), &mut asking.problems),
        config: scalar::text_map(tree.get("options"), &mut asking.problems),
        ..LogConfig::default()
    };
}

/// `logging`.
pub(super) fn write_logging(saying: &mut Saying<'_>) -> Option<Tree> {
    let log = &saying.container.request.host.log_config;
    mapping(entries([("driver", Slot::write(&log.driver)), ("options", Slot::write(&log.config))]))
}

/// `healthcheck`.
pub(super) fn read_healthcheck(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("healthcheck") else { return };
    let problems = &mut asking.problems;
    let disabled = scalar::flag(tree.get("disable"), problems);
    let mut test = scalar::texts(tree.get("test"), problems);
    if disabled.get() == Some(&true) {
        test = List::default();
        test.push("NONE".to_owned(), disabled.origin);
    }
    asking.container.request.healthcheck = Healthcheck {
        test,
        interval: scalar::duration(tree.get("interval"), problems),
        timeout: scalar::duration(tree.get("timeout"), problems),
        start_period: scalar::duration(tree.get("start_period"), problems),
        start_interval: scalar::duration(tree.get("start_interval"), problems),
        retries: scalar::whole(tree.get("retries"), problems),
        ..Healthcheck::default()
    };
    let said = |key: &str| tree.get(key).filter(|tree| !tree.is_null());
    if let (Some(interval), None) = (said("start_interval"), said("start_period")) {
        let detail = "healthcheck.start_interval requires healthcheck.start_period to be set";
        asking.refuse(&interval.origin, detail);
    }
}

/// `healthcheck`; Compose wants a start period beside a start interval.
pub(super) fn write_healthcheck(saying: &mut Saying<'_>) -> Option<Tree> {
    let check = &saying.container.request.healthcheck;
    let duration = |field: &Field<i64>| {
        field.get().map(|value| tree_of(field, duration_text(*value))).or_else(|| unknown(field))
    };
    let period = duration(&check.start_period)
        .or_else(|| duration(&check.start_interval).map(|tree| Tree::new("0s", tree.origin)));
    mapping(entries([
        ("test", Slot::write(&check.test)),
        ("interval", duration(&check.interval)),
        ("timeout", duration(&check.timeout)),
        ("retries", Slot::write(&check.retries)),
        ("start_period", period),
        ("start_interval", duration(&check.start_interval)),
    ]))
}

/// `stop_grace_period` in whole seconds.
pub(super) fn read_stop_timeout(asking: &mut Asking<'_>) {
    let tree = asking.get("stop_grace_period");
    asking.container.request.stop_timeout = scalar::seconds(tree, &mut asking.problems);
}

/// `stop_grace_period`.
pub(super) fn write_stop_timeout(saying: &mut Saying<'_>) -> Option<Tree> {
    let timeout = &saying.container.request.stop_timeout;
    let said = timeout.get();
    let said = said.map(|seconds| tree_of(timeout, duration_text(seconds.saturating_mul(1_000_000_000))));
    // The flag counts seconds.
    said.or_else(|| {
        let symbol = timeout.symbol.as_ref().map(|symbol| format!("{symbol}s").into());
        unknown(&Field { symbol, ..timeout.clone() })
    })
}
