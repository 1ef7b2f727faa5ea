//! `--network` and the flags of the first network: aliases, addresses, links.

use super::csv;
use super::numbers::signed_decimal;

/// One network to join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attachment {
    pub target: String,
    pub aliases: Vec<String>,
    pub links: Vec<String>,
    pub ipv4: String,
    pub ipv6: String,
    pub link_local: Vec<String>,
    pub mac: String,
    pub driver_options: Vec<(String, String)>,
    pub gateway_priority: i64,
}

/// Whether the value is in the long form: somewhere a word character on either side of an equals sign.
fn is_long(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.as_bytes().windows(3).any(|three| word(three[0]) && three[1] == b'=' && word(three[2]))
}

/// One `--network` value.
pub(super) fn attachment(text: &str) -> Result<Attachment, String> {
    let mut network = Attachment::default();
    if !is_long(text) {
        text.clone_into(&mut network.target);
        return Ok(network);
    }
    for field in csv::record(text)? {
        let lower = field.to_lowercase();
        let (key, value) = lower
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| format!("invalid field {field}"))?;
        let (key, value) = (key.trim(), value.trim().to_owned());
        match key {
            "name" => network.target = value,
            "alias" => network.aliases.push(value),
            "ip" => network.ipv4 = value,
            "ip6" => network.ipv6 = value,
            "mac-address" => network.mac = value,
            "link-local-ip" => network.link_local.push(value),
            "driver-opt" => {
                let (name, value) = value
                    .split_once('=')
                    .filter(|(name, _)| !name.is_empty())
                    .ok_or("invalid key value pair format in driver options")?;
                let name = name.trim().to_owned();
                network.driver_options.retain(|(other, _)| *other != name);
                network.driver_options.push((name, value.trim().to_owned()));
            }
            "gw-priority" => {
                network.gateway_priority = signed_decimal(&value)
                    .ok_or_else(|| format!("invalid gw-priority ({value}): invalid syntax"))?;
            }
            _ => return Err(format!("invalid field key {key}")),
        }
    }
    if network.target.is_empty() {
        return Err("network name/id is not specified".to_owned());
    }
    Ok(network)
}

/// Whether a network mode names a network that somebody made.
pub(super) fn is_user_defined(mode: &str) -> bool {
    !matches!(mode, "default" | "bridge" | "host" | "none") && !mode.starts_with("container:")
}
