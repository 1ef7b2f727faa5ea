//! Who a registry is told that is asking: what the docker client's configuration keeps, or a helper program of it.

use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;
use std::process::{Command, Stdio};

use data_encoding::{BASE64, BASE64URL};
use serde_json::{Map, Value, json};

use crate::endpoint::{Surroundings, configuration};
use crate::error::Error;

/// The name under which the credentials of Docker Hub are kept.
const HUB_KEY: &str = "https://index.docker.io/v1/";
/// The user's name in whose place a helper gives a token.
const TOKEN: &str = "<token>";
/// What helpers say of a registry of which they keep nothing.
const NOTHING_KEPT: &str = "credentials not found";

/// The credentials that the docker client would use. They are read when a registry is asked, and shown nowhere.
#[derive(Clone, Default)]
pub struct Credentials {
    configuration: Option<Value>,
    environment: HashMap<String, String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl Credentials {
    /// Those of the client's `config.json`.
    ///
    /// # Errors
    /// Where the file cannot be read or is no JSON.
    pub fn of(surroundings: &Surroundings) -> Result<Self, Error> {
        let environment = surroundings.environment.clone();
        Ok(Self { configuration: configuration(surroundings)?, environment })
    }

    /// The header that says who is asking; nothing if nobody is known to a registry.
    pub(crate) fn header(&self, registry: &str) -> Result<Option<String>, Error> {
        let Some(configuration) = &self.configuration else { return Ok(None) };
        let key = if registry == "docker.io" { HUB_KEY } else { registry };
        let own =
            configuration.get("credHelpers").and_then(|helpers| helpers.get(key)).and_then(Value::as_str);
        let helper = own.or_else(|| configuration.get("credsStore").and_then(Value::as_str));
        let found = match helper.filter(|helper| !helper.is_empty()) {
            Some(helper) => self.ask(helper, key)?,
            None => kept(configuration, key),
        };
        Ok(found.map(|found| BASE64URL.encode(Value::Object(found).to_string().as_bytes())))
    }

    /// What a helper program keeps.
    fn ask(&self, helper: &str, key: &str) -> Result<Option<Map<String, Value>>, Error> {
        let program = format!("docker-credential-{helper}");
        let failed = |why: String| Error::Helper(program.clone(), why);
        let is_name = helper.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !is_name {
            return Err(failed("not the name of a helper".to_owned()));
        }
        let mut command = Command::new(&program);
        command.arg("get").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.env_clear().envs(&self.environment);
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that does not read it answers all the same, or fails.
            drop(stdin.write_all(key.as_bytes()));
        }
        let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stdout);
            return match said.contains(NOTHING_KEPT) {
                true => Ok(None),
                // Its words could be the secret: they are not repeated.
                false => Err(failed(output.status.to_string())),
            };
        }
        let said: Value =
            serde_json::from_slice(&output.stdout).map_err(|_| failed("it answered no JSON".to_owned()))?;
        let text = |key: &str| said.get(key).and_then(Value::as_str).unwrap_or_default();
        Ok(Some(entry(text("Username"), text("Secret"), key)))
    }
}

/// Credentials as the engine takes them.
fn entry(user: &str, secret: &str, key: &str) -> Map<String, Value> {
    let value = match user {
        TOKEN => json!({ "identitytoken": secret, "serveraddress": key }),
        user => json!({ "username": user, "password": secret, "serveraddress": key }),
    };
    value.as_object().cloned().unwrap_or_default()
}

