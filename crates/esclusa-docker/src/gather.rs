//! All that an audit looks at, asked of an engine: containers with their images, volumes, users and changed files.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::accounts::{self, Accounts};
use crate::error::Error;
use crate::reader::{Answer, Reader};

/// Of a container's changes so many bytes are kept: what it wrote is told by a few.
const LONGEST_CHANGES: usize = 1 << 20;

/// Which containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// All of them, running or not.
    All,
    /// One, by name or identifier.
    Named(&'a str),
    /// These, by their identifiers; those that are gone are none.
    These(&'a [String]),
}

/// A container as the engine tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its name, without the slash; its identifier if it has none.
    pub name: String,
    /// Its identifier.
    pub id: String,
    /// Its first process on the engine's machine, if it runs.
    pub pid: Option<u32>,
    /// `GET /containers/ID/json`.
    pub document: String,
    /// `GET /images/ID/json` of its image; nothing if the image is gone.
    pub image: Option<Arc<str>>,
    /// `GET /volumes/NAME` of every volume that it mounts by name; those that several mount are asked for once.
    pub volumes: Vec<Arc<str>>,
    /// What `User` means in the container, `uid:gid`, where its own lists say that.
    pub user: Option<String>,
    /// The paths that it has changed in its own layer, sorted; nothing if that is not known.
    pub changes: Option<Vec<String>>,
}

/// A container that was listed and could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Its name.
    pub name: String,
    /// Why.
    pub error: Error,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The containers, in the engine's order.
    pub containers: Vec<Seen>,
    /// Those that are there and could not be read. One that was taken away meanwhile is not among them.
    pub missed: Vec<Missed>,
    /// Each of `GET /services` with its name, if the engine manages a Swarm.
    pub services: Vec<(String, String)>,
}

/// An entry of the engine's list.
#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "Id")]
    id: String,
    #[serde(rename = "Names")]
    names: Option<Vec<String>>,
}

