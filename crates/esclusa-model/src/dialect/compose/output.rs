//! A project as `docker compose config --format json` prints it, its keys sorted.

use esclusa_source::{Detail, detail};
use serde_json::{Map, Value as Json};

use super::typed::{Field, Kind, PROJECT, Print};
use crate::{Tree, Value};

/// Why a project cannot be printed, though it can be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unprintable {
    /// Compose prints a key with a path as text that is not JSON, and refuses it then.
    #[error("{0}: an SSH key with a path cannot be printed as JSON")]
    SshPath(String),
    /// JSON has no infinity.
    #[error("{0}: JSON cannot say this number")]
    NotANumber(String),
}

impl From<&Unprintable> for Detail {
    fn from(error: &Unprintable) -> Self {
        match error {
            Unprintable::SshPath(path) => {
                detail!(
                    "ssh-path-unprintable",
                    "{path}: an SSH key with a path cannot be printed as JSON",
                    path
                )
            }
            Unprintable::NotANumber(path) => {
                detail!("number-unprintable", "{path}: JSON cannot say this number", path)
            }
        }
    }
}

/// The canonical form of a loaded project. Dollar signs are doubled where variables were replaced, so that Compose
/// reads the same again; a project that was loaded without that is printed as it stands.
///
/// # Errors
/// Where the client loads the project and then fails to print it.
pub fn canonical_json(project: &Tree, interpolated: bool) -> Result<Json, Unprintable> {
    if !interpolated {
        return plain(project, "");
    }
    let mut printed = object(project, PROJECT, "")?;
    for (key, tree) in project.as_map().into_iter().flatten() {
        if key.starts_with("x-") {
            printed.insert(key.clone(), plain(tree, key)?);
        }
    }
    printed.sort_keys();
    let mut json = Json::Object(printed);
    double_dollars(&mut json);
    Ok(json)
}

type Printed<T> = Result<T, Unprintable>;

fn object(tree: &Tree, fields: &[Field], path: &str) -> Printed<Map<String, Json>> {
    let mut map = Map::new();
    for field in fields {
        let said = tree.get(field.name).filter(|tree| !tree.is_null());
        let name = match field.print {
            Print::As(name) => name,
            _ => field.name,
        };
        let wanted = match field.print {
            Print::Never => false,
            Print::Always | Print::As(_) => true,
            Print::IfSaid => said.is_some(),
            Print::IfFalse => said.and_then(Tree::as_bool) != Some(true),
            Print::UnlessEmpty => said.is_some_and(|tree| !is_empty(tree, &field.kind)),
            Print::Without(other) => {
                let other = tree.get(other).and_then(Tree::as_str).unwrap_or_default();
                other.is_empty() && said.is_some_and(|tree| !is_empty(tree, &field.kind))
            }
        };
        if !wanted {
            continue;
        }
        let json = match said {
            Some(tree) => value(tree, &field.kind, &format!("{path}.{name}"))?,
            None => zero(&field.kind)?,
        };
        map.insert(name.to_owned(), json);
    }
    map.sort_keys();
    Ok(map)
}

/// Whether a value is what Go leaves out: false, zero or without elements.
fn is_empty(tree: &Tree, kind: &Kind) -> bool {
    match &tree.value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Float(value) => *value == 0.0,
        Value::String(text) => match kind {
            Kind::Bytes => text == "0",
            Kind::Duration => text == "0s",
            _ => text.is_empty(),
        },
        Value::Time(_) => false,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(map) => map.is_empty(),
    }
}

/// What is printed of something that is not there.
fn zero(kind: &Kind) -> Printed<Json> {
    Ok(match kind {
        Kind::Text => "".into(),
        Kind::Flag => false.into(),
        Kind::Bytes => "0".into(),
        Kind::Whole | Kind::Natural(_) => 0.into(),
        Kind::Object(fields) => Json::Object(object(&Tree::default(), fields, "")?),
        Kind::Named(_) | Kind::Keyed(_) => Json::Object(Map::new()),
        _ => Json::Null,
    })
}

fn value(tree: &Tree, kind: &Kind, path: &str) -> Printed<Json> {
    match (kind, &tree.value) {
        (_, Value::Null) => zero(kind),
        (Kind::Object(fields), _) => Ok(Json::Object(object(tree, fields, path)?)),
        (Kind::List(kind), Value::Sequence(items)) => {
            items.iter().map(|item| value(item, kind, path)).collect::<Printed<Vec<_>>>().map(Json::Array)
        }
        (Kind::Named(kind) | Kind::Keyed(kind), Value::Mapping(map)) => {
            let mut printed = Map::new();
            for (name, entry) in map {
                let json = match &entry.value {
                    // A pointer to nothing.
                    Value::Null if matches!(kind, Kind::Object(_) | Kind::Limit) => Json::Null,
                    _ => value(entry, kind, &format!("{path}.{name}"))?,
                };
                printed.insert(name.clone(), json);
            }
            printed.sort_keys();
            Ok(Json::Object(printed))
        }
        (Kind::Ssh, Value::Mapping(map)) => {
            let mut names: Vec<&String> = map.keys().collect();
            names.sort_unstable();
            if map.values().any(|path| path.as_str().is_some_and(|path| !path.is_empty())) {
                return Err(Unprintable::SshPath(path.trim_start_matches('.').to_owned()));
            }
            Ok(names.into_iter().cloned().collect())
        }
        (Kind::Limit, Value::Mapping(map)) => {
            let said = |key: &str| map.get(key).filter(|tree| tree.as_int() != Some(0));
            let limits = ["hard", "soft"].into_iter();
            let limits = limits.filter_map(|key| said(key).map(|tree| (key.to_owned(), tree.to_json())));
            Ok(Json::Object(limits.collect()))
        }
        (Kind::Limit, Value::Int(0)) => Ok(Json::Object(Map::new())),
        _ => plain(tree, path),
    }
}

/// A value as it stands.
fn plain(tree: &Tree, path: &str) -> Printed<Json> {
    Ok(match &tree.value {
        Value::Float(number) if !number.is_finite() => {
            return Err(Unprintable::NotANumber(path.trim_start_matches('.').to_owned()));
        }
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            Tree::bare(Value::Int(*number as i128)).to_json()
        }
        Value::Sequence(items) => {
            items.iter().map(|item| plain(item, path)).collect::<Printed<Vec<_>>>().map(Json::Array)?
        }
        Value::Mapping(map) => {
            let mut printed = Map::new();
            for (key, entry) in map {
                printed.insert(key.clone(), plain(entry, key)?);
            }
            printed.sort_keys();
            Json::Object(printed)
        }
        _ => tree.to_json(),
    })
}

fn double_dollars(json: &mut Json) {
    match json {
        Json::String(text) if text.contains('$') => *text = text.replace('$', "$$"),
        Json::Array(items) => items.iter_mut().for_each(double_dollars),
        Json::Object(map) => {
            if map.keys().any(|key| key.contains('$')) {
                let entries = std::mem::take(map);
                map.extend(entries.into_iter().map(|(key, value)| (key.replace('$', "$$"), value)));
            }
            map.values_mut().for_each(double_dollars);
        }
        _ => {}
    }
}
