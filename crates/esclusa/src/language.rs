//! In which language people are spoken to: `--lang`, then `ESCLUSA_LANG`, then the locale.

use std::ffi::OsString;

use esclusa_finding::Language;

/// The language, looked up before the arguments are parsed, so that even their errors are in it.
pub(crate) fn choose(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Language {
    let mut words =
        arguments.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(language) = value.as_deref().and_then(Language::of) {
            return language;
        }
    }
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    // An own variable that names no language we speak does not hide the locale; of the locale's, the first set decides.
    set("ESCLUSA_LANG")
        .and_then(|tag| Language::of(&tag))
        .or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
            locale.and_then(|tag| Language::of(&tag))
        })
        .unwrap_or_default()
}
