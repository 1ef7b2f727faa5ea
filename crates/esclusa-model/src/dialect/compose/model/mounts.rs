//! What is mounted: volumes, folders of the host, memory, images, secrets and configs.

use esclusa_source::detail;
use indexmap::IndexMap;

use super::asking::Asking;
use super::assembled::Assembled;
use super::scalar::{self, printed, text_of};
use crate::Entries;
use crate::container::{BindOptions, ImageOptions, Mount, TmpfsOptions, VolumeOptions};
use crate::field::{Field, List};
use crate::tree::Tree;

/// The engine's socket, and the folder of the credentials that Compose puts beside it.
pub(super) const API_SOCKET: &str = "/var/run/docker.sock";
pub(super) const API_CREDENTIALS: &str = "/run/secrets/docker";

/// `volumes`: a legacy bind where the engine can say it so, a mount otherwise.
pub(super) fn read_volumes(asking: &mut Asking<'_>) {
    let socket = asking.get("use_api_socket").filter(|tree| tree.as_bool() == Some(true)).map(|tree| {
        let entry = |key: &str, value: &str| (key.to_owned(), Tree::new(value, tree.origin.clone()));
        let map: Entries =
            [entry("type", "bind"), entry("source", API_SOCKET), entry("target", API_SOCKET)].into();
        Tree::new(map, tree.origin.clone())
    });
    let mut by_target: IndexMap<String, (&Tree, &Tree)> = IndexMap::new();
    for volume in asking.items("volumes").iter().chain(&socket) {
        let target = volume.get("target").and_then(text_of).unwrap_or_default();
        by_target.entry(target).and_modify(|pair| pair.1 = volume).or_insert((volume, volume));
    }
    let place = asking.get("volumes").map(|tree| tree.origin.clone()).unwrap_or_default();
    let mut detailed = Vec::new();
    for (target, (first, last)) in by_target {
        let text = |tree: &Tree, key: &str| tree.get(key).and_then(text_of).unwrap_or_default();
        let kind = text(last, "type");
        let source = text(last, "source");
        let named = asking.defined("volumes", &source).is_some();
        let legacy = match kind.as_str() {
            "bind" => !bind_needs_mount(first.get("bind")),
            "volume" => !source.is_empty() && named && !volume_needs_mount(first.get("volume")),
            _ => false,
        };
        let name = (kind == "volume" && named).then(|| asking.engine_name("volumes", &source));
        asking.targets.insert(target);
        detailed.extend(not_passed_on(last, legacy));
        if legacy {
            let bind = bind_text(first, last.get("source"), name.as_deref()).at(&last.origin);
            let binds = &mut asking.container.request.host.binds;
            binds.origin = place.clone();
            binds.items.push(bind);
        } else {
            let mount = read_mount(asking, last, name);
            let mounts = &mut asking.container.request.host.mounts;
            mounts.origin = place.clone();
            mounts.push(mount, last.origin.clone());
        }
    }
    if !detailed.is_empty() {
        asking.rest.insert("volumes".to_owned(), Tree::new(detailed, place));
    }
}

/// What a volume says that the client does not pass on, with its target: the consistency of one that is said in the
/// engine's older form, and the label of one that is not.
fn not_passed_on(volume: &Tree, legacy: bool) -> Option<Tree> {
    let said =
        |tree: Option<&Tree>| tree.filter(|tree| printed(tree).is_some_and(|text| !text.is_empty())).cloned();
    let (key, tree) = if legacy {
        ("consistency", said(volume.get("consistency"))?)
    } else {
        let selinux = said(volume.get("bind").and_then(|bind| bind.get("selinux")))?;
        let bind: Entries = [("selinux".to_owned(), selinux)].into_iter().collect();
        ("bind", Tree::new(bind, volume.origin.clone()))
    };
    let target = volume.get("target").cloned().unwrap_or_default();
    let entries: Entries = [("target".to_owned(), target), (key.to_owned(), tree)].into_iter().collect();
    Some(Tree::new(entries, volume.origin.clone()))
}

/// Whether the options of a bind need the newer form.
fn bind_needs_mount(bind: Option<&Tree>) -> bool {
    let Some(bind) = bind.filter(|bind| !bind.is_null()) else { return false };
    let said = |key: &str| bind.get(key).and_then(printed).is_some_and(|text| !text.is_empty());
    !creates_host_path(bind) || said("propagation") || said("recursive")
}

