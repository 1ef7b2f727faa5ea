//! Whether a value is one that its flag takes: what pflag's `Set` refuses while it parses.

use std::path::Path;

use super::flags::{Check, Kind};
use super::pflag::Occurrence;
use super::{addresses, cpus, devices, mounts, networks, numbers};
use crate::Origin;

/// Judges one value.
pub(super) fn value(occurrence: &Occurrence<'_>, working_dir: &Path) -> Result<(), String> {
    let text = occurrence.value.as_str();
    match occurrence.flag.kind {
        Kind::Bool => numbers::boolean(text).map(drop),
        Kind::Int => numbers::integer(text).map(drop),
        Kind::Uint16 => numbers::unsigned(text, 16).map(drop),
        Kind::Uint64 => numbers::unsigned(text, 64).map(drop),
        Kind::Duration => numbers::duration(text).map(drop),
        Kind::Bytes => numbers::bytes(text).map(drop),
        Kind::SwapBytes if text == "-1" => Ok(()),
        Kind::SwapBytes => numbers::bytes(text).map(drop),
        Kind::Cpus => cpus::nano_cpus(text).map(drop),
        Kind::Text => Ok(()),
        Kind::List(check) => item(check, text, working_dir),
    }
}

fn item(check: Check, text: &str, working_dir: &Path) -> Result<(), String> {
    let nowhere = Origin::default();
    match check {
        Check::Any => Ok(()),
        Check::Attach if matches!(text.to_lowercase().as_str(), "stdin" | "stdout" | "stderr") => Ok(()),
        Check::Attach => Err("valid streams are STDIN, STDOUT and STDERR".to_owned()),
        Check::Address => addresses::ip(text).map(drop),
        Check::DeviceCgroupRule => devices::cgroup_rule(text),
        Check::DnsSearch => addresses::search_domain(text).map(drop),
        Check::Env if text.is_empty() || text.starts_with('=') => {
            Err("invalid environment variable: no name".into())
        }
        Check::Env => Ok(()),
        Check::ExtraHost => addresses::extra_host(text).map(drop),
        Check::Gpus => devices::gpus(text, &nowhere).map(drop),
        Check::Label => label(text),
        Check::Link => addresses::link(text),
        Check::Mount => mounts::mount(text, &nowhere, working_dir).map(drop),
        Check::Network => networks::attachment(text).map(drop),
        Check::Sysctl => sysctl(text),
        Check::ThrottleBps => devices::throttle_bytes(text).map(drop),
        Check::ThrottleIops => devices::throttle_operations(text).map(drop),
        Check::Ulimit => devices::ulimit(text, &nowhere).map(drop),
        Check::WeightDevice => devices::weight(text).map(drop),
    }
}

/// A label's name is not empty and holds no white space.
fn label(text: &str) -> Result<(), String> {
    let name = text.split('=').next().unwrap_or("").trim_start_matches([' ', '\t']);
    if name.is_empty() {
        return Err(format!("invalid label '{text}': empty name"));
    }
    if name.contains([' ', '\t']) {
        return Err(format!("label '{name}' contains whitespaces"));
    }
    Ok(())
}

/// The kernel settings that have a namespace.
const SYSCTLS: &[&str] = &[
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];

fn sysctl(text: &str) -> Result<(), String> {
    let name = text.split_once('=').map_or("", |(name, _)| name);
    if SYSCTLS.contains(&name) || name.starts_with("net.") || name.starts_with("fs.mqueue.") {
        return Ok(());
    }
    Err(format!("sysctl '{text}' is not allowed"))
}
