//! One record of comma-separated values, as Go's `encoding/csv` reads it.

/// The fields of the first record of `text`.
pub(super) fn record(text: &str) -> Result<Vec<String>, String> {
    let mut rest = text;
    // Empty lines before a record are passed over.
    while let Some(after) = rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n")) {
        rest = after;
    }
    if rest.is_empty() {
        return Err("EOF".to_owned());
    }
    let mut fields = Vec::new();
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(inside) => quoted(inside)?,
            None => {
                let end = rest.find([',', '\n']).unwrap_or(rest.len());
                let field = &rest[..end];
                if field.contains('"') {
                    return Err("parse error on line 1: bare \" in non-quoted-field".to_owned());
                }
                let last = !rest[end..].starts_with(',');
                let field = if last { field.strip_suffix('\r').unwrap_or(field) } else { field };
                (field.to_owned(), &rest[end..])
            }
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Ok(fields),
        }
    }
}

/// A field after its opening quote, and the text after its closing one.
fn quoted(inside: &str) -> Result<(String, &str), String> {
    let mut field = String::new();
    let mut rest = inside;
    loop {
        let Some(end) = rest.find('"') else {
            return Err("parse error on line 1: extraneous or missing \" in quoted-field".to_owned());
        };
        field.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        if let Some(after) = rest.strip_prefix('"') {
            field.push('"');
            rest = after;
        } else if rest.is_empty() || rest.starts_with([',', '\n']) || rest.starts_with("\r\n") || rest == "\r"
        {
            return Ok((field.replace("\r\n", "\n"), rest));
        } else {
            return Err("parse error on line 1: extraneous or missing \" in quoted-field".to_owned());
        }
    }
}