/// Whether a missing folder is made: Compose does unless it is told not to.
fn creates_host_path(bind: &Tree) -> bool {
    bind.get("create_host_path").and_then(printed).is_none_or(|text| text != "false")
}

/// Whether the options of a volume need the newer form.
fn volume_needs_mount(volume: Option<&Tree>) -> bool {
    let Some(volume) = volume else { return false };
    let labels = volume.get("labels").and_then(Tree::as_map).is_some_and(|labels| !labels.is_empty());
    let subpath = volume.get("subpath").and_then(printed).is_some_and(|text| !text.is_empty());
    labels || subpath || is_true(volume.get("nocopy"))
}

/// Whether a truth value is said to be true.
fn is_true(tree: Option<&Tree>) -> bool {
    tree.and_then(printed).is_some_and(|text| text == "true")
}

/// `source:target:options`.
fn bind_text(volume: &Tree, source: Option<&Tree>, name: Option<&str>) -> Assembled {
    let text = match name {
        Some(name) => Assembled::default().word(name),
        None => Assembled::default().tree(source),
    };
    let text = text.word(":").tree(volume.get("target")).word(":");
    let mut text = text.word(if is_true(volume.get("read_only")) { "ro" } else { "rw" });
    let bind = volume.get("bind");
    for option in ["selinux", "propagation"] {
        let option = bind.and_then(|bind| bind.get(option)).and_then(text_of).unwrap_or_default();
        if !option.is_empty() {
            text = text.word(",").word(&option);
        }
    }
    text
}

/// One mount in the long form.
fn read_mount(asking: &mut Asking<'_>, volume: &Tree, name: Option<String>) -> Mount {
    let problems = &mut asking.problems;
    let mut source = scalar::text(volume.get("source"), problems);
    if let Some(name) = name {
        source = Field::new(name, source.origin);
    }
    let kind = scalar::text(volume.get("type"), problems);
    let mut mount = Mount {
        source,
        target: scalar::text(volume.get("target"), problems),
        read_only: scalar::flag(volume.get("read_only"), problems),
        consistency: scalar::text(volume.get("consistency"), problems),
        ..Mount::default()
    };
    let options = kind.get().and_then(|kind| volume.get(kind)).filter(|tree| !tree.is_null());
    match (kind.get().map(String::as_str), options) {
        (Some("bind"), Some(tree)) => {
            let recursive = tree.get("recursive");
            let mode = recursive.and_then(text_of).unwrap_or_default();
            let flag = |on: bool, tree: &Tree| {
                if on { Field::new(true, tree.origin.clone()) } else { Field::default() }
            };
            let recursive = recursive.unwrap_or(tree);
            mount.bind_options = BindOptions {
                propagation: scalar::text(tree.get("propagation"), problems),
                create_mountpoint: flag(
                    creates_host_path(tree),
                    tree.get("create_host_path").unwrap_or(tree),
                ),
                non_recursive: flag(mode == "disabled", recursive),
                read_only_non_recursive: flag(mode == "writable", recursive),
                read_only_force_recursive: flag(mode == "readonly", recursive),
                ..BindOptions::default()
            };
        }
        (Some("volume"), Some(tree)) => {
            mount.volume_options = VolumeOptions {
                no_copy: scalar::flag(tree.get("nocopy"), problems),
                labels: scalar::text_map(tree.get("labels"), problems),
                subpath: scalar::text(tree.get("subpath"), problems),
                ..VolumeOptions::default()
            };
        }
        (Some("tmpfs"), Some(tree)) => {
            mount.tmpfs_options = TmpfsOptions {
                size_bytes: scalar::bytes(tree.get("size"), problems),
                mode: scalar::whole(tree.get("mode"), problems),
                ..TmpfsOptions::default()
            };
        }
        (Some("image"), Some(tree)) => {
            mount.image_options = ImageOptions {
                subpath: scalar::text(tree.get("subpath"), problems),
                ..ImageOptions::default()
            };
        }
        _ => {}
    }
    mount.kind = kind;
    mount
}

