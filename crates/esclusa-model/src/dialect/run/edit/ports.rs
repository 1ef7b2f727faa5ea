//! Published ports.

use std::collections::HashSet;

use esclusa_source::detail;

use super::line::{Line, Said};
use super::plan::Step;
use super::{Planned, Unplanned};
use crate::Container;
use crate::dialect::run::ports;

/// This host.
const LOOPBACK: &str = "127.0.0.1";

/// The flags that publish a port and no other, with what they publish in the short form.
fn publishing<'a>(line: &'a Line<'_>, port: &str) -> Result<Vec<(usize, &'a Said, String)>, Unplanned> {
    let mut found = Vec::new();
    for (at, said) in line.all("publish") {
        let Ok(short) = ports::short_form(&said.value) else { continue };
        let Ok(published) = ports::publish(&short) else {
            if short == port {
                return Err(elsewhere(said));
            }
            continue;
        };
        if !published.mappings().any(|(own, ..)| own == port) {
            continue;
        }
        if published.count() > 1 {
            let count = published.count();
            let why = detail!("line-edit-several-ports", "the flag publishes {count} ports at once", count);
            return Err(Unplanned::at(said.place, why));
        }
        found.push((at, said, short));
    }
    Ok(found)
}

/// Of what a variable holds the text is the port.
fn elsewhere(said: &Said) -> Unplanned {
    let value = super::shown(&said.value);
    let why = detail!("line-edit-variable", "what {name} holds is said elsewhere", name = value);
    Unplanned::at(said.place, why)
}

pub(super) fn bind_to_loopback(line: &Line<'_>, port: &str) -> Planned {
    let mut steps = Vec::new();
    let mut kept: Vec<(String, String)> = Vec::new();
    for (at, said, short) in publishing(line, port)? {
        let Ok(published) = ports::publish(&short) else { continue };
        let Some((_, address, host_port)) = published.mappings().next() else { continue };
        let is_loopback = address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let address = if is_loopback { address } else { LOOPBACK.to_owned() };
        // What was published on every address of two families is published once now.
        let now = (address, host_port);
        if kept.contains(&now) {
            steps.push(Step::Remove(at));
            continue;
        }
        kept.push(now);
        if !is_loopback {
            // The long form has no address.
            let old = if said.value.contains('=') { &short } else { &said.value };
            steps.push(Step::Say(at, on_loopback(old)));
        }
    }
    Ok(steps)
}

/// Flags that publish these ports, several at once, keep their ranges.
pub(super) fn bind_range_to_loopback(line: &Line<'_>, ports: &[String]) -> Planned {
    let ports: HashSet<&String> = ports.iter().collect();
    let mut steps = Vec::new();
    let mut kept: Vec<Vec<(String, String)>> = Vec::new();
    for (at, said) in line.all("publish") {
        let Ok(short) = ports::short_form(&said.value) else { continue };
        let Ok(published) = ports::publish(&short) else {
            if ports.contains(&short) {
                return Err(elsewhere(said));
            }
            continue;
        };
        let mappings: Vec<(String, String, String)> = published.mappings().collect();
        let wanted = |(own, ..): &&(String, String, String)| ports.contains(own);
        match mappings.iter().filter(wanted).count() {
            0 => continue,
            some if some < mappings.len() => {
                let count = published.count();
                let why =
                    detail!("line-edit-several-ports", "the flag publishes {count} ports at once", count);
                return Err(Unplanned::at(said.place, why));
            }
            _ => {}
        }
        let is_local =
            |address: &String| address.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let local = mappings.iter().all(|(_, address, _)| is_local(address));
        let address = |own: &String| if local { own.clone() } else { LOOPBACK.to_owned() };
        let now: Vec<(String, String)> =
            mappings.iter().map(|(own, at, host)| (format!("{own} {}", address(at)), host.clone())).collect();
        if kept.contains(&now) {
            steps.push(Step::Remove(at));
            continue;
        }
        kept.push(now);
        if !local {
            let old = if said.value.contains('=') { &short } else { &said.value };
            steps.push(Step::Say(at, on_loopback(old)));
        }
    }
    Ok(steps)
}

/// What a flag publishes, on this host only.
fn on_loopback(value: &str) -> String {
    let parts: Vec<&str> = value.rsplitn(3, ':').collect();
    match parts[..] {
        [container] => format!("{LOOPBACK}::{container}"),
        [container, host, ..] => format!("{LOOPBACK}:{host}:{container}"),
        [] => value.to_owned(),
    }
}

/// A port that is published listens; it is exposed in words now, unless that is said already.
pub(super) fn unpublish(line: &Line<'_>, before: &Container, port: &str) -> Planned {
    let mut exposed = line
        .all("expose")
        .any(|(_, one)| ports::expose(&one.value).is_ok_and(|(_, mut every)| every.any(|own| own == port)));
    exposed |= !before.request.exposed_ports.entries.contains_key(port);
    let text = port.strip_suffix("/tcp").unwrap_or(port);
    let mut steps = Vec::new();
    for (at, ..) in publishing(line, port)? {
        steps.push(if exposed { Step::Remove(at) } else { Step::Exchange(at, "expose", text.to_owned()) });
        exposed = true;
    }
    Ok(steps)
}
