//! The engine that the docker client would talk to.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Endpoint, Tls};
use crate::Error;

/// So many bytes of a file of the client's configuration are read.
const LONGEST: u64 = 1 << 20;

/// What the choice of an engine depends on.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The environment.
    pub environment: HashMap<String, String>,
    /// The sockets that engines of this machine make, the likeliest first.
    pub sockets: Vec<PathBuf>,
}

impl Surroundings {
    /// Those of this machine: the engine's default socket, the one of a rootless engine, Podman's.
    #[must_use]
    pub fn of_machine(environment: HashMap<String, String>) -> Self {
        let mut sockets = vec![PathBuf::from("/var/run/docker.sock")];
        let own = environment.get("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        sockets.extend(own.iter().map(|folder| folder.join("docker.sock")));
        sockets.push(PathBuf::from("/run/podman/podman.sock"));
        sockets.extend(own.iter().map(|folder| folder.join("podman/podman.sock")));
        Self { environment, sockets }
    }

    fn says(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The folder of the client's configuration.
    fn folder(&self) -> PathBuf {
        match self.says("DOCKER_CONFIG") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from(self.says("HOME").unwrap_or("/")).join(".docker"),
        }
    }

    /// The engine at the address that was asked for, else the one that the docker client would talk to: `DOCKER_HOST`,
    /// then `DOCKER_CONTEXT`, then the current context, then the first socket of this machine that is there.
    ///
    /// # Errors
    /// An address that is none, a context that is not there, a file that cannot be understood.
    pub fn endpoint(&self, asked: Option<&str>) -> Result<Endpoint, Error> {
        if let Some(url) = asked.or_else(|| self.says("DOCKER_HOST")) {
            return Endpoint::parse(url, self.tls(url)?);
        }
        let context = match self.says("DOCKER_CONTEXT") {
            Some(name) => Some(name.to_owned()),
            None => self.current_context()?,
        };
        match context.filter(|name| name != "default") {
            Some(name) => self.context(&name),
            None => {
                let there = self.sockets.iter().find(|path| path.exists());
                let first = there.or(self.sockets.first()).cloned();
                Ok(Endpoint::Unix(first.unwrap_or_else(|| PathBuf::from("/var/run/docker.sock"))))
            }
        }
    }

    /// What `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` say of an address reached by TCP. As the client has it, any value
    /// of the first switches it on.
    fn tls(&self, url: &str) -> Result<Option<Tls>, Error> {
        if !url.starts_with("tcp://") && !url.starts_with("https://") {
            return Ok(None);
        }
        if self.says("DOCKER_TLS_VERIFY").is_none() {
            // The client speaks TLS without a check then, with nothing but this set.
            return match self.says("DOCKER_TLS") {
                Some(_) => Err(Error::Unverified(url.to_owned())),
                None => Ok(None),
            };
        }
        let folder = self.says("DOCKER_CERT_PATH").map_or_else(|| self.folder(), PathBuf::from);
        Ok(Some(files(&folder)))
    }

    /// The current context of the client's configuration.
    fn current_context(&self) -> Result<Option<String>, Error> {
        let Some(value) = configuration(self)? else { return Ok(None) };
        let name = value.get("currentContext").and_then(Value::as_str).filter(|name| !name.is_empty());
        Ok(name.map(str::to_owned))
    }

    /// The endpoint of a context. The store names folders by a hash of the name; the name itself stands in the file.
    fn context(&self, name: &str) -> Result<Endpoint, Error> {
        let store = self.folder().join("contexts");
        let missing = || Error::Context(name.to_owned(), store.clone());
        let folders = fs::read_dir(store.join("meta")).map_err(|_| missing())?;
        for folder in folders.flatten() {
            let path = folder.path().join("meta.json");
            let Some(value) = read(&path)? else { continue };
            if value.get("Name").and_then(Value::as_str) != Some(name) {
                continue;
            }
            let endpoint = value.pointer("/Endpoints/docker");
            let url = endpoint.and_then(|endpoint| endpoint.get("Host")).and_then(Value::as_str);
            let url = url.ok_or_else(|| Error::File(path.clone(), "no Endpoints.docker.Host".to_owned()))?;
            let certificates = store.join("tls").join(folder.file_name()).join("docker");
            let mut tls = None;
            if certificates.join("ca.pem").exists() || certificates.join("cert.pem").exists() {
                let skips =
                    endpoint.and_then(|endpoint| endpoint.get("SkipTLSVerify")).and_then(Value::as_bool);
                if skips == Some(true) {
                    return Err(Error::Unverified(url.to_owned()));
                }
                tls = Some(files(&certificates));
            }
            return Endpoint::parse(url, tls);
        }
        Err(missing())
    }
}

/// The client's configuration, `config.json`; nothing if there is none.
pub(crate) fn configuration(surroundings: &Surroundings) -> Result<Option<Value>, Error> {
    read(&surroundings.folder().join("config.json"))
}

/// The files of TLS in a folder, by the client's names.
fn files(folder: &Path) -> Tls {
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let client = (certificate.exists() && key.exists()).then_some((certificate, key));
    Tls { ca: folder.join("ca.pem"), client }
}

/// A JSON file of the client's configuration; nothing if there is none.
fn read(path: &Path) -> Result<Option<Value>, Error> {
    use std::io::Read as _;
    let wrong = |why: String| Error::File(path.to_owned(), why);
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(error.to_string())),
    };
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).map_err(|error| wrong(error.to_string()))?;
    // The client takes an empty file for none.
    if text.trim().is_empty() {
        return Ok(None);
    }
    // Where it is wrong, and not what stands there: the file may hold credentials.
    let place = |error: serde_json::Error| {
        wrong(format!("not JSON (line {}, column {})", error.line(), error.column()))
    };
    serde_json::from_str(&text).map(Some).map_err(place)
}
