//! JUDGE: which names, values and texts hold secrets, and where in them. Pure functions: nothing is read or kept.
//!
//! A value is judged with its name ([`judge`]), a text alone ([`in_text`]), words as those of a command line
//! ([`in_words`]). What is shown to people goes through [`redact`], which hides more than the judges report: also what
//! is only probably a secret.

mod address;
mod assignment;
mod command;
mod kind;
mod known;
mod name;
mod redact;
mod text;
mod token;
mod value;
mod weak;

pub use command::{InWord, in_words};
pub use kind::{Found, Kind, Provider, Reason};
pub use known::Known;
pub use redact::{HIDDEN, hidden, hidden_entry, hidden_words, merged, redact, redact_entry, without};
pub use text::in_text;

/// Whether a value under a name is a secret, of what kind and where in the value; or why it is none.
///
/// # Errors
/// The reason why the value is not a secret that is written there.
pub fn judge(name: &str, value: &str) -> Result<Found, Reason> {
    let by_value = in_text(value).into_iter().next();
    match by_value {
        Some(found) => Ok(found.about(value, name)),
        None => value::under(name::class(name), name, value),
    }
}

/// The same of an entry `NAME=VALUE`; the span is that in the entry. An entry without `=` has no value.
///
/// # Errors
/// The reason why it is none.
pub fn judge_entry(entry: &str) -> Result<Found, Reason> {
    let Some((name, value)) = entry.split_once('=') else { return Err(Reason::Empty) };
    judge(name, value).map(|found| found.shifted(name.len() + 1))
}

/// Whether a name says that what stands under it is a secret.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    name::class(name).is_secret()
}