/// The parts of a document that say what else to ask for. Everything may be missing.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Document {
    name: Option<String>,
    id: Option<String>,
    image: Option<String>,
    state: Option<State>,
    config: Option<Config>,
    host_config: Option<HostConfig>,
    mounts: Option<Vec<Mount>>,
    graph_driver: Option<GraphDriver>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct State {
    pid: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    user: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct HostConfig {
    readonly_rootfs: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GraphDriver {
    data: Option<GraphData>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GraphData {
    upper_dir: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Mount {
    name: Option<String>,
    destination: Option<String>,
}

/// A name as a part of a path.
pub(crate) fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// What is in the folder of this machine that is a container's own layer, if it can be read.
pub type Layer<'a> = &'a dyn Fn(&str) -> Option<Vec<String>>;

/// Everything about the containers that are wanted.
///
/// # Errors
/// Where the engine does not list its containers, or the one that is named is not there.
pub fn gather(reader: &Reader, wanted: Wanted<'_>, layer: Layer<'_>) -> Result<Inventory, Error> {
    let listed = match wanted {
        Wanted::All => list(reader)?,
        Wanted::Named(name) => vec![(encoded(name), name.to_owned())],
        Wanted::These(ids) => ids.iter().map(|id| (encoded(id), id.clone())).collect(),
    };
    let paths = listed.iter().map(|(id, _)| format!("/containers/{id}/json")).collect();
    let mut inventory = Inventory::default();
    let mut documents = Vec::new();
    for ((_, name), answer) in listed.iter().zip(reader.get_all(paths)) {
        let document = answer.map(Answer::into_text).and_then(|text| {
            let path = || Error::Shape(format!("/containers/{name}/json"));
            let document: Document = serde_json::from_str(&text).map_err(|_| path())?;
            // Of an answer that is not about a container nothing is said.
            if document.config.is_none() { Err(path()) } else { Ok((document, text)) }
        });
        match document {
            Ok((document, text)) => documents.push((document, text)),
            Err(error) if matches!(wanted, Wanted::Named(_)) => return Err(error),
            // Taken away after it was listed.
            Err(error) if error.is_absent() => {}
            Err(error) => inventory.missed.push(Missed { name: name.clone(), error }),
        }
    }
    let images = images(reader, &documents);
    let volumes = volumes(reader, &documents);
    let changes = changes(reader, wanted, &documents, layer);
    let users = users(reader, &documents, &changes);
    for (((document, text), user), changes) in documents.into_iter().zip(users).zip(changes) {
        let volumes = document.volumes().filter_map(|name| volumes.get(name).cloned()).collect();
        let id = document.id.unwrap_or_default();
        let name = document.name.map(|name| name.trim_start_matches('/').to_owned());
        inventory.containers.push(Seen {
            name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
            id,
            pid: document
                .state
                .and_then(|state| state.pid)
                .and_then(|pid| u32::try_from(pid).ok())
                .filter(|pid| *pid > 0),
            document: text,
            image: document.image.and_then(|image| images.get(&image).cloned()),
            volumes,
            user,
            changes,
        });
    }
    if wanted == Wanted::All {
        // An engine that manages no Swarm refuses this.
        inventory.services = services(reader);
    }
    Ok(inventory)
}

/// Identifier and name of every container.
fn list(reader: &Reader) -> Result<Vec<(String, String)>, Error> {
    const PATH: &str = "/containers/json?all=1";
    let answer = reader.get(PATH)?;
    let listed: Vec<Listed> =
        serde_json::from_slice(&answer.body).map_err(|_| Error::Shape(PATH.to_owned()))?;
    let named = |listed: Listed| {
        // A link gives a container a second name below another's.
        let own = listed.names.unwrap_or_default().into_iter().find(|name| name.rfind('/') == Some(0));
        let name = own.map_or_else(|| listed.id.clone(), |name| name.trim_start_matches('/').to_owned());
        (encoded(&listed.id), name)
    };
    Ok(listed.into_iter().map(named).collect())
}

/// The services of a Swarm that the engine manages; another engine refuses to say.
fn services(reader: &Reader) -> Vec<(String, String)> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Service {
        spec: Named,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Named {
        name: String,
    }
    let Ok(answer) = reader.get("/services") else { return Vec::new() };
    let listed: Vec<Box<RawValue>> = serde_json::from_slice(&answer.body).unwrap_or_default();
    let named = |service: &RawValue| {
        let name = serde_json::from_str::<Service>(service.get()).map(|service| service.spec.name);
        (name.unwrap_or_default(), service.get().to_owned())
    };
    listed.iter().map(|service| named(service)).collect()
}

/// What the engine says of each image that a container was made of.
fn images(reader: &Reader, documents: &[(Document, String)]) -> HashMap<String, Arc<str>> {
    let wanted: BTreeSet<&str> =
        documents.iter().filter_map(|(document, _)| document.image.as_deref()).collect();
    let paths = wanted.iter().map(|image| format!("/images/{}/json", encoded(image))).collect();
    let answers = wanted.iter().zip(reader.get_all(paths));
    // An image may be gone while its containers stay: then it is not known.
    answers
        .filter_map(|(image, answer)| Some(((*image).to_owned(), answer.ok()?.into_text().into())))
        .collect()
}

/// What the engine says of each volume that has a name somebody gave it.
fn volumes(reader: &Reader, documents: &[(Document, String)]) -> HashMap<String, Arc<str>> {
    let wanted: BTreeSet<&str> = documents.iter().flat_map(|(document, _)| document.volumes()).collect();
    let paths = wanted.iter().map(|name| format!("/volumes/{}", encoded(name))).collect();
    let answers = wanted.iter().zip(reader.get_all(paths));
    answers.filter_map(|(name, answer)| Some(((*name).to_owned(), answer.ok()?.into_text().into()))).collect()
}

/// What `User` means in each container, where its own lists say that. To open a container's files costs the engine fifty times
/// what any other answer does: containers of one image that did not touch the lists share them.
fn users(
    reader: &Reader,
    documents: &[(Document, String)],
    changes: &[Option<Vec<String>>],
) -> Vec<Option<String>> {
    // Each list that is needed once: whose container is opened for it.
    let mut owners: HashMap<String, usize> = HashMap::new();
    let mut named = Vec::new();
    for (at, ((document, _), changes)) in documents.iter().zip(changes).enumerate() {
        let Some(user) = document.user().filter(|user| is_listed(user)) else { continue };
        let own = document.id.as_deref().unwrap_or_default();
        let shared = document.image.as_deref().filter(|_| document.keeps_lists(changes.as_deref()));
        let list = shared.map_or_else(|| format!("container {own}"), |image| format!("image {image}"));
        owners.entry(list.clone()).or_insert(at);
        named.push((at, list, user));
    }
    let owners: Vec<(String, usize)> = owners.into_iter().collect();
    let archives = |file: &str, needed: &dyn Fn(&str) -> bool| -> HashMap<String, String> {
        let wanted: Vec<&(String, usize)> = owners.iter().filter(|(list, _)| needed(list)).collect();
        let path = |(_, at): &&(String, usize)| {
            let id = documents.get(*at).and_then(|(document, _)| document.id.as_deref());
            format!("/containers/{}/archive?path=%2Fetc%2F{file}", encoded(id.unwrap_or_default()))
        };
        let answers = reader.get_all(wanted.iter().map(path).collect());
        let texts = wanted
            .iter()
            .zip(answers)
            .filter_map(|((list, _), answer)| Some((list.clone(), accounts::file_of(&answer.ok()?.body)?)));
        texts.collect()
    };
    let users = archives("passwd", &|_| true);
    let by_group = |list: &str| {
        let group = |user: &str| user.split_once(':').is_some_and(|(_, group)| is_name(group));
        named.iter().any(|(_, own, user)| own == list && group(user))
    };
    let groups = archives("group", &by_group);
    let mut meant = vec![None; documents.len()];
    for (at, list, user) in named {
        let accounts = Accounts { users: users.get(&list).cloned(), groups: groups.get(&list).cloned() };
        if let Some(slot) = meant.get_mut(at) {
            *slot = accounts.numbers(user);
        }
    }
    meant
}

/// Whether the lists in the container say what `user[:group]` means: a name, or a number whose group is unsaid.
fn is_listed(user: &str) -> bool {
    user.split(':').any(is_name) || user.split_once(':').is_none_or(|(_, group)| group.is_empty())
}

/// Whether a part of `user:group` is no number.
fn is_name(part: &str) -> bool {
    !part.bytes().all(|byte| byte.is_ascii_digit())
}

impl Document {
    /// The volumes that it mounts by name.
    fn volumes(&self) -> impl Iterator<Item = &str> {
        let names = self.mounts.iter().flatten().filter_map(|mount| mount.name.as_deref());
        names.filter(|name| !name.is_empty())
    }

    fn user(&self) -> Option<&str> {
        self.config.as_ref()?.user.as_deref().filter(|user| !user.is_empty())
    }

    /// Whether its lists of users and groups are the image's, for certain.
    fn keeps_lists(&self, changes: Option<&[String]>) -> bool {
        let lists = ["/etc/passwd", "/etc/group"];
        let hides = |mount: &Mount| {
            let target = mount.destination.as_deref().unwrap_or("/").trim_end_matches('/');
            lists.iter().any(|list| list.starts_with(target))
        };
        let mounted = self.mounts.iter().flatten().any(hides);
        let read_only = self.host_config.as_ref().and_then(|host| host.readonly_rootfs) == Some(true);
        let touched = |changes: &[String]| changes.iter().any(|path| lists.contains(&path.as_str()));
        !mounted && (read_only || changes.is_some_and(|changes| !touched(changes)))
    }
}

/// What each container that runs, or whose users are to be found, has changed in its own layer; nothing of one that
/// cannot write there. Where the layer cannot be read here the engine is asked, of one container alone: it compares the
/// whole image, which for all of them would take longer than everything else.
fn changes(
    reader: &Reader,
    wanted: Wanted<'_>,
    documents: &[(Document, String)],
    layer: Layer<'_>,
) -> Vec<Option<Vec<String>>> {
    let writes = |document: &Document| {
        let runs = document.state.as_ref().and_then(|state| state.pid).is_some_and(|pid| pid > 0);
        let runs = runs || document.user().is_some_and(is_listed);
        let read_only = document.host_config.as_ref().and_then(|host| host.readonly_rootfs);
        runs && read_only != Some(true)
    };
    let one = |document: &Document| {
        if !writes(document) {
            return None;
        }
        let data = document.graph_driver.as_ref().and_then(|driver| driver.data.as_ref());
        let upper = data.and_then(|data| data.upper_dir.as_deref());
        if let Some(changes) = upper.and_then(layer) {
            return Some(changes);
        }
        let is_one = matches!(wanted, Wanted::Named(_) | Wanted::These([_]));
        let id = document.id.as_deref().filter(|_| is_one)?;
        let answer = reader.get(&format!("/containers/{}/changes", encoded(id))).ok()?;
        (answer.body.len() <= LONGEST_CHANGES).then(|| leaves(&answer.body))
    };
    documents.iter().map(|(document, _)| one(document)).collect()
}

/// The files in `[{"Path": "/a/b", "Kind": 0}]`: what lies above a file that was written is changed with it.
fn leaves(body: &[u8]) -> Vec<String> {
    let entries: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let paths = entries.as_array().into_iter().flatten().filter_map(|entry| entry.get("Path")?.as_str());
    let mut paths: Vec<&str> = paths.collect();
    paths.sort_unstable();
    let next = paths.iter().skip(1).map(Some).chain([None]);
    let is_above = |path: &str, next: &str| next.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let leaves = paths.iter().zip(next).filter(|(path, next)| !next.is_some_and(|next| is_above(path, next)));
    leaves.map(|(path, _)| (*path).to_owned()).collect()
}
