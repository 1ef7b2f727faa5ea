//! How a Swarm is set up, as its manager says.

use serde_json::Value;

/// The settings of a Swarm that are looked at. What its manager did not say is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swarm {
    /// Whether a manager that starts anew asks for a key.
    pub is_locked: Option<bool>,
    /// The overlay networks whose traffic between nodes is not encrypted.
    pub open_networks: Option<Vec<String>>,
}

impl Swarm {
    /// Reads `GET /swarm` and `GET /networks`; each may be missing.
    #[must_use]
    pub fn read(swarm: Option<&str>, networks: Option<&str>) -> Self {
        let value = |text: Option<&str>| serde_json::from_str::<Value>(text?).ok();
        let swarm = value(swarm);
        let locked =
            swarm.as_ref().and_then(|swarm| swarm.pointer("/Spec/EncryptionConfig/AutoLockManagers"));
        let networks = value(networks);
        let open = networks.as_ref().and_then(Value::as_array).map(|networks| {
            let is_open = |network: &&Value| {
                let says = |key: &str| network.get(key).and_then(Value::as_str).unwrap_or_default();
                says("Driver") == "overlay" && network.pointer("/Options/encrypted").is_none()
            };
            let name = |network: &Value| Some(network.get("Name")?.as_str()?.to_owned());
            networks.iter().filter(is_open).filter_map(name).collect()
        });
        Self { is_locked: locked.and_then(Value::as_bool), open_networks: open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_manager_says_is_read_and_nothing_else_is_known() {
        let swarm = r#"{"Spec":{"EncryptionConfig":{"AutoLockManagers":false}}}"#;
        let networks = r#"[{"Name":"ingress","Driver":"overlay","Options":{"com.docker.network.driver.overlay.vxlanid_list":"4096"}},
            {"Name":"own","Driver":"overlay","Options":{"encrypted":""}},{"Name":"bridge","Driver":"bridge","Options":null}]"#;
        let read = Swarm::read(Some(swarm), Some(networks));
        let expected = Swarm { is_locked: Some(false), open_networks: Some(vec!["ingress".to_owned()]) };
        assert_eq!(read, expected);
        assert_eq!(Swarm::read(Some("no"), Some("{}")), Swarm::default());
        assert_eq!(Swarm::read(None, None), Swarm::default());
    }
}
