//! What of a line is the client's own affair, and no part of what the engine is asked for; and which words of a longer
//! line are this line's.

use std::collections::BTreeSet;

use esclusa_source::syntax::shell::Word;

use super::command::{self, Invocation};
use super::flags::{self, Command, Kind};
use super::given::Given;
use super::pflag;

/// What a line asks of the client beside the container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientOptions {
    /// Prints the identifier and leaves the container alone (`--detach`).
    pub detach: bool,
    /// Passes signals on to the container (`--sig-proxy`, on unless it is switched off).
    pub sig_proxy: bool,
    /// The keys that leave the container running (`--detach-keys`), if they are said.
    pub detach_keys: Option<String>,
    /// Tells nothing of a pull (`--quiet`).
    pub quiet: bool,
    /// When the image is pulled (`--pull`): `missing`, `always`, `never`.
    pub pull: Option<String>,
    /// The flags that were given, whatever they say, by the names under which they are kept (`read-only`).
    pub given: BTreeSet<&'static str>,
}

/// The client's part of a command line; nothing if it runs no container or is refused.
#[must_use]
pub fn client_options(words: &[Word]) -> Option<ClientOptions> {
    let invocation = command::find(words)?;
    let (parsed, refusal) = pflag::parse(invocation.words, |command| invocation.accepts(command), |_| Ok(()));
    if refusal.is_some() {
        return None;
    }
    let given = Given { flags: parsed.flags };
    let said = |target| given.last(target).map(|one| one.value.clone()).filter(|value| !value.is_empty());
    Some(ClientOptions {
        detach: given.is_true("detach"),
        sig_proxy: given.last("sig-proxy").is_none() || given.is_true("sig-proxy"),
        detach_keys: said("detach-keys"),
        quiet: given.is_true("quiet"),
        pull: said("pull"),
        given: given.flags.iter().map(|one| one.flag.target).collect(),
    })
}

/// Divides the words after `run` into those of another program's long flags (each with whether it takes a value) and those
/// of docker's line, which begins where the image stands at the latest.
#[must_use]
pub fn divide<'w>(words: &'w [String], own: &[(&str, bool)]) -> (Vec<&'w str>, Vec<&'w str>) {
    let (mut ours, mut line) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.as_str();
        if !text.starts_with('-') || text.len() == 1 || text == "--" {
            break;
        }
        let long = text.strip_prefix("--");
        let name = long.map(|long| long.split_once('=').map_or(long, |(name, _)| name));
        let is_whole = !text.contains('=');
        let known = name.and_then(|name| own.iter().find(|(known, _)| *known == name));
        let (list, takes_next) = match (known, name) {
            (Some((_, takes)), _) => (&mut ours, *takes && is_whole),
            (None, Some(name)) => (&mut line, is_whole && long_takes_value(name)),
            (None, None) => (&mut line, letters_take_next(text.get(1..).unwrap_or_default())),
        };
        let end = if takes_next { (at + 2).min(words.len()) } else { at + 1 };
        list.extend(words.get(at..end).unwrap_or_default().iter().map(String::as_str));
        at = end;
    }
    line.extend(words.get(at..).unwrap_or_default().iter().map(String::as_str));
    (ours, line)
}

/// A `docker run` line, whose flags these are.
fn accepts(command: Command) -> bool {
    Invocation { words: &[], runs: true, podman: false }.accepts(command)
}

fn long_takes_value(name: &str) -> bool {
    flags::long(name, accepts).is_some_and(|flag| flag.kind != Kind::Bool)
}

/// Whether the last letter of a cluster takes the next word as its value.
fn letters_take_next(letters: &str) -> bool {
    let mut rest = letters.chars();
    while let Some(letter) = rest.next() {
        let Some(flag) = flags::letter(letter, accepts) else { return false };
        if rest.as_str().starts_with('=') {
            return false;
        }
        if flag.kind != Kind::Bool {
            return rest.as_str().is_empty();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[(&str, bool)] = &[("dry-run", false), ("allow", true)];

    fn divided(line: &str) -> (String, String) {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let (ours, line) = divide(&words, OWN);
        (ours.join(" "), line.join(" "))
    }

    #[test]
    fn words_go_to_whom_they_belong() {
        for (line, ours, rest) in [
            ("--dry-run -it nginx --dry-run", "--dry-run", "-it nginx --dry-run"),
            ("-d --allow a --name --allow nginx", "--allow a", "-d --name --allow nginx"),
            ("-e --dry-run --allow=x i", "--allow=x", "-e --dry-run i"),
            ("-dit -p --dry-run i", "", "-dit -p --dry-run i"),
            ("-de=A --dry-run i", "--dry-run", "-de=A i"),
            ("-u0 --dry-run i", "--dry-run", "-u0 i"),
            ("-- --dry-run", "", "-- --dry-run"),
            ("- --dry-run", "", "- --dry-run"),
            ("--rm --no-such --dry-run i", "--dry-run", "--rm --no-such i"),
            ("--allow", "--allow", ""),
        ] {
            assert_eq!(divided(line), (ours.to_owned(), rest.to_owned()), "{line}");
        }
    }

    fn options(line: &str) -> Option<ClientOptions> {
        let words: Vec<Word> = line.split(' ').map(Word::argument).collect();
        client_options(&words)
    }

    #[test]
    fn the_clients_part_is_read() {
        let plain = options("docker run nginx -d").expect("a line");
        assert_eq!(plain, ClientOptions { sig_proxy: true, ..ClientOptions::default() });
        let all = options("docker run -dq --sig-proxy=false --detach-keys ctrl-a --pull never nginx");
        let wanted = ClientOptions {
            detach: true,
            sig_proxy: false,
            detach_keys: Some("ctrl-a".to_owned()),
            quiet: true,
            pull: Some("never".to_owned()),
            given: BTreeSet::from(["detach", "detach-keys", "pull", "quiet", "sig-proxy"]),
        };
        assert_eq!(all, Some(wanted));
        assert_eq!(options("docker run --no-such nginx"), None);
    }
}
