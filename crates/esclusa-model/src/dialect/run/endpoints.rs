//! The networks a container joins, from `--network` and the flags that speak of the first one.

use super::addresses;
use super::assemble::Assembly;
use super::given;
use super::networks::{self, Attachment};
use super::pflag::Occurrence;
use crate::Origin;
use crate::container::{EndpointSettings, Request};
use crate::field::{Field, List};

/// The flags that speak of the first network.
const FIRST: [&str; 6] = ["network-alias", "link", "ip", "ip6", "mac-address", "link-local-ip"];

impl Assembly<'_, '_, '_> {
    pub(super) fn networks(&mut self, request: &mut Request) {
        let chosen: Vec<(Attachment, Origin)> = self
            .given
            .all("network")
            .map(|occurrence| {
                let whole = || Attachment { target: occurrence.value.clone(), ..Attachment::default() };
                let read = if occurrence.word.symbolic {
                    // The long form is read in lower case, its variables as they will be: it is kept whole.
                    whole()
                } else {
                    networks::attachment(&occurrence.value).unwrap_or_default()
                };
                (read, occurrence.origin())
            })
            .collect();
        let unknown: Vec<String> = self
            .given
            .all("network")
            .filter_map(Occurrence::symbol)
            .map(|symbol| symbol.as_ref().to_owned())
            .collect();
        let settings_unknown = FIRST.iter().any(|flag| self.given.all(flag).any(|one| one.word.symbolic));
        let mode = self.given.all("network").next();
        request.host.network_mode = mode.map_or_else(Field::default, |occurrence| {
            let target = chosen.first().map_or(String::new(), |(network, _)| network.target.clone());
            occurrence.field::<String, String>(Ok(target), false)
        });
        let alone = chosen.len() == 1;
        let defaulted = chosen.is_empty();
        let mut networks = chosen;
        if defaulted {
            networks.push((
                Attachment { target: "default".to_owned(), ..Attachment::default() },
                Origin::default(),
            ));
        }
        let user_defined =
            networks.iter().filter(|(network, _)| networks::is_user_defined(&network.target)).count();
        let mixed = user_defined > 0 && user_defined < networks.len() && unknown.is_empty();
        for (at, (mut network, mut origin)) in networks.into_iter().enumerate() {
            if at == 0
                && let Some(flags) = self.first_network(&mut network)
                && origin.is_default()
            {
                origin = flags;
            }
            if let Err(why) = attachment_is_valid(&network) {
                self.refuse(why);
                continue;
            }
            let target = network.target.clone();
            let endpoint = endpoint(network, &origin);
            // The client leaves an endpoint out that says nothing but the one network's name.
            if endpoint == EndpointSettings::default() && ((at == 0 && alone) || defaulted) {
                continue;
            }
            let endpoints = &mut request.networking.endpoints;
            if endpoints.entries.contains_key(&target) {
                self.refuse(format!("network \"{target}\" is specified multiple times"));
            }
            let endpoint = if settings_unknown { given::marked(endpoint) } else { endpoint };
            let symbol = unknown.contains(&target).then(|| target.as_str().into());
            let endpoints = &mut request.networking.endpoints;
            endpoints.origin = origin.clone();
            endpoints.entries.insert(target, Field { value: Some(endpoint), origin, symbol });
        }
        if mixed {
            self.refuse(
                "conflicting options: cannot attach both user-defined and non-user-defined network-modes",
            );
        }
    }

    /// Puts the flags that speak of the first network into it; gives the place of one of them.
    fn first_network(&mut self, network: &mut Attachment) -> Option<Origin> {
        const CONFLICT: &str = "conflicting options: cannot specify both --";
        let values = |target: &str| -> Vec<String> {
            self.given.all(target).map(|occurrence| occurrence.value.clone()).collect()
        };
        let mac = self.given.text_of("mac-address").to_owned();
        let mut refusals = Vec::new();
        if !mac.is_empty()
            && !addresses::is_mac(&mac)
            && self.given.last("mac-address").is_none_or(|occurrence| occurrence.symbol().is_none())
        {
            refusals.push(format!("{mac} is not a valid mac address"));
        }
        let aliases = values("network-alias");
        let links = values("link");
        let link_local = values("link-local-ip");
        let (ipv4, ipv6) = (self.given.text_of("ip").to_owned(), self.given.text_of("ip6").to_owned());
        let conflicts = [
            (!network.aliases.is_empty() && !aliases.is_empty(), "network-alias and per-network alias"),
            (!network.links.is_empty() && !links.is_empty(), "link and per-network links"),
            (!network.ipv4.is_empty() && !ipv4.is_empty(), "ip and per-network IPv4 address"),
            (!network.ipv6.is_empty() && !ipv6.is_empty(), "ip6 and per-network IPv6 address"),
            (!network.mac.is_empty() && !mac.is_empty(), "mac-address and per-network MAC address"),
            (
                !network.link_local.is_empty() && !link_local.is_empty(),
                "link-local-ip and per-network link-local IP addresses",
            ),
        ];
        refusals
            .extend(conflicts.iter().filter(|(both, _)| *both).map(|(_, what)| format!("{CONFLICT}{what}")));
        if !aliases.is_empty() {
            network.aliases = aliases;
        }
        // On a network that somebody made a link is a name; on the default bridge it is the old kind of link.
        if !links.is_empty() && networks::is_user_defined(&network.target) {
            network.links = links;
        }
        for (value, own) in [(ipv4, &mut network.ipv4), (ipv6, &mut network.ipv6), (mac, &mut network.mac)] {
            if !value.is_empty() {
                *own = value;
            }
        }
        if !link_local.is_empty() {
            network.link_local = link_local;
        }
        let origin = FIRST.iter().find_map(|flag| self.given.last(flag)).map(Occurrence::origin);
        refusals.into_iter().for_each(|message| self.refuse(message));
        origin
    }
}

/// What the client refuses of one network.
fn attachment_is_valid(network: &Attachment) -> Result<(), String> {
    if network.target.trim().is_empty() {
        return Err("no name set for network".to_owned());
    }
    if !networks::is_user_defined(&network.target) {
        if !network.aliases.is_empty() {
            return Err("network-scoped aliases are only supported for user-defined networks".to_owned());
        }
        if !network.links.is_empty() {
            return Err("links are only supported for user-defined networks".to_owned());
        }
    }
    if !network.mac.is_empty() && !addresses::is_mac(&network.mac) && !network.mac.contains('$') {
        return Err(format!("{} is not a valid mac address", network.mac));
    }
    Ok(())
}

fn endpoint(network: Attachment, origin: &Origin) -> EndpointSettings {
    let text =
        |value: String| if value.is_empty() { Field::default() } else { Field::new(value, origin.clone()) };
    let list = |values: Vec<String>| List {
        origin: if values.is_empty() { Origin::default() } else { origin.clone() },
        items: values.into_iter().map(|value| Field::new(value, origin.clone())).collect(),
    };
    let mut settings = EndpointSettings {
        links: list(network.links),
        aliases: list(network.aliases),
        mac_address: text(network.mac),
        ..EndpointSettings::default()
    };
    settings.ipam.ipv4 = text(network.ipv4);
    settings.ipam.ipv6 = text(network.ipv6);
    settings.ipam.link_local = list(network.link_local);
    for (key, value) in network.driver_options {
        settings.driver_opts.insert(key, value, origin.clone());
        settings.driver_opts.origin = origin.clone();
    }
    if network.gateway_priority != 0 {
        settings.gw_priority = Field::new(network.gateway_priority, origin.clone());
    }
    settings
}
