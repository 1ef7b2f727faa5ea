//! Texts by which equal values are found among many, without comparing each with each.

use std::fmt::Write;

use crate::{Tree, Value};

/// A text that two values share only if they are the same, whatever the order of their keys: as Go compares them.
pub(super) fn identical(tree: &Tree) -> String {
    let mut text = String::new();
    write(tree, &mut text, false);
    text
}

/// The same as JSON Schema compares them, for which `1.0` is `1`.
pub(super) fn equal(tree: &Tree) -> String {
    let mut text = String::new();
    write(tree, &mut text, true);
    text
}

fn write(tree: &Tree, text: &mut String, numbers: bool) {
    // Writing to a string cannot fail.
    let _ = match &tree.value {
        Value::Sequence(items) => {
            text.push('[');
            for item in items {
                write(item, text, numbers);
                text.push(',');
            }
            text.write_char(']')
        }
        Value::Mapping(map) => {
            let mut entries: Vec<(&String, &Tree)> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, item) in entries {
                let _ = write!(text, "{key:?}:");
                write(item, text, numbers);
                text.push(',');
            }
            text.write_char('}')
        }
        Value::Float(number) if numbers && number.fract() == 0.0 => write!(text, "{number:.0}"),
        Value::Int(number) if numbers => write!(text, "{number}"),
        value => write!(text, "{value:?}"),
    };
}

#[cfg(test)]
mod tests {
    use super::{equal, identical};
    use crate::Tree;

    #[test]
    fn numbers_are_the_same_by_value_or_by_kind() {
        let (whole, float, text) = (Tree::bare(1_i64), Tree::bare(1.0), Tree::bare("1"));
        assert_eq!(equal(&whole), equal(&float));
        assert_ne!(identical(&whole), identical(&float));
        assert_ne!(equal(&whole), equal(&text));
    }
}
