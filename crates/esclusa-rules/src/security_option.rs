//! `SecurityOpt` as the engine reads it: `key=value` or the old `key:value`, the last one wins.

use esclusa_model::{Field, List};

/// The last option under `key`: its value (`None` if it stands alone) and its field.
pub(crate) fn last<'a>(options: &'a List<String>, key: &str) -> Option<(Option<&'a str>, &'a Field<String>)> {
    options.items.iter().rev().find_map(|field| Some((value_of(field.get()?, key)?, field)))
}

/// The values of every option under `key`, in order.
pub(crate) fn all<'a>(
    options: &'a List<String>,
    key: &'a str,
) -> impl Iterator<Item = Option<&'a str>> + use<'a> {
    options.values().filter_map(move |text| value_of(text, key))
}

/// What an option says under `key`: a value, or nothing but its name. The engine splits at `=` wherever there is one.
fn value_of<'a>(text: &'a str, key: &str) -> Option<Option<&'a str>> {
    let (name, value) = match text.split_once('=').or_else(|| text.split_once(':')) {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    (name == key).then_some(value)
}

/// A truth value as Go's `strconv.ParseBool` reads it.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
