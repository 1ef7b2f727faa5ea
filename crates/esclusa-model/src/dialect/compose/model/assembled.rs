//! A text put together from several scalars, with one symbol and one origin.

use std::sync::Arc;

use super::scalar::text_of;
use crate::field::Field;
use crate::{Origin, Tree};

/// The text, and the text with the variables that are not known.
#[derive(Default)]
pub(super) struct Assembled {
    value: String,
    symbol: String,
    whole: Option<(Arc<str>, Origin)>,
    unknown: bool,
}

impl Assembled {
    /// Adds text that is known.
    pub(super) fn word(mut self, text: &str) -> Self {
        self.value += text;
        self.symbol += text;
        self
    }

    /// Adds a scalar.
    pub(super) fn tree(mut self, tree: Option<&Tree>) -> Self {
        let Some(tree) = tree else { return self };
        let text = text_of(tree).unwrap_or_default();
        self.value += &text;
        let Some(symbol) = &tree.symbol else {
            self.symbol += &text;
            return self;
        };
        // The parts of a short form (`${PORT}:80`) all carry the symbol of the whole.
        match &self.whole {
            Some((first, origin)) if first == symbol && *origin == tree.origin => {
                self.symbol.clone_from(&symbol.to_string())
            }
            _ => self.symbol += symbol,
        }
        self.whole = Some((symbol.clone(), tree.origin.clone()));
        self.unknown = true;
        self
    }

    /// The field, asked for at `origin`.
    pub(super) fn at(self, origin: &Origin) -> Field<String> {
        let symbol = self.unknown.then(|| self.symbol.into());
        Field { value: Some(self.value), origin: origin.clone(), symbol }
    }
}
