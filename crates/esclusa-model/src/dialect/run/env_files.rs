//! `--env-file` and `--label-file`: lines of `NAME=VALUE`.

/// A line that was taken, and where it stands in the text.
pub(super) struct Line {
    pub text: String,
    pub range: std::ops::Range<usize>,
}

/// Reads the lines of a file. A name without a value is looked up; where nothing is found the line says nothing.
pub(super) fn lines(text: &str, look_up: impl Fn(&str) -> Option<String>) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, raw) in text.split('\n').enumerate() {
        let at = start;
        start += raw.len() + 1;
        let line = raw.strip_suffix('\r').unwrap_or(raw);
        let line = if number == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let end = at + raw.strip_suffix('\r').unwrap_or(raw).len();
        let range = end - line.len()..end;
        let (name, value) = line.split_once('=').map_or((line, None), |(name, value)| (name, Some(value)));
        if name.is_empty() {
            // The line is not repeated in the message: its value may be a secret.
            return Err(format!("no variable name on line {}", number + 1));
        }
        if name.contains([' ', '\t']) {
            return Err(format!("variable '{name}' contains whitespaces"));
        }
        if value.is_some() {
            lines.push(Line { text: line.to_owned(), range });
        } else if let Some(value) = look_up(name) {
            lines.push(Line { text: format!("{name}={value}"), range });
        }
    }
    Ok(lines)
}
