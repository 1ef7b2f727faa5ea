//! What only a shell knows, on its way into another dialect: said there in its own variables, or left out and named.

use esclusa_source::{Problem, detail};

use crate::container::Request;
use crate::field::{Field, Wire};
use crate::tree::{Tree, Value};
use crate::{Container, Entries, Origin};

/// Records whose fields are left out one by one.
const RECORDS: &[&str] = &["HostConfig", "Healthcheck", "LogConfig", "RestartPolicy", "NetworkingConfig"];

/// Lists that mean something else with a word less.
const WHOLE: &[&str] = &["Cmd", "Entrypoint", "Healthcheck.Test"];

/// How a dialect says what is not known.
pub(super) struct Speech {
    /// The shell's text in the dialect's own variables; nothing if it has none for it.
    pub(super) say: fn(&str) -> Option<String>,
    /// Paths of lists and maps whose items the dialect takes as one text.
    pub(super) as_text: &'static [&'static str],
    /// Whether the dialect keeps a key that is not known, at that path.
    pub(super) keys: &'static [&'static str],
}

/// The container as the dialect can say it, and what it cannot say.
pub(super) fn settled(container: &Container, speech: &Speech) -> (Container, Vec<Problem>) {
    let mut settling = Settling { speech, unsaid: Vec::new() };
    let mut container = container.clone();
    for (name, field) in
        [("Name", &mut container.name), ("Platform", &mut container.platform), ("Pull", &mut container.pull)]
    {
        settling.field(name, field);
    }
    let mut tree = container.request.write();
    if let Value::Mapping(map) = &mut tree.value {
        settling.record("", map);
    }
    container.request = Request::read(&tree, &mut Vec::new()).unwrap_or_default();
    (container, settling.unsaid)
}

struct Settling<'a> {
    speech: &'a Speech,
    unsaid: Vec<Problem>,
}

impl Settling<'_> {
    fn leave(&mut self, path: &str, origin: &Origin) {
        let detail = detail!("unsaid-shell-value", "{path}: only the shell knows its value", path);
        let problem = Problem::new("unsaid", origin.place, detail);
        // One word may speak of several fields of a record.
        if self.unsaid.last() != Some(&problem) {
            self.unsaid.push(problem);
        }
    }

    fn field(&mut self, path: &str, field: &mut Field<String>) {
        let Some(symbol) = &field.symbol else { return };
        match (self.speech.say)(symbol) {
            Some(said) => field.symbol = Some(said.into()),
            None => {
                self.leave(path, &field.origin);
                *field = Field::default();
            }
        }
    }

    fn record(&mut self, prefix: &str, map: &mut Entries) {
        map.retain(|key, tree| {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            if let (true, Value::Mapping(map)) = (RECORDS.contains(&key.as_str()), &mut tree.value) {
                self.record(&path, map);
                return !map.is_empty();
            }
            self.keeps(&path, tree)
        });
    }

    /// Whether anything is left to say under a key.
    fn keeps(&mut self, path: &str, tree: &mut Tree) -> bool {
        let place = tree.origin.clone();
        let origin = |item: &Tree| if item.origin.is_default() { place.clone() } else { item.origin.clone() };
        match &mut tree.value {
            Value::Sequence(items) if !items.is_empty() => {
                let before = items.len();
                items.retain_mut(|item| {
                    let said = self.says(path, item);
                    if !said {
                        self.leave(path, &origin(item));
                    }
                    said
                });
                before == items.len() || !(items.is_empty() || WHOLE.contains(&path))
            }
            Value::Mapping(map) if !map.is_empty() => {
                let entries = std::mem::take(map);
                for (key, mut item) in entries {
                    // What stands for name and value at once is its own key.
                    let unnamed = item.symbol.as_deref() == Some(key.as_str());
                    let named = if !unnamed || self.speech.as_text.contains(&path) {
                        Some(key)
                    } else if self.speech.keys.contains(&path) {
                        (self.speech.say)(&key)
                    } else {
                        None
                    };
                    match named.filter(|_| self.says(path, &mut item)) {
                        Some(key) => drop(map.insert(key, item)),
                        None => self.leave(path, &origin(&item)),
                    }
                }
                !map.is_empty()
            }
            _ => {
                let said = self.says(path, tree);
                if !said {
                    self.leave(path, &tree.origin.clone());
                }
                said
            }
        }
    }

    /// Puts everything that is not known below a tree in the dialect's words; whether it has them.
    fn says(&self, path: &str, tree: &mut Tree) -> bool {
        if let Some(symbol) = tree.symbol.take() {
            match (self.speech.say)(&symbol) {
                Some(said) => tree.symbol = Some(said.into()),
                None => return false,
            }
            // A record of which nothing is known is only said where it is one text.
            let list = path.rsplit('.').next().is_some_and(|name| LISTS_OF_RECORDS.contains(&name));
            if tree.is_null() && list && !self.speech.as_text.contains(&path) {
                return false;
            }
        }
        match &mut tree.value {
            Value::Sequence(items) => items.iter_mut().all(|item| self.says("", item)),
            Value::Mapping(map) => map.values_mut().all(|item| self.says("", item)),
            _ => true,
        }
    }
}

/// Lists of the request whose items are no texts.
const LISTS_OF_RECORDS: &[&str] = &[
    "BlkioDeviceReadBps",
    "BlkioDeviceReadIOps",
    "BlkioDeviceWriteBps",
    "BlkioDeviceWriteIOps",
    "BlkioWeightDevice",
    "DeviceRequests",
    "Devices",
    "Mounts",
    "Ulimits",
];
