//! Writing what is mounted.

use esclusa_source::detail;

use super::mounts::{API_SOCKET, is_windows_absolute, item_target};
use super::saying::{Saying, entries, free_key, list, tree_of};
use super::scalar::text_of;
use crate::container::Mount;
use crate::field::{Field, Slot};
use crate::symbol::{self, Piece};
use crate::tree::{Tree, Value};
use crate::{Dialect, Entries};

/// The types of mount that Compose knows.
const KINDS: &[&str] = &["bind", "volume", "tmpfs", "cluster", "npipe", "image"];

/// A legacy bind, taken apart.
struct Bind<'a> {
    source: &'a str,
    target: &'a str,
    options: Vec<&'a str>,
}

/// The parts of a bind; a drive's colon is no separator.
fn parts(text: &str) -> Option<Bind<'_>> {
    let cut = |text: &'_ str| {
        let skip = if is_windows_absolute(text) { 2 } else { 0 };
        text[skip..].find(':').map(|at| at + skip)
    };
    let at = cut(text)?;
    let (source, rest) = (&text[..at], &text[at + 1..]);
    let (target, options) = cut(rest).map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
    let options = options.split(',').filter(|option| !option.is_empty()).collect();
    Some(Bind { source, target, options })
}

/// `volumes`: binds in the short form, mounts in the long one, anonymous volumes by their path.
pub(super) fn write_volumes(saying: &mut Saying<'_>) -> Option<Tree> {
    let request = &saying.container.request;
    let mut items = Vec::new();
    for item in &request.host.binds.items {
        if let Some(tree) = write_bind(saying, item) {
            items.push(tree);
        }
    }
    for (path, field) in &request.volumes.entries {
        items.push(Tree::new(path.as_str(), field.origin.clone()));
    }
    let files =
        [file_mounts(saying, "secrets", "/run/secrets/"), file_mounts(saying, "configs", "/")].concat();
    for item in &request.host.mounts.items {
        let Some(mount) = item.get().filter(|mount| !files.contains(mount)) else { continue };
        let kind = mount.kind.get().map_or("volume", String::as_str);
        if !KINDS.contains(&kind) {
            saying.leave(
                &item.origin,
                detail!("unsaid-mount-type", "Mounts: Compose knows no mount of type {kind}", kind),
            );
            continue;
        }
        items.push(Tree { origin: item.origin.clone(), ..write_mount(saying, mount) });
    }
    list(items)
}

/// One legacy bind.
fn write_bind(saying: &mut Saying<'_>, item: &Field<String>) -> Option<Tree> {
    let text = item.get()?;
    if let (Dialect::Run, Some(symbol)) = (saying.project.dialect, &item.symbol) {
        return Some(write_unknown_bind(saying, item, symbol));
    }
    let Some(Bind { source, target, options }) = parts(text) else {
        return Some(tree_of(item, text.as_str()));
    };
    let is_path = source.starts_with('/') || is_windows_absolute(source);
    let said = |option: &&&str| !matches!(**option, "rw" | "cached" | "delegated" | "consistent" | "copy");
    for option in options.iter().filter(|option| matches!(**option, "cached" | "delegated" | "consistent")) {
        saying.leave(
            &item.origin,
            detail!("unsaid-bind-option", "Binds: Compose does not pass {option} on", option),
        );
    }
    let options: Vec<&str> = options.iter().filter(said).copied().collect();
    let key = if is_path { source.to_owned() } else { declare_volume(saying, source, None) };
    let detail = detail_of(saying, target);
    let simple = target.starts_with('/') && !source.contains(':') && !key.contains('$') && detail.is_none();
    if simple {
        let suffix = if options.is_empty() { String::new() } else { format!(":{}", options.join(",")) };
        let mut tree = tree_of(item, format!("{key}:{target}{suffix}"));
        if !is_path {
            tree.symbol = None;
        }
        tree.symbol = tree.symbol.map(|symbol| symbol.strip_suffix(":rw").unwrap_or(&symbol).into());
        return Some(tree);
    }
    let find = |wanted: &[&str]| {
        options.iter().find(|option| wanted.contains(*option)).map(|text| Tree::bare(*text))
    };
    let bind = entries([
        ("selinux", find(&["z", "Z"])),
        ("propagation", find(&["private", "rprivate", "shared", "rshared", "slave", "rslave"])),
        ("create_host_path", is_path.then(|| Tree::bare(true))),
    ]);
    let volume = entries([("nocopy", find(&["nocopy"]).map(|_| Tree::bare(true)))]);
    let map = entries([
        ("type", Some(Tree::bare(if is_path { "bind" } else { "volume" }))),
        ("source", Some(Tree::bare(key))),
        ("target", Some(Tree::bare(target))),
        ("read_only", find(&["ro"]).map(|_| Tree::bare(true))),
        ("bind", (!bind.is_empty()).then(|| Tree::bare(bind))),
        ("consistency", detail.and_then(|detail| detail.get("consistency")).cloned()),
        ("volume", (!volume.is_empty()).then(|| Tree::bare(volume))),
    ]);
    Some(Tree::new(map, item.origin.clone()))
}