/// What stands in the configuration itself, under the registry's name or an address of it.
fn kept(configuration: &Value, key: &str) -> Option<Map<String, Value>> {
    let kept = configuration.get("auths").and_then(Value::as_object)?;
    let same = |(other, _): &(&String, &Value)| host_of(other) == host_of(key);
    let value = kept.get(key).or_else(|| kept.iter().find(same).map(|(_, value)| value))?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let pair = text("auth").and_then(|auth| BASE64.decode(auth.as_bytes()).ok());
    let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
    // Old clients padded it with zeros.
    let pair = pair.as_deref().map(|pair| pair.trim_end_matches('\0')).and_then(|pair| pair.split_once(':'));
    let (user, secret) = pair.or_else(|| text("username").zip(text("password"))).unwrap_or_default();
    let mut found = entry(user, secret, key);
    for token in ["identitytoken", "registrytoken"] {
        if let Some(text) = text(token) {
            found.insert(token.to_owned(), text.into());
        }
    }
    let says = ["password", "identitytoken", "registrytoken"]
        .iter()
        .any(|name| found.get(*name).and_then(Value::as_str).is_some_and(|text| !text.is_empty()));
    says.then_some(found)
}

/// The host of an address, or the name of a registry as it is.
fn host_of(address: &str) -> &str {
    let rest =
        address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(configuration: Value, registry: &str) -> Option<Value> {
        let credentials = Credentials { configuration: Some(configuration), environment: HashMap::new() };
        let header = credentials.header(registry).expect("no helper")?;
        let text = BASE64URL.decode(header.as_bytes()).expect("base64");
        Some(serde_json::from_slice(&text).expect("JSON"))
    }

    #[test]
    fn what_the_configuration_keeps_is_found_under_every_name() {
        let auth = BASE64.encode(b"me:se:cret");
        let hub = json!({ "auths": { HUB_KEY: { "auth": auth } } });
        let wanted = json!({ "username": "me", "password": "se:cret", "serveraddress": HUB_KEY });
        assert_eq!(header(hub.clone(), "docker.io"), Some(wanted));
        assert_eq!(header(hub, "ghcr.io"), None);
        let own = json!({ "auths": { "https://r.example:5000/v2/": { "auth": auth } } });
        assert_eq!(header(own, "r.example:5000").expect("found")["username"], "me");
        let token = json!({ "auths": { "ghcr.io": { "identitytoken": "t" } } });
        assert_eq!(header(token, "ghcr.io").expect("found")["identitytoken"], "t");
        assert_eq!(header(json!({ "auths": { "ghcr.io": {} } }), "ghcr.io"), None);
    }

    #[test]
    fn a_helper_that_is_no_name_is_not_run() {
        let configuration = json!({ "credHelpers": { "ghcr.io": "../../bin/sh" } });
        let credentials = Credentials { configuration: Some(configuration), environment: HashMap::new() };
        assert!(matches!(credentials.header("ghcr.io"), Err(Error::Helper(..))));
    }

    #[test]
    fn a_helper_is_asked_and_its_refusal_is_not_repeated() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("esclusa-helper-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let program = folder.join("docker-credential-here");
        let script = "#!/bin/sh\nread -r server\ncase $server in\n\
            good) echo '{\"Username\":\"<token>\",\"Secret\":\"t0ken\"}';;\n\
            none) echo 'credentials not found in native keychain'; exit 1;;\n\
            *) echo 'the s3cret is broken'; exit 1;;\nesac\n";
        std::fs::write(&program, script).expect("a file");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("its mode");
        let path = format!("{}:/usr/bin:/bin", folder.display());
        let credentials = Credentials {
            configuration: Some(json!({ "credsStore": "here" })),
            environment: HashMap::from([("PATH".to_owned(), path)]),
        };
        let header = credentials.header("good").expect("an answer").expect("a header");
        let text = BASE64URL.decode(header.as_bytes()).expect("base64");
        let wanted = json!({ "identitytoken": "t0ken", "serveraddress": "good" });
        assert_eq!(serde_json::from_slice::<Value>(&text).expect("JSON"), wanted);
        assert_eq!(credentials.header("none"), Ok(None));
        let failed = credentials.header("else").expect_err("an error").to_string();
        assert!(failed.starts_with("docker-credential-here: ") && !failed.contains("s3cret"), "{failed}");
        drop(std::fs::remove_dir_all(folder));
    }
}
