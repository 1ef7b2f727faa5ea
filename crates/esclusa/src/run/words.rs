//! Which words of `esclusa run` are this program's and which are docker's: they stand among each other.

use std::ffi::OsString;

use esclusa_model::dialect::run::divide;

/// The flags that docker has not, each with whether it takes a value.
const OWN: &[(&str, bool)] = &[
    ("allow", true),
    ("dry-run", false),
    ("engine", true),
    ("hardening", true),
    ("help", false),
    ("lang", true),
    ("lock", true),
    ("policy", true),
    ("reason", true),
];

/// The arguments of a `run` with this program's own before `--` and docker's after it; others as they are. An error if a
/// word of the line is no text.
pub(crate) fn sorted(arguments: Vec<OsString>) -> Result<(Vec<OsString>, bool), ()> {
    let Some(at) = command_at(&arguments).filter(|at| arguments.get(*at).is_some_and(|word| word == "run"))
    else {
        return Ok((arguments, false));
    };
    let mut sorted = arguments;
    let words = sorted.split_off(at + 1).into_iter().map(OsString::into_string);
    let words: Vec<String> = words.collect::<Result<_, _>>().map_err(drop)?;
    let (ours, line) = divide(&words, OWN);
    sorted.extend(ours.into_iter().map(OsString::from));
    sorted.push("--".into());
    sorted.extend(line.into_iter().map(OsString::from));
    Ok((sorted, true))
}

/// Where the command stands: past the program's name and the flags before it.
fn command_at(arguments: &[OsString]) -> Option<usize> {
    let mut at = 1;
    loop {
        let word = arguments.get(at)?.to_str()?;
        match word {
            "--lang" => at += 2,
            _ if word.starts_with('-') => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted_words(line: &str) -> String {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (words, _) = sorted(words).expect("text");
        words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_the_words_of_run_are_sorted() {
        assert_eq!(sorted_words("esclusa audit --lang es run -d x"), "esclusa audit --lang es run -d x");
        assert_eq!(
            sorted_words("esclusa --lang es run -h web --dry-run nginx --help"),
            "esclusa --lang es run --dry-run -- -h web nginx --help"
        );
        assert_eq!(sorted_words("esclusa run"), "esclusa run --");
    }
}
