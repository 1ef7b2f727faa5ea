//! What go-yaml refuses and the parser takes.

use crate::{Document, FileId, Problem};

pub(super) fn check(_file: FileId, _text: &str, _documents: &[Document], _problems: &mut Vec<Problem>) {}
