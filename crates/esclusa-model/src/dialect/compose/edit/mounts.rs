//! What is mounted, and the root filesystem.

use esclusa_source::syntax::yaml::surgery::Written;
use esclusa_source::{Node, Span, detail};

use super::limits::distinct;
use super::list::ListChange;
use super::put::inherited;
use super::text::{refusal, resolved};
use super::{Lowering, escaped, together};
use crate::change::mounts::{restricted, unspread_options};
use crate::container::Mount;
use crate::dialect::compose::canonical::volume_sections;
use crate::field::Field;
use crate::{Lowered, Refusal};

/// The keys whose items are mounted.
const LISTS: &[&str] = &["volumes", "tmpfs", "secrets", "configs"];

impl Lowering<'_> {
    /// The places of everything that is no longer mounted.
    pub(super) fn unmounted(&self) -> Vec<Span> {
        let (before, after) = (&self.container.request.host, &self.after.request.host);
        let mut places = self.gone(&before.binds, &after.binds);
        places.extend(self.gone(&before.mounts, &after.mounts));
        let tmpfs = before.tmpfs.entries.iter().filter(|(path, _)| !after.tmpfs.entries.contains_key(path));
        places.extend(tmpfs.filter_map(|(_, field)| field.origin.place));
        distinct(places)
    }

    /// Takes the items at these places out of the lists that they are in.
    pub(super) fn unmount(&self, mut places: Vec<Span>) -> Lowered {
        let mut parts = Vec::new();
        for key in LISTS {
            let items = self.service.items(key);
            let (remove, rest) =
                places.into_iter().partition(|place| items.iter().any(|item| item.span == *place));
            places = rest;
            parts.push(self.service.change_list(key, &ListChange { remove, ..ListChange::default() }));
        }
        if let Some(place) = places.first() {
            return Err(self.not_listed(*place));
        }
        together(parts)
    }

    /// Why something that is mounted is in no list of the service.
    fn not_listed(&self, place: Span) -> Refusal {
        if self.service.dig(&["use_api_socket"]).is_some_and(|node| node.span == place) {
            return refusal(
                Some(place),
                detail!("edit-api-socket", "`use_api_socket` says more than this mount"),
            );
        }
        Refusal { place: Some(place), ..inherited(None) }
    }

    pub(super) fn remove_mount(&self, target: &str) -> Lowered {
        let mut places = self.unmounted();
        // Of several at one target only the last counts: the others would come back.
        let volumes = self.service.items("volumes").into_iter();
        places.extend(volumes.filter(|item| is_mounted_at(item, target)).map(|item| item.span));
        self.unmount(distinct(places))
    }

    pub(super) fn make_mount_read_only(&self, target: &str) -> Lowered {
        let long = (&["read_only"][..], Written::word(true));
        self.change_mounts(|item, _| match item.scalar() {
            None => Ok(Said::Put(long.0, long.1.clone())),
            Some((text, _)) => Ok(Said::Anew(read_only(item, text, target)?)),
        })
    }

    pub(super) fn stop_mount_propagation(&self) -> Lowered {
        self.change_mounts(|item, after| match item.scalar() {
            None => {
                let mode = after.and_then(|mount| mount.bind_options.propagation.get()).cloned();
                Ok(Said::Put(&["bind", "propagation"], Written::text(mode.unwrap_or_default())))
            }
            Some((text, _)) => {
                let (said, options) = text.rsplit_once(':').unwrap_or((text, ""));
                let options = unspread_options(options).ok_or_else(|| unclear(item))?;
                Ok(Said::Anew(Written::Text(format!("{said}:{options}"))))
            }
        })
    }

    pub(super) fn restrict_tmpfs(&self) -> Lowered {
        let (before, after) = (&self.container.request.host.tmpfs, &self.after.request.host.tmpfs);
        let changed = before.entries.iter().filter(|(path, field)| after.entries.get(path) != Some(field));
        let items = self.service.items("tmpfs");
        let mut change = ListChange::default();
        for place in distinct(changed.filter_map(|(_, field)| field.origin.place).collect()) {
            let Some(item) = items.iter().find(|item| item.span == place) else {
                return Err(self.not_listed(place));
            };
            let text = item.scalar().map_or("", |(text, _)| text);
            let (path, options) = text.split_once(':').unwrap_or((text, ""));
            let options = restricted(options).ok_or_else(|| unclear(item))?;
            let anew = if options.is_empty() { path.to_owned() } else { format!("{path}:{options}") };
            change.replace.push((place, Written::Text(anew)));
        }
        self.service.change_list("tmpfs", &change)
    }

    /// Says every volume that changes otherwise; with what it becomes where it is a mount in the model.
    fn change_mounts(&self, say: impl Fn(&Node, Option<&Mount>) -> Result<Said, Refusal>) -> Lowered {
        let (before, after) = (&self.container.request.host, &self.after.request.host);
        let mut places = Vec::new();
        for (one, other) in before.binds.items.iter().zip(&after.binds.items) {
            places.extend(one.origin.place.filter(|_| one != other).map(|place| (place, None)));
        }
        for (one, other) in before.mounts.items.iter().zip(&after.mounts.items) {
            places.extend(one.origin.place.filter(|_| one != other).map(|place| (place, other.get())));
        }
        let items = self.service.items("volumes");
        let mut change = ListChange::default();
        for place in distinct(places.iter().map(|(place, _)| *place).collect()) {
            let Some(item) = items.iter().find(|item| item.span == place) else {
                return Err(self.not_listed(place));
            };
            let mount = places.iter().find_map(|(one, mount)| mount.filter(|_| *one == place));
            match say(item, mount)? {
                Said::Put(path, value) => change.put.push((place, path, value)),
                Said::Anew(value) => change.replace.push((place, value)),
            }
        }
        self.service.change_list("volumes", &change)
    }

    pub(super) fn make_root_read_only(&self) -> Lowered {
        let (before, after) = (&self.container.request.host, &self.after.request.host);
        let mut parts = Vec::new();
        if before.readonly_rootfs != after.readonly_rootfs {
            parts.push(self.service.put(&["read_only"], &Written::word(true)));
        }
        let new = after.tmpfs.entries.iter().filter(|(path, _)| !before.tmpfs.entries.contains_key(path));
        let text = |(path, options): (&String, &Field<String>)| match said(options) {
            "" => path.clone(),
            options => format!("{path}:{options}"),
        };
        let append = new.map(|entry| Written::text(escaped(&text(entry)))).collect();
        parts.push(self.service.change_list("tmpfs", &ListChange { append, ..ListChange::default() }));
        together(parts)
    }
}

