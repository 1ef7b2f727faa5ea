//! The report as one page for a browser: a matrix of services by practices, and the findings with attack and fix. It
//! holds all that it needs, loads nothing, and is readable without its script.

mod view;

use std::io::{self, Write};

use askama::Template as _;

use crate::Judgement;

/// The page's own script and style; nothing of a user's text enters them.
const SCRIPT: &str = include_str!("../templates/report.js");
const STYLE: &str = include_str!("../templates/report.css");

/// What the page may do: run its script, wear its style, and nothing else. A test holds that the hashes are theirs.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    script-src 'sha256-FVJZfvdyC5HZQ5oUKOZcBiuenUsUUnn/EYc72S1aEV0='; \
    style-src 'sha256-MWeuetoPPOXJcBXXwiEqLEEXPkUH9SOsFPkOdOXVi3k='";

/// Writes the page. `version` is the program's own.
///
/// # Errors
/// Where `out` fails.
pub fn write(judgement: &Judgement<'_>, version: &str, out: &mut dyn Write) -> io::Result<()> {
    view::Page::new(judgement, version).write_into(out)
}
