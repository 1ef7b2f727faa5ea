//! `--security-opt`: the forms the client accepts, and the seccomp profile that it reads.

use std::path::Path;

use esclusa_source::Files;

/// One `--security-opt` value as the client sends it.
pub(super) fn option(text: &str, files: &dyn Files, working_dir: &Path) -> Result<String, String> {
    const BARE: &str = "no-new-privileges";
    let pair = match text.split_once('=') {
        Some(pair) => Some(pair),
        None if text == BARE => None,
        None => text.split_once(':'),
    };
    let key = pair.map_or(text, |(key, _)| key);
    let value = pair.map_or("", |(_, value)| value);
    if value.is_empty() && key != BARE {
        return Err(format!("Invalid --security-opt: \"{text}\""));
    }
    if key != "seccomp" || matches!(value, "builtin" | "unconfined") {
        return Ok(text.to_owned());
    }
    let profile = files
        .read(&working_dir.join(value))
        .map_err(|why| format!("opening seccomp profile ({value}) failed: {why}"))?;
    let compact =
        compact(&profile).ok_or_else(|| format!("compacting json for seccomp profile ({value}) failed"))?;
    Ok(format!("seccomp={compact}"))
}

/// JSON without the white space between its tokens; `None` if it is not JSON.
fn compact(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut compact = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for character in text.chars() {
        if inside {
            compact.push(character);
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => inside = false,
                _ => {}
            }
        } else if !matches!(character, ' ' | '\t' | '\r' | '\n') {
            inside = character == '"';
            compact.push(character);
        }
    }
    Some(compact)
}
