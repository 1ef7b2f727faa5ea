//! A text put together from several scalars, with one symbol and one origin.

use std::sync::Arc;

use super::scalar::printed;
use crate::field::Field;
use crate::{Origin, Tree};

/// The text, and the text with the variables that are not known.
#[derive(Default)]
pub(super) struct Assembled {
    value: String,
    /// Only once something is not known: until then the same as the value.
    symbol: Option<String>,
    whole: Option<(Arc<str>, Origin)>,
}

impl Assembled {
    /// Adds text that is known.
    pub(super) fn word(mut self, text: &str) -> Self {
        if let Some(symbol) = &mut self.symbol {
            *symbol += text;
        }
        self.value += text;
        self
    }

    /// Adds a scalar.
    pub(super) fn tree(mut self, tree: Option<&Tree>) -> Self {
        let Some(tree) = tree else { return self };
        let text = printed(tree).unwrap_or_default();
        let Some(symbol) = &tree.symbol else { return self.word(&text) };
        let so_far = self.symbol.get_or_insert_with(|| self.value.clone());
        // The parts of a short form (`${PORT}:80`) all carry the symbol of the whole.
        match &self.whole {
            Some((first, origin)) if first == symbol && *origin == tree.origin => {
                so_far.clear();
                so_far.push_str(symbol);
            }
            _ => so_far.push_str(symbol),
        }
        self.value += &text;
        self.whole = Some((symbol.clone(), tree.origin.clone()));
        self
    }

    /// The field, asked for at `origin`.
    pub(super) fn at(self, origin: &Origin) -> Field<String> {
        let symbol = self.symbol.map(Into::into);
        Field { value: Some(self.value), origin: origin.clone(), symbol }
    }
}
