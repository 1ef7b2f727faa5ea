//! What came of the battery, for the terminal and for `docs/attacks.md` and `docs/ataques.md`.

use std::fmt::Write as _;

use esclusa_finding::{Catalogue, Language, Practice};
use esclusa_prove::{Attack, Outcome, practice};

use super::battery::{CASES, Seen, flags_of};
use super::said;
use crate::workspace;

/// Attacks that succeed in no container of the machine that CI runs on, and what they miss there, in both languages.
pub(super) const NOT_HERE: &[(&str, [&str; 2])] = &[(
    "module-loaded",
    [
        "a kernel with loadable modules (`CONFIG_MODULES`)",
        "un núcleo con módulos cargables (`CONFIG_MODULES`)",
    ],
)];

/// Attacks that a hardened container does not stop here, and why, in both languages.
pub(super) const NOT_STOPPED: &[(&str, [&str; 2])] = &[(
    "ring-set-up",
    [
        "the default filter of this engine, which is older than Docker 25, allows io_uring; `kernel.io_uring_disabled=2` or a newer engine stops it",
        "el filtro por defecto de este motor, anterior a Docker 25, permite io_uring; lo detienen `kernel.io_uring_disabled=2` o un motor más nuevo",
    ],
)];

/// The documents, the English one first.
pub(super) const PLACES: [(&str, Language); 2] =
    [("docs/attacks.md", Language::English), ("docs/ataques.md", Language::Spanish)];

/// What the run tells of an attack: containers and layers, words of no language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    succeeds_in: String,
    blocked_by: String,
}

/// How many attacks came out how in each container.
pub(super) fn summary(seen: &[Seen]) -> String {
    let mut text = String::from("container: succeeded, blocked, not applicable, unanswered\n");
    for Seen { case, answered } in seen {
        let count = |is: fn(&Outcome) -> bool| {
            answered.outcomes.iter().filter(|(_, outcome)| outcome.as_ref().is_some_and(is)).count()
        };
        let _ = writeln!(
            text,
            "{}: {}, {}, {}, {}",
            case.name,
            count(|outcome| matches!(outcome, Outcome::Succeeded(_))),
            count(|outcome| matches!(outcome, Outcome::Blocked(..))),
            count(|outcome| matches!(outcome, Outcome::Inapplicable(_))),
            count(|outcome| matches!(outcome, Outcome::Unanswered(_))),
        );
    }
    text
}

/// The cells of each attack, in order.
fn cells(seen: &[Seen]) -> Vec<Cells> {
    esclusa_prove::attacks().enumerate().map(|(at, _)| cells_of(seen, at)).collect()
}

fn cells_of(seen: &[Seen], at: usize) -> Cells {
    let outcomes = || seen.iter().filter_map(|seen| Some((seen.case, seen.answered.outcomes.get(at)?.1?)));
    let succeeded = outcomes().filter(|(_, outcome)| matches!(outcome, Outcome::Succeeded(_)));
    let succeeds_in: Vec<&str> = succeeded.map(|(case, _)| case.name).collect();
    let mut blocked: Vec<String> = Vec::new();
    for (case, outcome) in outcomes() {
        let Outcome::Blocked(_, layers) = outcome else { continue };
        let words: Vec<&str> = layers.iter().map(|layer| layer.word()).collect();
        let words = if words.is_empty() { "?".to_owned() } else { words.join("|") };
        match blocked.iter_mut().find(|told| told.split(' ').next() == Some(&words)) {
            Some(told) => {
                told.pop();
                let _ = write!(told, ", {})", case.name);
            }
            None => blocked.push(format!("{words} ({})", case.name)),
        }
    }
    Cells { succeeds_in: succeeds_in.join(", "), blocked_by: blocked.join("; ") }
}

/// Writes both documents.
pub(super) fn write(seen: &[Seen], engine: &str) -> anyhow::Result<()> {
    let date = said::expect("date", &["--utc", "+%F"])?;
    let made = format!("{}, {engine}", date.trim());
    let cells = cells(seen);
    for (place, language) in PLACES {
        std::fs::write(workspace::root().join(place), document(language, &made, &cells))?;
    }
    Ok(())
}

const HEADS: [&str; 2] = [
    "\
# Attacks

What `esclusa-probe` tries from inside a container, each a real system call in a process of its own. `cargo xtask
prove-attacks` writes this page: it runs all of them on a private engine, in the containers below, and fails if one succeeds in
a hardened container, or in none at all, but for those at the end, each with its reason.

\"Succeeds in\" names every container in which it did. \"Blocked by\" names the layer, and in which container; `a|b` is one of the two,
which cannot be told apart from inside, and `?` a refusal of which the layer is not known. Nothing is guessed. `--cap-add=ALL` stands
for every capability that the machine itself has and the engine knows, and `--device=…` for a disk of it.
",
    "\
# Ataques

Lo que `esclusa-probe` intenta desde dentro de un contenedor, cada uno una llamada real al sistema en un proceso propio. `cargo
xtask prove-attacks` escribe esta página: los ejecuta todos en un motor privado, en los contenedores de abajo, y falla si alguno
tiene éxito en un contenedor endurecido, o si no lo tiene en ninguno, salvo los del final, cada uno con su razón.

«Tiene éxito en» nombra cada contenedor en que lo tuvo. «Lo detiene» nombra la capa, y en qué contenedor; `a|b` es una de las dos, que
desde dentro no se distinguen, y `?` un rechazo cuya capa no se conoce. Nada se adivina. `--cap-add=ALL` son todas las capacidades que
la propia máquina tiene y el motor conoce, y `--device=…` un disco de ella.
",
];

