//! What a container asks for as a CEL value, with zero where nobody asked.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value;
use cel::objects::{Key, Map};
use esclusa_model::container::Request;
use esclusa_model::shape::Shape;
use esclusa_model::{Tree, Wire};

/// The body of the create request.
pub(super) fn value(request: &Tree) -> Value {
    shaped(Some(request), Request::SHAPE)
}

/// A value in the form that its place has, so that an expression meets `false`, `""` and `[]` and not a missing key.
fn shaped(tree: Option<&Tree>, shape: &Shape) -> Value {
    let tree = tree.filter(|tree| !tree.is_null());
    match (shape, tree) {
        (Shape::Record(keys), _) => {
            let mut map = HashMap::with_capacity(keys.len());
            for key in *keys {
                let inner = tree.and_then(|tree| tree.get(key.name));
                map.insert(Key::String(Arc::new(key.name.to_owned())), shaped(inner, key.shape));
            }
            Value::Map(Map { map: Arc::new(map) })
        }
        (Shape::Text, None) => Value::from(""),
        (Shape::Flag, None) => Value::Bool(false),
        (Shape::Whole, None) => Value::Int(0),
        (Shape::List(_), None) => Value::List(Arc::new(Vec::new())),
        (Shape::Map(_) | Shape::Present, None) => Value::Map(Map { map: Arc::default() }),
        (Shape::List(item), Some(tree)) => {
            let items = tree.as_seq().unwrap_or_default();
            Value::List(Arc::new(items.iter().map(|tree| shaped(Some(tree), item)).collect()))
        }
        (Shape::Map(item), Some(tree)) => {
            let entries = tree.as_map().into_iter().flatten();
            let map =
                entries.map(|(key, tree)| (Key::String(Arc::new(key.clone())), shaped(Some(tree), item)));
            Value::Map(Map { map: Arc::new(map.collect()) })
        }
        (_, Some(tree)) => plain(tree),
    }
}

/// A scalar as it is.
fn plain(tree: &Tree) -> Value {
    if let Some(flag) = tree.as_bool() {
        return Value::Bool(flag);
    }
    if let Some(number) = tree.as_int() {
        return i64::try_from(number)
            .map_or_else(|_| u64::try_from(number).map_or(Value::Null, Value::UInt), Value::Int);
    }
    tree.as_str().map_or(Value::Null, Value::from)
}
