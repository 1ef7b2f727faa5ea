//! Which fixes are wanted: all of the chosen safety, or those that a person says yes to.

use std::io::{self, BufRead as _};

use esclusa_finding::{Catalogue, Finding, Language, Message, Safety};
use esclusa_fix::{Choice, Look};
use esclusa_report::{attack_of, clean, terminal};

use crate::output;

/// Says which fixes are wanted.
pub(super) struct Chooser<'a> {
    least: Safety,
    only: Vec<String>,
    /// The words to ask in, if a person is asked.
    asks: Option<&'a Catalogue>,
    /// Whether the rest was said yes to.
    all: bool,
}

impl<'a> Chooser<'a> {
    pub(super) const fn new(least: Safety, only: Vec<String>, asks: Option<&'a Catalogue>) -> Self {
        Self { least, only, asks, all: false }
    }

    /// Whether a finding is one of those that are asked for at all.
    pub(super) fn concerns(&self, finding: &Finding) -> bool {
        self.only.is_empty() || self.only.iter().any(|id| id == finding.rule.id)
    }

    pub(super) fn choose(&mut self, look: &Look, finding: &Finding) -> Choice {
        let safety = finding.fix.as_ref().map_or(Safety::Manual, |fix| fix.safety);
        if !self.concerns(finding) || safety == Safety::Manual {
            return Choice::No;
        }
        match self.asks {
            // A person sees the risk and decides.
            Some(catalogue) if !self.all => self.ask(catalogue, look, finding),
            _ if safety >= self.least => Choice::Yes,
            _ => Choice::No,
        }
    }

    fn ask(&mut self, catalogue: &Catalogue, look: &Look, finding: &Finding) -> Choice {
        let place =
            finding.place.primary.map(|span| format!("{}: ", terminal::place_of(span, &look.sources)));
        let message = catalogue.text(&finding.message);
        output::complain("");
        output::complain(&format!(
            "{}{}: {message} [{}]",
            place.unwrap_or_default(),
            finding.subject,
            finding.rule.id
        ));
        let attack = attack_of(finding.rule, catalogue.language());
        if !attack.is_empty() {
            output::complain(&format!("    {}: {attack}", catalogue.word("harden-attack")));
        }
        if let Some(fix) = &finding.fix {
            let safety = catalogue.word(safety_word(fix.safety));
            output::complain(&format!("    {}: {}", safety, catalogue.text(&fix.title)));
            if let Some(reason) = &fix.reason {
                output::complain(&format!(
                    "    {}: {}",
                    catalogue.word("harden-why"),
                    catalogue.text(reason)
                ));
            }
        }
        loop {
            output::prompt(&clean::line(&catalogue.text(&Message::new("harden-question"))));
            let mut answer = String::new();
            let read = io::stdin().lock().read_line(&mut answer).unwrap_or_default();
            match Answer::of(&answer, catalogue.language()) {
                Some(Answer::Yes) => return Choice::Yes,
                Some(Answer::No) => return Choice::No,
                Some(Answer::All) => {
                    self.all = true;
                    self.least = Safety::Risky;
                    return Choice::Yes;
                }
                Some(Answer::Quit) => return Choice::Stop,
                // Nobody is there to answer.
                None if read == 0 => {
                    output::complain("");
                    return Choice::Stop;
                }
                None => {}
            }
        }
    }
}

/// What a person says.
enum Answer {
    Yes,
    No,
    All,
    Quit,
}

impl Answer {
    /// Whole words only: whoever writes `skip` or `stop` has not said `sí`. Words of both languages are understood, letters
    /// only those that are offered.
    fn of(text: &str, language: Language) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "y" | "yes" | "sí" | "si" => Some(Self::Yes),
            "n" | "no" => Some(Self::No),
            "a" | "all" | "todo" | "todos" => Some(Self::All),
            "q" | "quit" | "salir" => Some(Self::Quit),
            "s" if language == Language::Spanish => Some(Self::Yes),
            "t" if language == Language::Spanish => Some(Self::All),
            _ => None,
        }
    }
}

/// The entry that names how sure a fix is.
pub(super) const fn safety_word(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "harden-safe",
        Safety::Risky => "harden-risky",
        Safety::Manual => "harden-manual",
    }
}
