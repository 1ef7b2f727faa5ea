//! Devices of the host.

use esclusa_finding::{Fix, Message};
use esclusa_model::Change;

use super::{doubted, needed, shown};
use crate::Subject;

/// Takes a device away.
pub(crate) fn remove_device(subject: &Subject<'_>, path: &str) -> Fix {
    let title = Message::new("fix-remove-device").with("path", path.to_owned());
    let (safety, reason) = match subject.needs.and_then(|needs| needs.devices.as_ref()) {
        Some(seen) if seen.iter().any(|one| one == path) => return needed("host-device-fix"),
        Some(_) => shown(),
        None => doubted("fix-reason-asked"),
    };
    Fix::of_container(safety, title, reason, vec![Change::RemoveDevice { path: path.to_owned() }])
}

/// Takes a rule away that allows devices by their number. Which device it is that the lock names is not known here.
pub(crate) fn remove_device_rule(subject: &Subject<'_>, rule: &str) -> Fix {
    let title = Message::new("fix-remove-device-rule").with("rule", rule.to_owned());
    let opens_none = subject.needs.and_then(|needs| needs.devices.as_ref()).is_some_and(Vec::is_empty);
    let (safety, reason) = if opens_none { shown() } else { doubted("fix-reason-asked") };
    Fix::of_container(safety, title, reason, vec![Change::RemoveDeviceRule { rule: rule.to_owned() }])
}
