//! Crates: listed in the order in which data flows, and depending only on those allowed.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Complaints;
use crate::workspace::TextFile;

/// Every crate in flow order, with the siblings it may use. A new edge is a change of the architecture:
/// ARCHITECTURE.md says why each is there.
const ALLOWED: &[(&str, &[&str])] = &[
    ("esclusa-source", &[]),
    ("esclusa-model", &["esclusa-source"]),
    ("esclusa-detect", &[]),
    ("esclusa-finding", &["esclusa-source", "esclusa-model", "esclusa-detect"]),
    ("esclusa-rules", &["esclusa-model", "esclusa-detect", "esclusa-finding"]),
    ("esclusa-policy", &["esclusa-source", "esclusa-model", "esclusa-finding"]),
    ("esclusa-fix", &["esclusa-source", "esclusa-model", "esclusa-detect", "esclusa-finding"]),
    ("esclusa-report", &["esclusa-source", "esclusa-model", "esclusa-finding", "esclusa-fix"]),
    (
        "esclusa-enforce",
        &["esclusa-source", "esclusa-model", "esclusa-finding", "esclusa-rules", "esclusa-policy"],
    ),
    ("esclusa-docker", &["esclusa-source", "esclusa-enforce"]),
    ("esclusa-host", &["esclusa-model"]),
    ("esclusa-kernel", &[]),
    ("esclusa-probe", &["esclusa-kernel"]),
    ("esclusa-prove", &["esclusa-finding", "esclusa-kernel", "esclusa-probe"]),
    (
        "esclusa",
        &[
            "esclusa-source",
            "esclusa-model",
            "esclusa-detect",
            "esclusa-finding",
            "esclusa-rules",
            "esclusa-policy",
            "esclusa-fix",
            "esclusa-report",
            "esclusa-enforce",
            "esclusa-docker",
            "esclusa-host",
        ],
    ),
    (
        "esclusa-benches",
        &["esclusa-source", "esclusa-model", "esclusa-finding", "esclusa-rules", "esclusa-report"],
    ),
    // The proof of the battery on an engine, and its documents.
    ("xtask", &["esclusa-finding", "esclusa-prove"]),
];

/// Crates of cryptography, and who may use each: what encrypts or holds long-lived keys is esclusa-secrets' alone, once
/// there is one. The rest are here with what for.
const CRYPTOGRAPHY: &[(&str, &[&str])] = &[
    // Keyed fingerprints of secrets: `docs/decisions/0020`.
    ("hmac", &["esclusa-finding"]),
    // The same; the page's script and style by their hashes; what the journal of replaced files checks.
    ("sha2", &["esclusa-finding", "esclusa-report", "esclusa-fix"]),
    // The key of this machine's fingerprints, which the binary makes.
    ("getrandom", &["esclusa"]),
    ("aes-gcm", &[]),
    ("age", &[]),
    ("blake3", &[]),
    ("chacha20poly1305", &[]),
    ("md-5", &[]),
    ("openssl", &[]),
    ("rand", &[]),
    ("ring", &[]),
    ("rustls", &[]),
    // TLS to an engine that is elsewhere, as the docker client speaks it.
    ("rustls-pki-types", &["esclusa-docker"]),
    ("tokio-rustls", &["esclusa-docker"]),
    ("sha1", &[]),
];

/// The names of the crates, from the first that sees the data to the last.
pub(super) fn in_flow_order() -> impl Iterator<Item = &'static str> {
    ALLOWED.iter().map(|(name, _)| *name)
}

pub(super) fn check(files: &[TextFile], complaints: &mut Complaints) {
    let mut manifests = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        match file.text.parse::<Table>() {
            Ok(table) => {
                manifests.insert(file.path.as_str(), table);
            }
            Err(error) => complaints.push(format!("{}: {error}", file.path)),
        }
    }
    if let Some(workspace) = manifests.get("Cargo.toml") {
        members(workspace, complaints);
    }
    for (path, manifest) in &manifests {
        if path.starts_with("fuzz/") || *path == "Cargo.toml" {
            continue;
        }
        edges(path, manifest, complaints);
        let workspace = manifests.get("Cargo.toml").and_then(|table| table.get("workspace"));
        shared_settings(path, manifest, workspace, complaints);
    }
}

fn members(workspace: &Table, complaints: &mut Complaints) {
    let listed = workspace.get("workspace").and_then(|table| table.get("members")).and_then(Value::as_array);
    let names: Vec<&str> = listed
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|path| match path.rsplit('/').next().unwrap_or(path) {
            "benches" => "esclusa-benches",
            name => name,
        })
        .collect();
    let positions: Vec<Option<usize>> =
        names.iter().map(|name| ALLOWED.iter().position(|(allowed, _)| allowed == name)).collect();
    for (name, position) in names.iter().zip(&positions) {
        if position.is_none() {
            complaints.push(format!("Cargo.toml: {name} is not in xtask's list of crates"));
        }
    }
    if !positions.is_sorted() {
        complaints.push("Cargo.toml: members are not in the order in which data flows".to_owned());
    }
}

fn edges(path: &str, manifest: &Table, complaints: &mut Complaints) {
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
        complaints.push(format!("{path}: {name} is not in xtask's list of crates"));
        return;
    };
    for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
        let Some(table) = manifest.get(section).and_then(Value::as_table) else { continue };
        if section == "dependencies" {
            cryptography(path, name, table, complaints);
        }
        for dependency in table.keys().filter(|dependency| dependency.starts_with("esclusa")) {
            // A test may build its subject's input with the crates that come before it.
            let earlier = ALLOWED.iter().take_while(|(known, _)| *known != name);
            let tested =
                section == "dev-dependencies" && earlier.into_iter().any(|(known, _)| known == dependency);
            if !tested && !allowed.contains(&dependency.as_str()) {
                complaints.push(format!("{path}: {name} may not depend on {dependency}"));
            }
        }
    }
}

