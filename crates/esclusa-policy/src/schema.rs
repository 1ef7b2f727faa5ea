//! The JSON Schema of a policy file, for editors: generated, so that it names the rules that there are.

use esclusa_finding::{Practice, Severity, Thresholds};
use serde_json::{Value, json};

use crate::custom::MAX_EXPRESSION;

/// The schema; `rules` are the ids that a policy may name.
#[must_use]
pub fn schema(rules: &[&str]) -> Value {
    let severities: Vec<&str> = Severity::ALL.map(Severity::word).to_vec();
    let levels: Vec<&str> = severities.iter().copied().chain(["off"]).collect();
    let words: Vec<&str> = Practice::ALL
        .into_iter()
        .chain([Practice::Image, Practice::Daemon, Practice::Host, Practice::Policy])
        .map(Practice::word)
        .collect();
    // A policy's own rules are known only to the file itself, so other words of that form are allowed too.
    let rule =
        json!({ "anyOf": [{ "enum": rules }, { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" }] });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "esclusa.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "fail-on": { "enum": severities, "description": "the least severity that makes the exit code 1" },
            "fingerprint-key-file": {
                "type": "string",
                "description": "the file with the key of secrets' fingerprints, from the policy's folder",
            },
            "thresholds": thresholds(),
            "rules": {
                "type": "object",
                "description": "the severity of a rule's findings, or off",
                "propertyNames": rule,
                "additionalProperties": { "enum": levels },
            },
            "waiver": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["rule", "reason"],
                    "properties": {
                        "rule": { "oneOf": [rule, { "type": "array", "minItems": 1, "items": rule }] },
                        "service": { "type": "string", "description": "glob over services and containers" },
                        "path": { "type": "string", "description": "glob over paths below the policy's folder" },
                        "reason": { "type": "string", "pattern": "\\S" },
                        "expires": { "description": "the last day on which it holds, 2027-01-31 without quotes" },
                    },
                },
            },
            "images": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "allowed-registries": { "type": "array", "items": { "type": "string" } },
                },
            },
            "rule": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["id", "message", "severity", "when"],
                    "properties": {
                        "id": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
                        "message": { "type": "string", "pattern": "\\S" },
                        "severity": { "enum": severities },
                        "practice": {
                            "oneOf": [{ "type": "integer", "minimum": 1, "maximum": 8 }, { "enum": words }],
                        },
                        "fix": { "type": "string" },
                        "field": { "type": "string", "description": "keys of the create request: HostConfig.Privileged" },
                        "when": {
                            "type": "string",
                            "maxLength": MAX_EXPRESSION,
                            "description": "CEL over container, service, project and dialect; true is a finding",
                        },
                        "test": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "additionalProperties": false,
                                "required": ["finds"],
                                "properties": {
                                    "run": { "type": "string", "description": "a docker run line" },
                                    "compose": { "type": "string", "description": "a Compose file" },
                                    "finds": { "type": "boolean" },
                                },
                                "oneOf": [{ "required": ["run"] }, { "required": ["compose"] }],
                            },
                        },
                    },
                },
            },
        },
    })
}

/// `[thresholds]`.
fn thresholds() -> Value {
    let usual = Thresholds::default();
    json!({
        "type": "object",
        "description": "the numbers that rules judge by",
        "additionalProperties": false,
        "properties": {
            "max-open-files": { "type": "integer", "minimum": 1, "default": usual.open_files },
            "max-shared-memory": {
                "oneOf": [
                    { "type": "integer", "minimum": 1, "default": usual.shared_memory },
                    { "type": "string", "pattern": "^0*[1-9][0-9]*([bB]|[kmgKMG][bB]?)?$" },
                ],
            },
            "max-cpus": { "type": "integer", "minimum": 1, "default": usual.cpus },
        },
    })
}
