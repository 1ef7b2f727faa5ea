//! What is known of an image, each fact with its source.

use esclusa_detect::{hidden_entry, hidden_words, without};
use esclusa_model::{Fact, FactSource, Facts, ImageFacts};
use esclusa_report::json as report_json;
use esclusa_source::Sources;
use serde_json::{Value as Json, json};

/// The facts of an image. What is not known is null, or a list that is not complete.
pub(super) fn facts(image: &ImageFacts, sources: &Sources) -> Json {
    json!({
        "user": one(&image.user, sources),
        "env": many(&image.env, sources),
        "exposed_ports": many(&image.exposed_ports, sources),
        "volumes": many(&image.volumes, sources),
        "entrypoint": match &image.entrypoint {
            Fact::Known(words, origin) => {
                let spans = hidden_words(words).into_iter();
                let words: Vec<_> = words.iter().zip(spans).map(|(word, spans)| without(word, spans)).collect();
                json!({ "value": words, "source": source(origin, sources) })
            }
            Fact::Unknown => Json::Null,
        },
        "healthcheck": one(&image.healthcheck, sources),
        "setuid_files": many(&image.setuid_files, sources),
        "needs_capabilities": many(&image.needs_capabilities, sources),
        "writable_paths": many(&image.writable_paths, sources),
        "scratch_paths": many(&image.scratch_paths, sources),
        "commands": many(&image.commands, sources),
        "runs_as": one(&image.runs_as, sources),
        "user_numbers": one(&image.user_numbers, sources),
        "file_variables": many(&image.file_variables, sources),
        "files_read_as": one(&image.files_read_as, sources),
    })
}

fn one<T: Clone + Into<Json>>(fact: &Fact<T>, sources: &Sources) -> Json {
    match fact {
        Fact::Known(value, origin) => {
            json!({ "value": value.clone().into(), "source": source(origin, sources) })
        }
        Fact::Unknown => Json::Null,
    }
}

fn many(facts: &Facts, sources: &Sources) -> Json {
    let items: Vec<Json> = facts
        .items
        .iter()
        .map(|(value, origin)| match shown(value) {
            Some(value) => json!({ "value": value, "source": source(origin, sources) }),
            // Of a secret only the variable's name is shown.
            None => json!({
                "value": value.split_once('=').map(|(name, _)| name),
                "source": source(origin, sources),
                "hidden": true,
            }),
        })
        .collect();
    json!({ "complete": facts.complete, "items": items })
}

/// The text, unless it holds a secret.
fn shown(text: &str) -> Option<&str> {
    hidden_entry("", text).is_empty().then_some(text)
}

fn source(source: &FactSource, sources: &Sources) -> Json {
    match source {
        FactSource::Dockerfile(origin) => {
            json!({ "kind": "dockerfile", "location": report_json::location(origin.place, sources) })
        }
        FactSource::KnownImages(url) => json!({ "kind": "known-images", "url": url }),
        FactSource::Engine => json!({ "kind": "engine" }),
        _ => json!({ "kind": "other" }),
    }
}