fn cryptography(path: &str, name: &str, dependencies: &Table, complaints: &mut Complaints) {
    for (used, allowed) in CRYPTOGRAPHY {
        if dependencies.contains_key(*used) && !allowed.contains(&name) {
            complaints.push(format!("{path}: {name} is not in xtask's list of those that may use {used}"));
        }
    }
}

/// The one crate with unsafe code, and the lints that it has otherwise than the workspace.
pub(super) const KERNEL: &str = "crates/esclusa-kernel/";
const ITS_LINTS: &[(&str, &[(&str, &str)])] = &[
    ("rust", &[("unsafe_code", "allow"), ("unsafe_op_in_unsafe_fn", "deny")]),
    ("clippy", &[("undocumented_unsafe_blocks", "deny")]),
];

/// Lints and licence are the workspace's, never a crate's own; but that of unsafe code is another where it is.
fn shared_settings(path: &str, manifest: &Table, workspace: Option<&Value>, complaints: &mut Complaints) {
    let inherits = |value: Option<&Value>| {
        value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
    };
    if path.starts_with(KERNEL) {
        let mut expected = workspace.and_then(|table| table.get("lints")).and_then(Value::as_table).cloned();
        for (group, lints) in ITS_LINTS {
            let table = expected.as_mut().and_then(|all| all.get_mut(*group)).and_then(Value::as_table_mut);
            let Some(table) = table else { continue };
            table.extend(lints.iter().map(|(name, level)| ((*name).to_owned(), Value::from(*level))));
        }
        if manifest.get("lints").and_then(Value::as_table) != expected.as_ref() {
            complaints.push(format!("{path}: its lints are not the workspace's, but for unsafe code"));
        }
    } else if !inherits(manifest.get("lints")) {
        complaints.push(format!("{path}: does not take the workspace's lints"));
    }
    let package = manifest.get("package");
    for key in ["version", "edition", "rust-version", "license", "publish"] {
        if !inherits(package.and_then(|package| package.get(key))) {
            complaints.push(format!("{path}: does not take the workspace's {key}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = "crates/esclusa-model/Cargo.toml";

    fn complaints(path: &str, text: &str) -> Complaints {
        let mut complaints = Vec::new();
        check(&[TextFile { path: path.to_owned(), text: text.to_owned() }], &mut complaints);
        complaints
    }

    fn manifest(name: &str, rest: &str) -> String {
        format!(
            "[package]\nname = \"{name}\"\nversion.workspace = true\nedition.workspace = true\n\
             rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\
             [lints]\nworkspace = true\n{rest}"
        )
    }

    #[test]
    fn cryptography_is_used_only_where_it_is_listed() {
        let text = manifest("esclusa-model", "[dependencies]\nhmac.workspace = true\n");
        assert_eq!(
            complaints(MODEL, &text),
            [format!("{MODEL}: esclusa-model is not in xtask's list of those that may use hmac")]
        );
        let text = manifest("esclusa-finding", "[dependencies]\nhmac.workspace = true\n");
        assert!(complaints("crates/esclusa-finding/Cargo.toml", &text).is_empty());
    }

    #[test]
    fn an_edge_against_the_flow_is_named() {
        let text = manifest("esclusa-model", "[dependencies]\nesclusa-rules.workspace = true\n");
        assert_eq!(
            complaints(MODEL, &text),
            [format!("{MODEL}: esclusa-model may not depend on esclusa-rules")]
        );
        let text = manifest("esclusa-model", "[dependencies]\nesclusa-source.workspace = true\n");
        assert!(complaints(MODEL, &text).is_empty());
    }

    #[test]
    fn a_crate_of_its_own_lints_is_named() {
        let text = manifest("esclusa-model", "").replace("[lints]\nworkspace = true\n", "");
        assert_eq!(complaints(MODEL, &text).len(), 1);
    }

    #[test]
    fn lints_of_the_kernel_are_the_workspaces_but_for_unsafe_code() {
        let workspace = "[workspace]\nmembers = []\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n\
            [workspace.lints.clippy]\ntodo = \"warn\"\n";
        let check_with = |lints: &str| {
            let crate_text = manifest("esclusa-kernel", "").replace("[lints]\nworkspace = true\n", lints);
            let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
            let mut complaints = Vec::new();
            let path = format!("{KERNEL}Cargo.toml");
            check(&[file("Cargo.toml", workspace), file(&path, &crate_text)], &mut complaints);
            complaints
        };
        let good = "[lints.rust]\nunsafe_code = \"allow\"\nunsafe_op_in_unsafe_fn = \"deny\"\nmissing_docs = \"warn\"\n\
            [lints.clippy]\ntodo = \"warn\"\nundocumented_unsafe_blocks = \"deny\"\n";
        assert!(check_with(good).is_empty());
        assert_eq!(check_with(&good.replace("missing_docs = \"warn\"\n", "")).len(), 1);
        assert_eq!(check_with(&good.replace("undocumented_unsafe_blocks = \"deny\"\n", "")).len(), 1);
        assert_eq!(check_with("[lints]\nworkspace = true\n").len(), 1);
    }

    #[test]
    fn members_out_of_order_are_named() {
        let text = "[workspace]\nmembers = [\"crates/esclusa-model\", \"crates/esclusa-source\"]\n";
        assert_eq!(complaints("Cargo.toml", text).len(), 1);
    }
}