/// `tmpfs`: path, and options after a colon.
pub(super) fn read_tmpfs(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("tmpfs") else { return };
    let items = scalar::texts(Some(tree), &mut asking.problems);
    let map = &mut asking.container.request.host.tmpfs;
    map.origin = tree.origin.clone();
    for item in items.items {
        let text = item.value.unwrap_or_default();
        let (path, options) = text.split_once(':').unwrap_or((&text, ""));
        let field = Field { value: Some(options.to_owned()), origin: item.origin, symbol: item.symbol };
        map.entries.insert(path.to_owned(), field);
    }
}

/// `secrets`: files mounted below `/run/secrets`.
pub(super) fn read_secrets(asking: &mut Asking<'_>) {
    read_files(asking, "secrets", "/run/secrets/");
}

/// `configs`: files mounted at the root.
pub(super) fn read_configs(asking: &mut Asking<'_>) {
    read_files(asking, "configs", "/");
}

/// The mounts of secrets or configs that are files. Those of a variable or of text are copied into the container after
/// it is made, and are no part of the request.
fn read_files(asking: &mut Asking<'_>, kind: &str, folder: &str) {
    let Some(list) = asking.get(kind) else { return };
    asking.rest.insert(kind.to_owned(), list.clone());
    let mut by_target: IndexMap<String, Mount> = IndexMap::new();
    for item in list.as_seq().unwrap_or_default() {
        let Some(source) = item.get("source").and_then(text_of) else { continue };
        let definition = asking.defined(kind, &source);
        let said = |key: &str| {
            definition
                .and_then(|tree| tree.get(key))
                .filter(|tree| text_of(tree).is_none_or(|text| !text.is_empty() && text != "false"))
        };
        for key in ["external", "driver", "template_driver"] {
            if said(key).is_some() {
                asking.refuse(
                    &item.origin,
                    detail!(
                        "mount-key-unsupported",
                        "{kind} \"{source}\": `{key}` is not supported by Docker Compose",
                        kind,
                        source,
                        key
                    ),
                );
            }
        }
        let other = ["external", "environment", "content"].iter().any(|key| said(key).is_some());
        if other || said("file").is_none() {
            continue;
        }
        let target = item_target(item, &source, folder);
        let mut mount = Mount {
            kind: Field::new("bind".to_owned(), item.origin.clone()),
            source: scalar::text(said("file"), &mut asking.problems),
            target: Field::new(target.clone(), item.origin.clone()),
            read_only: Field::new(true, item.origin.clone()),
            ..Mount::default()
        };
        mount.target.symbol = item.get("target").and_then(|tree| tree.symbol.clone());
        by_target.insert(target, mount);
    }
    for (target, mount) in by_target {
        if asking.targets.insert(target) {
            let origin = mount.kind.origin.clone();
            asking.container.request.host.mounts.push(mount, origin);
        }
    }
}

/// Where a secret or config is mounted.
pub(super) fn item_target(item: &Tree, source: &str, folder: &str) -> String {
    let target = item.get("target").and_then(text_of).filter(|target| !target.is_empty());
    match target {
        Some(target) if target.starts_with('/') || is_windows_absolute(&target) => target,
        Some(target) => format!("{folder}{target}"),
        None => format!("{folder}{source}"),
    }
}

/// Whether a path is absolute on Windows: `C:\…`, `C:/…`, `\\server\share`.
pub(super) fn is_windows_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let drive = bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    (drive && matches!(bytes[2], b'\\' | b'/')) || path.starts_with("\\\\")
}

/// `use_api_socket`: the socket is among the volumes; here the variable that names the credentials.
pub(super) fn read_api_socket(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("use_api_socket").filter(|tree| tree.as_bool() == Some(true)) else { return };
    asking.rest.insert("use_api_socket".to_owned(), tree.clone());
    let env: &mut List<String> = &mut asking.container.request.env;
    let name =
        |item: &Field<String>| item.get().and_then(|text| text.split('=').next()).unwrap_or("").to_owned();
    if !env.items.iter().any(|item| name(item) == "DOCKER_CONFIG") {
        let at = env.items.partition_point(|item| name(item).as_str() < "DOCKER_CONFIG");
        let field = Field::new(format!("DOCKER_CONFIG={API_CREDENTIALS}"), tree.origin.clone());
        env.items.insert(at, field);
    }
}