/// How a volume is said otherwise.
enum Said {
    /// In the long form: this key has this value.
    Put(&'static [&'static str], Written),
    /// As a whole.
    Anew(Written),
}

fn unclear(item: &Node) -> Refusal {
    refusal(Some(item.span), detail!("edit-variable", "a variable says more than one part of it"))
}

/// Whether a volume is mounted here.
fn is_mounted_at(item: &Node, target: &str) -> bool {
    let own = match item.scalar() {
        Some((text, _)) => match volume_sections(text).as_slice() {
            [_, own, ..] | [own] => *own,
            [] => return false,
        },
        None => match super::text::dig(item, &["target"]).map(resolved).and_then(Node::scalar) {
            Some((own, _)) => own,
            None => return false,
        },
    };
    is_same(own, target)
}

/// Whether two paths are the same but for slashes at the end.
fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// A volume in the short form with the option `ro`; one without a source has no short form that is read-only.
fn read_only(item: &Node, text: &str, wanted: &str) -> Result<Written, Refusal> {
    let unclear = || unclear(item);
    let sections = volume_sections(text);
    match sections.as_slice() {
        [target] if !target.contains('$') => Ok(Written::Mapping(vec![
            ("type".to_owned(), Written::text("volume")),
            ("target".to_owned(), Written::text(*target)),
            ("read_only".to_owned(), Written::word(true)),
        ])),
        // A variable may hold a colon as well: then what stands second is not where it is mounted.
        [_, target, ..] if !target.contains('$') && !is_same(target, wanted) => Err(unclear()),
        [_, _, ..] if wanted.contains(':') => Err(unclear()),
        [_, _] => Ok(Written::Text(format!("{text}:ro"))),
        [source, target, options] if !options.contains('$') => {
            let mut words: Vec<&str> = options.split(',').collect();
            match words.iter().position(|word| *word == "rw") {
                Some(at) => words[at] = "ro",
                None => words.push("ro"),
            }
            // The last one counts.
            words.retain(|word| *word != "rw");
            Ok(Written::Text(format!("{source}:{target}:{}", words.join(","))))
        }
        _ => Err(unclear()),
    }
}

/// The text of a field, or of its symbol.
pub(super) fn said(field: &Field<String>) -> &str {
    field.get().map_or("", String::as_str)
}