/// What the workload keeps of a volume, because the client does not pass it on.
fn detail_of<'a>(saying: &Saying<'a>, target: &str) -> Option<&'a Tree> {
    let details = saying.rest("volumes").and_then(Tree::as_seq)?;
    details.iter().find(|detail| detail.get("target").and_then(text_of).as_deref() == Some(target))
}

/// A bind of which the shell knows a part, in the short form: what its source is, Compose decides as the client does.
/// A name that is made with a variable is that of a volume, and stands where Compose replaces variables.
fn write_unknown_bind(saying: &mut Saying<'_>, item: &Field<String>, symbol: &str) -> Tree {
    let said = |text: String| tree_of(&Field { symbol: Some(text.into()), ..item.clone() }, Value::Null);
    let parts = symbol::split(symbol, ':');
    let (source, rest) = match parts.as_slice() {
        [source, rest @ ..] if !rest.is_empty() => (*source, rest),
        _ => return said(symbol.to_owned()),
    };
    let (target, options) = rest.split_first().map_or(("", &[][..]), |(target, options)| (*target, options));
    let mut kept = Vec::new();
    for option in options.iter().flat_map(|options| symbol::split(options, ',')) {
        match option {
            "rw" | "copy" => {}
            "cached" | "delegated" | "consistent" => {
                saying.leave(
                    &item.origin,
                    detail!("unsaid-bind-option", "Binds: Compose does not pass {option} on", option),
                );
            }
            option => kept.push(option),
        }
    }
    let named = !source.contains('/') && !source.starts_with(['.', '\\']);
    let single = matches!(symbol::pieces(source)[..], [Piece::Symbol(_)]);
    let key = if named && !single { declare_unknown(saying, source, None) } else { source.to_owned() };
    let mut text = format!("{key}:{target}");
    if !kept.is_empty() {
        text.push_str(&format!(":{}", kept.join(",")));
    }
    if text.contains('$') { said(text) } else { Tree::new(text, item.origin.clone()) }
}

/// Declares a volume whose name holds variables.
fn declare_unknown(saying: &mut Saying<'_>, template: &str, driver: Option<&Mount>) -> String {
    let same = |tree: &Tree| tree.get("name").is_some_and(|name| name.symbol.as_deref() == Some(template));
    if let Some((key, _)) = saying.volumes.iter().find(|(_, tree)| same(tree)) {
        return key.clone();
    }
    let key = free_key(saying.volumes, &template.replace(['$', '{', '}'], ""));
    let name = Tree { symbol: Some(template.into()), ..Tree::default() };
    saying.volumes.insert(key.clone(), definition(name, driver));
    key
}

/// A volume as it is declared.
fn definition(name: Tree, driver: Option<&Mount>) -> Tree {
    let config = driver.map(|mount| &mount.volume_options.driver_config);
    Tree::bare(entries([
        ("name", Some(name)),
        ("driver", config.and_then(|config| Slot::write(&config.name))),
        ("driver_opts", config.and_then(|config| Slot::write(&config.options))),
        ("labels", driver.and_then(|mount| Slot::write(&mount.volume_options.labels))),
    ]))
}

/// The key under which a volume is declared, declaring it if it is not.
fn declare_volume(saying: &mut Saying<'_>, name: &str, driver: Option<&Mount>) -> String {
    if let Some(key) = saying.declared(saying.volumes, name) {
        return key;
    }
    // What a Compose file mounts without declaring stays undeclared: Compose refuses both alike.
    if saying.project.dialect == Dialect::Compose {
        return name.to_owned();
    }
    let key = free_key(saying.volumes, name);
    // The engine makes a missing volume; so does Compose, under the same name.
    saying.volumes.insert(key.clone(), definition(Tree::bare(name), driver));
    key
}

