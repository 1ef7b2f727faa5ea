//! The engine that the docker client would talk to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use esclusa_docker::{Endpoint, Error, Surroundings, Tls};

/// A folder of the client's configuration, taken away at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("esclusa-found-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn with(self, name: &str, text: &str) -> Self {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn found(folder: &Path, variables: &[(&str, &str)], asked: Option<&str>) -> Result<String, Error> {
    let mut environment: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    environment.insert("DOCKER_CONFIG".to_owned(), folder.display().to_string());
    let sockets = vec![folder.join("missing.sock"), folder.join("rootless.sock")];
    Surroundings { environment, sockets }.endpoint(asked).map(|endpoint| endpoint.to_string())
}

#[test]
fn it_is_found_in_the_clients_order() {
    let context =
        r#"{"Name":"far","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://far:1","SkipTLSVerify":false}}}"#;
    let folder = Folder::new("order")
        .with("config.json", r#"{"auths":{},"currentContext":"far"}"#)
        .with(
            "contexts/meta/0a1b/meta.json",
            r#"{"Name":"near","Endpoints":{"docker":{"Host":"ssh://me@near"}}}"#,
        )
        .with("contexts/meta/2c3d/meta.json", context);
    let found = |variables: &[(&str, &str)], asked| found(&folder.0, variables, asked);
    assert_eq!(found(&[("DOCKER_HOST", "tcp://b:2")], Some("unix:///a")).as_deref(), Ok("unix:///a"));
    assert_eq!(
        found(&[("DOCKER_HOST", "tcp://b:2"), ("DOCKER_CONTEXT", "near")], None).as_deref(),
        Ok("tcp://b:2")
    );
    assert_eq!(
        found(&[("DOCKER_HOST", ""), ("DOCKER_CONTEXT", "near")], None).as_deref(),
        Ok("ssh://me@near")
    );
    assert_eq!(found(&[], None).as_deref(), Ok("tcp://far:1"));
    assert!(matches!(found(&[("DOCKER_CONTEXT", "none")], None), Err(Error::Context(..))));
}

#[test]
fn without_a_context_it_is_the_first_socket_that_is_there() {
    let folder = Folder::new("sockets");
    let missing = format!("unix://{}", folder.0.join("missing.sock").display());
    assert_eq!(found(&folder.0, &[("DOCKER_CONTEXT", "default")], None), Ok(missing));
    let folder = folder.with("rootless.sock", "");
    let rootless = format!("unix://{}", folder.0.join("rootless.sock").display());
    assert_eq!(found(&folder.0, &[], None), Ok(rootless));
}

#[test]
fn a_configuration_that_cannot_be_understood_is_an_error_without_its_text() {
    let folder =
        Folder::new("broken").with("config.json", "{\"auths\": {\"r\": {\"auth\": \"c2VjcmV0\"}}, oops");
    let error = found(&folder.0, &[], None).expect_err("no JSON").to_string();
    assert!(
        error.contains("config.json") && error.contains("line 1") && !error.contains("c2VjcmV0"),
        "{error}"
    );
    let empty = Folder::new("empty").with("config.json", "\n");
    assert!(found(&empty.0, &[], None).is_ok());
}

#[test]
fn tls_is_with_verification_or_not_at_all() {
    let folder = Folder::new("tls").with("ca.pem", "").with("cert.pem", "").with("key.pem", "");
    let surroundings = |variables: &[(&str, &str)]| {
        let mut environment: HashMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        environment.insert("DOCKER_CONFIG".to_owned(), folder.0.display().to_string());
        Surroundings { environment, sockets: Vec::new() }.endpoint(Some("tcp://far"))
    };
    assert_eq!(surroundings(&[]), Ok(Endpoint::Tcp("far".to_owned(), 2375, None)));
    let client = Some((folder.0.join("cert.pem"), folder.0.join("key.pem")));
    let tls = Tls { ca: folder.0.join("ca.pem"), client };
    assert_eq!(
        surroundings(&[("DOCKER_TLS_VERIFY", "1")]),
        Ok(Endpoint::Tcp("far".to_owned(), 2376, Some(tls)))
    );
    assert!(matches!(surroundings(&[("DOCKER_TLS", "1")]), Err(Error::Unverified(_))));
}
