//! `--mount` and `-v`: the long and the short way to say a mount.

use std::path::Path;

use super::csv;
use super::numbers::{boolean, bytes};
use crate::Origin;
use crate::container::Mount;
use crate::field::{Field, Map};

/// `filepath.Abs`: joined to the working folder and cleaned.
pub(super) fn absolute(path: &str, working_dir: &Path) -> String {
    let joined =
        if path.starts_with('/') { path.into() } else { format!("{}/{path}", working_dir.display()) };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The record of one `--mount` value while it is read.
struct Builder<'a> {
    mount: Mount,
    origin: &'a Origin,
    bind: bool,
    volume: bool,
    image: bool,
    tmpfs: bool,
}

impl Builder<'_> {
    fn text(&self, value: impl Into<String>) -> Field<String> {
        let value = value.into();
        if value.is_empty() { Field::default() } else { Field::new(value, self.origin.clone()) }
    }

    fn flag(&self, value: bool) -> Field<bool> {
        if value { Field::new(true, self.origin.clone()) } else { Field::default() }
    }

    fn put(&self, map: &mut Map<String>, pair: &str) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        map.origin = self.origin.clone();
        if !key.is_empty() {
            map.insert(key, value.to_owned(), self.origin.clone());
        }
    }

    fn lone(&mut self, key: &str, field: &str) -> Result<(), String> {
        match key {
            "readonly" | "ro" => self.mount.read_only = self.flag(true),
            "volume-nocopy" => {
                self.volume = true;
                self.mount.volume_options.no_copy = self.flag(true);
            }
            "bind-nonrecursive" => {
                self.bind = true;
                self.mount.bind_options.non_recursive = self.flag(true);
            }
            _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str, field: &str, working_dir: &Path) -> Result<(), String> {
        let invalid = || format!("invalid value for {key}: {value}");
        let truth = || boolean(value).map_err(|_| invalid());
        self.bind |= key.starts_with("bind-");
        self.volume |= key.starts_with("volume-");
        self.image |= key.starts_with("image-");
        self.tmpfs |= key.starts_with("tmpfs-");
        match key {
            "type" => self.mount.kind = self.text(value.to_lowercase()),
            "source" | "src" => {
                let relative = value.starts_with('.');
                self.mount.source =
                    self.text(if relative { absolute(value, working_dir) } else { value.to_owned() });
            }
            "target" | "dst" | "destination" => self.mount.target = self.text(value),
            "readonly" | "ro" => self.mount.read_only = self.flag(truth()?),
            "consistency" => self.mount.consistency = self.text(value.to_lowercase()),
            "bind-propagation" => self.mount.bind_options.propagation = self.text(value.to_lowercase()),
            "bind-nonrecursive" => self.mount.bind_options.non_recursive = self.flag(truth()?),
            "bind-recursive" => {
                // `enabled` asks for nothing, and so makes no options.
                self.bind = value != "enabled" || self.has_bind_options();
                match value {
                    "enabled" => {}
                    "disabled" => self.mount.bind_options.non_recursive = self.flag(true),
                    "writable" => self.mount.bind_options.read_only_non_recursive = self.flag(true),
                    "readonly" => self.mount.bind_options.read_only_force_recursive = self.flag(true),
                    _ => return Err(invalid()),
                }
            }
            "volume-subpath" => self.mount.volume_options.subpath = self.text(value),
            "volume-nocopy" => self.mount.volume_options.no_copy = self.flag(truth()?),
            "volume-label" => {
                let mut labels = std::mem::take(&mut self.mount.volume_options.labels);
                self.put(&mut labels, value);
                self.mount.volume_options.labels = labels;
            }
            "volume-driver" => self.mount.volume_options.driver_config.name = self.text(value),
            "volume-opt" => {
                let mut options = std::mem::take(&mut self.mount.volume_options.driver_config.options);
                self.put(&mut options, value);
                self.mount.volume_options.driver_config.options = options;
            }
            "image-subpath" => self.mount.image_options.subpath = self.text(value),
            "tmpfs-size" => {
                let size = bytes(value).map_err(|_| invalid())?;
                self.mount.tmpfs_options.size_bytes =
                    if size == 0 { Field::default() } else { Field::new(size, self.origin.clone()) };
            }
            "tmpfs-mode" => {
                let octal = value.bytes().all(|byte| matches!(byte, b'0'..=b'7')) && !value.is_empty();
                let mode = octal.then(|| u32::from_str_radix(value, 8).ok()).flatten().ok_or_else(invalid)?;
                self.mount.tmpfs_options.mode = if mode == 0 {
                    Field::default()
                } else {
                    Field::new(i64::from(mode), self.origin.clone())
                };
            }
            _ => return Err(format!("unexpected key '{key}' in '{field}'")),
        }
        Ok(())
    }

    fn has_bind_options(&self) -> bool {
        self.mount.bind_options != crate::container::BindOptions::default()
    }

    fn finish(self) -> Result<Mount, String> {
        let Some(kind) = self.mount.kind.get().cloned() else { return Err("type is required".to_owned()) };
        if self.mount.target.is_default() {
            return Err("target is required".to_owned());
        }
        let families =
            [("volume", self.volume), ("image", self.image), ("bind", self.bind), ("tmpfs", self.tmpfs)];
        for (family, given) in families {
            if given && kind != family {
                return Err(format!("cannot mix '{family}-*' options with mount type '{kind}'"));
            }
        }
        let options = &self.mount.bind_options;
        let read_only = self.mount.read_only.get() == Some(&true);
        if options.read_only_non_recursive.get() == Some(&true) && !read_only {
            return Err(
                "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction"
                    .to_owned(),
            );
        }
        if options.read_only_force_recursive.get() == Some(&true) {
            if !read_only {
                return Err(
                    "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction"
                        .to_owned(),
                );
            }
            if options.propagation.get().map(String::as_str) != Some("rprivate") {
                return Err(
                    "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified \
                            in conjunction"
                        .to_owned(),
                );
            }
        }
        Ok(self.mount)
    }
}

