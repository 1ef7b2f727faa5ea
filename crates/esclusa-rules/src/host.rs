//! What several rules ask of a host's files.

use esclusa_model::host::HostFile;

/// Owner and group, as `ls` prints them.
pub(crate) fn owner(file: &HostFile) -> String {
    let user = if file.owner == 0 { "root".to_owned() } else { file.owner.to_string() };
    let group = file.group.1.clone().unwrap_or_else(|| file.group.0.to_string());
    format!("{user}:{group}")
}
