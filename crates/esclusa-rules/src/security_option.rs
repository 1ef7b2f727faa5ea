//! `SecurityOpt` as the engine reads it: `key=value` or the old `key:value`; of most keys the last one wins.

use esclusa_model::{Field, List};

/// Every option: its key, its value (`None` if the key stands alone) and its field.
pub(crate) fn options(
    options: &List<String>,
) -> impl DoubleEndedIterator<Item = (&str, Option<&str>, &Field<String>)> {
    options.items.iter().filter_map(|field| {
        let text = field.get()?.as_str();
        match text.split_once('=').or_else(|| text.split_once(':')) {
            Some((name, value)) => Some((name, Some(value), field)),
            None => Some((text, None, field)),
        }
    })
}

/// The last option under `key`: its value (`None` if it stands alone) and its field.
pub(crate) fn last<'a>(list: &'a List<String>, key: &str) -> Option<(Option<&'a str>, &'a Field<String>)> {
    options(list).rfind(|(name, ..)| *name == key).map(|(_, value, field)| (value, field))
}

/// The values of every option under `key`, in order.
pub(crate) fn all<'a>(
    list: &'a List<String>,
    key: &'a str,
) -> impl Iterator<Item = Option<&'a str>> + use<'a> {
    options(list).filter(move |(name, ..)| *name == key).map(|(_, value, _)| value)
}

/// Every option under `key`, as it is written.
pub(crate) fn all_of<'a>(list: &'a List<String>, key: &'a str) -> impl Iterator<Item = &'a String> {
    options(list).filter(move |(name, ..)| *name == key).filter_map(|(.., field)| field.get())
}

/// A truth value as Go's `strconv.ParseBool` reads it.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