fn choose<T: Copy>(language: Language, texts: [T; 2]) -> T {
    let [english, spanish] = texts;
    match language {
        Language::English => english,
        Language::Spanish => spanish,
    }
}

/// A whole document.
fn document(language: Language, made: &str, cells: &[Cells]) -> String {
    let catalogue = Catalogue::new(language);
    let mut text = choose(language, HEADS).to_owned();
    let _ = writeln!(text, "\n{}{made}.", choose(language, [LAST_MADE, LAST_MADE_SPANISH]));
    let _ = writeln!(text, "\n## {}\n", choose(language, ["Containers", "Contenedores"]));
    let head = choose(language, ["| container | `docker run` with |", "| contenedor | `docker run` con |"]);
    let _ = writeln!(text, "{head}\n|---|---|");
    for case in CASES {
        let flags = flags_of(case);
        let shown = if flags.is_empty() { "–".to_owned() } else { format!("`{flags}`") };
        let _ = writeln!(text, "| {} | {shown} |", case.name);
    }
    let head = choose(
        language,
        [
            "| attack | what it does | mechanism | succeeds in | blocked by |",
            "| ataque | qué hace | mecanismo | tiene éxito en | lo detiene |",
        ],
    );
    for one in Practice::ALL {
        let number = one.number().unwrap_or_default();
        let _ = writeln!(
            text,
            "\n## {number}. {}\n\n{head}\n|---|---|---|---|---|",
            catalogue.word(one.message())
        );
        for (attack, cells) in
            esclusa_prove::attacks().zip(cells).filter(|(attack, _)| practice(attack) == Some(one))
        {
            let _ = writeln!(text, "{}", row(attack, &catalogue, cells));
        }
    }
    let title = choose(language, ["Seen succeeding nowhere", "Sin éxito en ninguno"]);
    let _ = writeln!(text, "\n## {title}\n");
    let needs = choose(language, ["needs", "necesita"]);
    for (id, what) in NOT_HERE {
        let _ = writeln!(text, "- `{id}`: {needs} {}", choose(language, *what));
    }
    let title = choose(language, ["Not stopped by hardening", "Lo que endurecer no detiene"]);
    let _ = writeln!(text, "\n## {title}\n");
    for (id, why) in NOT_STOPPED {
        let _ = writeln!(text, "- `{id}`: {}", choose(language, *why));
    }
    text
}

const LAST_MADE: &str = "Last made on ";
const LAST_MADE_SPANISH: &str = "Hecha por última vez el ";

/// A bar in a cell would end it.
fn row(attack: &Attack, catalogue: &Catalogue, cells: &Cells) -> String {
    let blocked = cells.blocked_by.replace('|', "\\|");
    format!(
        "| `{}` | {} | `{}` | {} | {blocked} |",
        attack.id,
        catalogue.word(attack.message),
        attack.mechanism,
        cells.succeeds_in,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of the attacks that a document names, and on what it was made.
    fn read(text: &str) -> (String, Vec<Cells>) {
        let made = text.lines().find_map(|line| line.strip_prefix(LAST_MADE)?.strip_suffix('.')).unwrap();
        let cells = esclusa_prove::attacks().map(|attack| {
            let begin = format!("| `{}` | ", attack.id);
            let row = text.lines().find(|line| line.starts_with(&begin));
            let row = row.unwrap_or_else(|| panic!("{} is not on the page", attack.id)).replace("\\|", "\0");
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            Cells { succeeds_in: cells[4].to_owned(), blocked_by: cells[5].replace('\0', "|") }
        });
        (made.to_owned(), cells.collect())
    }

    #[test]
    fn the_documents_say_what_the_table_says() {
        let text = |place: &str| std::fs::read_to_string(workspace::root().join(place)).unwrap();
        let (made, cells) = read(&text(PLACES[0].0));
        for (place, language) in PLACES {
            assert_eq!(
                text(place),
                document(language, &made, &cells),
                "cargo xtask prove-attacks writes {place}"
            );
        }
    }

    #[test]
    fn every_attack_was_seen_succeeding_or_is_said_to_need_more() {
        let (_, cells) = read(&std::fs::read_to_string(workspace::root().join(PLACES[0].0)).unwrap());
        for (attack, cells) in esclusa_prove::attacks().zip(cells) {
            let is_exempt = NOT_HERE.iter().any(|(id, _)| *id == attack.id);
            assert_ne!(cells.succeeds_in.is_empty(), !is_exempt, "{}", attack.id);
            let is_told = NOT_STOPPED.iter().any(|(id, _)| *id == attack.id);
            assert_eq!(cells.succeeds_in.contains("hardened"), is_told, "{}", attack.id);
        }
    }
}
