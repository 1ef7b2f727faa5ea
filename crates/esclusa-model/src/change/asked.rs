//! What is asked for by name: the image, a device, settings that are better left to the engine.

use std::sync::Arc;

use super::{made, set};
use crate::container::{DeviceMapping, HostConfig, LogConfig, Request};
use crate::{Container, Field};

/// A setting that a container can do without.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// Never killed when memory runs out.
    OomKillDisable,
    /// Killed before others, or after them.
    OomScoreAdj,
    /// The parent cgroup.
    CgroupParent,
    /// The log driver, with its options.
    LogDriver,
    /// A kernel setting, by its name.
    Sysctl(String),
    /// A supplementary group.
    Group(String),
    /// A limit of processes, by its name.
    Ulimit(String),
}

impl Setting {
    /// The field of the create request that holds it.
    pub(super) const fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::OomKillDisable => &["OomKillDisable"],
            Self::OomScoreAdj => &["OomScoreAdj"],
            Self::CgroupParent => &["CgroupParent"],
            Self::LogDriver => &["LogConfig"],
            Self::Sysctl(_) => &["Sysctls"],
            Self::Group(_) => &["GroupAdd"],
            Self::Ulimit(_) => &["Ulimits"],
        }
    }

    /// Takes it away.
    pub(super) fn remove(&self, request: &mut Request) {
        let host = &mut request.host;
        match self {
            Self::OomKillDisable => host.oom_kill_disable = Field::default(),
            Self::OomScoreAdj => host.oom_score_adj = Field::default(),
            Self::CgroupParent => host.cgroup_parent = Field::default(),
            Self::LogDriver => host.log_config = LogConfig::default(),
            Self::Sysctl(name) => drop(host.sysctls.entries.shift_remove(name)),
            Self::Group(group) => host.group_add.items.retain(|item| item.get() != Some(group)),
            Self::Ulimit(name) => {
                let is = |own: &String| own.eq_ignore_ascii_case(name);
                host.ulimits.items.retain(|item| !item.get().and_then(|one| one.name.get()).is_some_and(is));
            }
        }
    }
}

/// Gives a device of the host, as the docker client gives it.
pub(super) fn add_device(host: &mut HostConfig, path: &str) {
    let is = |device: &DeviceMapping| device.path_on_host.get().is_some_and(|own| own == path);
    if !host.devices.values().any(is) {
        let device = DeviceMapping {
            path_on_host: made(path.to_owned()),
            path_in_container: made(path.to_owned()),
            cgroup_permissions: made("rwm".to_owned()),
            ..DeviceMapping::default()
        };
        host.devices.items.push(made(device));
    }
}

/// Pins the image to a digest, unless it has one or a variable says which it is.
pub(super) fn pin_image(container: &mut Container, digest: &str) {
    let image = &mut container.request.image;
    let Some(reference) = image.get().filter(|reference| !reference.contains('@')) else { return };
    if image.symbol.is_some() || reference.is_empty() || reference.starts_with("sha256:") {
        return;
    }
    // A colon before the last slash is that of a registry's port. What is known of the image goes by its tag.
    let is_tagged = reference.rsplit('/').next().is_some_and(|last| last.contains(':'));
    let pinned = format!("{reference}{}@{digest}", if is_tagged { "" } else { ":latest" });
    set(image, &pinned);
    Arc::make_mut(&mut container.identity).digest = Some(digest.to_owned());
}