/// One `--mount` value.
pub(super) fn mount(text: &str, origin: &Origin, working_dir: &Path) -> Result<Mount, String> {
    let mount = Mount { kind: Field::new("volume".to_owned(), origin.clone()), ..Mount::default() };
    let mut builder = Builder { mount, origin, bind: false, volume: false, image: false, tmpfs: false };
    for field in csv::record(text)? {
        match field.split_once('=') {
            None => builder.lone(&field.to_lowercase(), &field)?,
            Some((key, value)) => builder.set(&key.to_lowercase(), value, &field, working_dir)?,
        }
    }
    builder.finish()
}

/// What a `-v` value is.
pub(super) enum Volume {
    /// A path without a source: an anonymous volume.
    Anonymous,
    /// What the client sends under `Binds`.
    Bind(String),
}

/// One `-v` value.
pub(super) fn volume(spec: &str, working_dir: &Path) -> Result<Volume, String> {
    match spec.len() {
        0 => return Err("invalid empty volume spec".to_owned()),
        1 | 2 => return Ok(Volume::Anonymous),
        _ => {}
    }
    let source = source_of(spec).map_err(|why| format!("invalid spec: {spec}: {why}"))?;
    let Some(source) = source else { return Ok(Volume::Anonymous) };
    match spec.split_once(':') {
        Some((host, target)) if is_path(&source) && host.starts_with('.') => {
            Ok(Volume::Bind(format!("{}:{target}", absolute(host, working_dir))))
        }
        _ => Ok(Volume::Bind(spec.to_owned())),
    }
}

/// The source of a volume spec, if it has one; a letter before a colon is a Windows drive.
fn source_of(spec: &str) -> Result<Option<String>, &'static str> {
    let mut sections: Vec<String> = vec![String::new()];
    for character in spec.chars() {
        let Some(current) = sections.last_mut() else { break };
        let drive = current.chars().count() == 1 && current.chars().all(char::is_alphabetic);
        if character == ':' && !drive {
            sections.push(String::new());
        } else {
            current.push(character);
        }
    }
    // The client's end mark is a NUL; a word of a command line holds none.
    if sections.iter().any(String::is_empty) {
        return Err("empty section between colons");
    }
    match sections.as_slice() {
        [_] => Ok(None),
        [source, _] | [source, _, _] => Ok(Some(source.clone())),
        _ => Err("too many colons"),
    }
}

/// Whether a source is a path rather than a volume's name.
fn is_path(source: &str) -> bool {
    let mut characters = source.chars();
    let first = characters.next();
    match first {
        Some('.' | '/' | '~') => true,
        _ if source.starts_with(r"\\") => true,
        Some(first) => first.is_alphabetic() && characters.next() == Some(':'),
        None => false,
    }
}
