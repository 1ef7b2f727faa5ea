//! Between the canonical Compose tree and the model.

pub(crate) mod client;
pub(crate) mod corpus;
mod fields;

use esclusa_model::dialect::compose::project;
use esclusa_model::{Project, Tree, Value, Wire};
use serde_json::Value as Json;

/// JSON as a tree without places.
fn tree_of(json: &Json) -> Tree {
    Tree::bare(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number
            .as_i64()
            .map(|value| Value::Int(value.into()))
            .unwrap_or_else(|| Value::Float(number.as_f64().unwrap_or_default())),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::Sequence(items.iter().map(tree_of).collect()),
        Json::Object(map) => {
            Value::Mapping(map.iter().map(|(key, value)| (key.clone(), tree_of(value))).collect())
        }
    })
}

/// The project of a canonical JSON.
pub(crate) fn project_of(json: &Json) -> Project {
    project(&tree_of(json), "shop")
}

/// The request of the only service of a project.
fn request_of(json: &Json) -> Json {
    project_of(json).workloads[0].containers[0].request.write().to_json()
}
