//! The detector, as its callers use it.

mod hostile;
mod kinds;
mod pairs;
mod redacted;
mod words;