/// One mount in the long form.
fn write_mount(saying: &mut Saying<'_>, mount: &Mount) -> Tree {
    let kind = mount.kind.get().map_or("volume", String::as_str);
    let mut source = Slot::write(&mount.source);
    if kind == "volume"
        && let Some(name) = mount.source.get()
    {
        let symbol = mount.source.symbol.as_deref().filter(|_| saying.project.dialect == Dialect::Run);
        source = Some(match symbol {
            Some(template) => {
                Tree::new(declare_unknown(saying, template, Some(mount)), mount.source.origin.clone())
            }
            None => tree_of(&mount.source, declare_volume(saying, name, Some(mount))),
        });
    }
    let bind = &mount.bind_options;
    let on = |field: &Field<bool>| field.get() == Some(&true);
    let recursive = match () {
        () if on(&bind.non_recursive) => Some(Tree::bare("disabled")),
        () if on(&bind.read_only_non_recursive) => Some(Tree::bare("writable")),
        () if on(&bind.read_only_force_recursive) => Some(Tree::bare("readonly")),
        // Without it the bind would be said in the engine's older form.
        () if on(&bind.create_mountpoint) && bind.propagation.is_default() => Some(Tree::bare("enabled")),
        () => None,
    };
    let detail = mount.target.get().and_then(|target| detail_of(saying, target));
    let selinux = detail.and_then(|detail| detail.get("bind")).and_then(|bind| bind.get("selinux")).cloned();
    let options = match kind {
        "bind" => entries([
            ("create_host_path", (!on(&bind.create_mountpoint)).then(|| Tree::bare(false))),
            ("propagation", Slot::write(&bind.propagation)),
            ("recursive", recursive),
            ("selinux", selinux),
        ]),
        "volume" => entries([
            ("nocopy", Slot::write(&mount.volume_options.no_copy)),
            (
                "labels",
                Slot::write(&mount.volume_options.labels)
                    .filter(|map| map.as_map().is_some_and(|m| !m.is_empty())),
            ),
            ("subpath", Slot::write(&mount.volume_options.subpath)),
        ]),
        "tmpfs" => entries([
            ("size", Slot::write(&mount.tmpfs_options.size_bytes)),
            ("mode", Slot::write(&mount.tmpfs_options.mode)),
        ]),
        "image" => entries([("subpath", Slot::write(&mount.image_options.subpath))]),
        _ => Entries::new(),
    };
    if !mount.tmpfs_options.options.is_empty() {
        saying.leave(
            &mount.tmpfs_options.options.origin,
            detail!("unsaid-tmpfs-flags", "TmpfsOptions.Options: Compose has no flags of a tmpfs"),
        );
    }
    // A bind without `bind` would be written in the engine's older form, which makes a missing folder.
    let options = (!options.is_empty() || kind == "bind").then(|| Tree::bare(options));
    Tree::bare(entries([
        ("type", Some(tree_of(&mount.kind, kind))),
        ("source", source),
        ("target", Slot::write(&mount.target)),
        ("read_only", Slot::write(&mount.read_only)),
        ("consistency", Slot::write(&mount.consistency)),
        (
            match kind {
                "bind" => "bind",
                "tmpfs" => "tmpfs",
                "image" => "image",
                _ => "volume",
            },
            options,
        ),
    ]))
}

/// The mounts that the workload's secrets or configs make.
fn file_mounts(saying: &Saying<'_>, kind: &str, folder: &str) -> Vec<Mount> {
    let items = saying.rest(kind).and_then(Tree::as_seq).unwrap_or_default();
    items.iter().filter_map(|item| file_mount(saying, kind, folder, item)).cloned().collect()
}

/// The mount of the container that a secret or config makes.
fn file_mount<'a>(saying: &Saying<'a>, kind: &str, folder: &str, item: &Tree) -> Option<&'a Mount> {
    let source = item.get("source").and_then(text_of)?;
    let definitions = if kind == "secrets" { &saying.project.secrets } else { &saying.project.configs };
    let file = definitions.get(&source)?.get("file").and_then(text_of)?;
    let target = item_target(item, &source, folder);
    saying
        .container
        .request
        .host
        .mounts
        .values()
        .find(|mount| mount.source.get() == Some(&file) && mount.target.get() == Some(&target))
}

/// The list that the workload keeps, without the files that the container no longer mounts.
fn write_files(saying: &Saying<'_>, kind: &str, folder: &str) -> Option<Tree> {
    let definitions = if kind == "secrets" { &saying.project.secrets } else { &saying.project.configs };
    let items = saying.rest(kind)?.as_seq()?.iter().filter(|item| {
        let source = item.get("source").and_then(text_of).unwrap_or_default();
        let is_file = definitions.get(&source).is_some_and(|tree| tree.get("file").is_some());
        !is_file || file_mount(saying, kind, folder, item).is_some()
    });
    list(items.cloned().collect())
}

/// `secrets`.
pub(super) fn write_secrets(saying: &mut Saying<'_>) -> Option<Tree> {
    write_files(saying, "secrets", "/run/secrets/")
}

/// `configs`.
pub(super) fn write_configs(saying: &mut Saying<'_>) -> Option<Tree> {
    write_files(saying, "configs", "/")
}

/// `use_api_socket`, while the socket is mounted and the variable that comes with it is set.
pub(super) fn write_api_socket(saying: &mut Saying<'_>) -> Option<Tree> {
    let request = &saying.container.request;
    let mounted =
        request.host.binds.values().any(|bind| bind.starts_with(&format!("{API_SOCKET}:{API_SOCKET}")));
    let set = request.env.values().any(|item| item.split('=').next() == Some("DOCKER_CONFIG"));
    saying.rest("use_api_socket").filter(|_| mounted && set).cloned()
}

/// `tmpfs`: path, and options after a colon.
pub(super) fn write_tmpfs(saying: &mut Saying<'_>) -> Option<Tree> {
    let items = saying.container.request.host.tmpfs.entries.iter().map(|(path, field)| {
        let options = field.get().map_or("", String::as_str);
        if options.is_empty() {
            tree_of(field, path.as_str())
        } else {
            tree_of(field, format!("{path}:{options}"))
        }
    });
    list(items.collect())
}
