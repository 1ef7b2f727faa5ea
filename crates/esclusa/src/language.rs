//! In which language people are spoken to: `--lang`, then `ESCLUSA_LANG`, then the locale.

use std::ffi::OsString;

use esclusa_finding::Language;

/// The language that was chosen, and what `ESCLUSA_LANG` asks for in vain.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// In which people are spoken to.
    pub(crate) language: Language,
    /// The variable's value, if it names no language that we speak.
    pub(crate) unknown: Option<String>,
}

/// The language, looked up before the arguments are parsed, so that even their errors are in it.
pub(crate) fn choose(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Choice {
    let mut words =
        arguments.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(language) = value.as_deref().and_then(Language::of) {
            return Choice { language, unknown: None };
        }
    }
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    // An own variable that names no language we speak does not hide the locale; of the locale's, the first set decides.
    let own = set("ESCLUSA_LANG");
    if let Some(language) = own.as_deref().and_then(Language::of) {
        return Choice { language, unknown: None };
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    Choice { language: locale.and_then(|tag| Language::of(&tag)).unwrap_or_default(), unknown: own }
}
