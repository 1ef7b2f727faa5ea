//! Quotas, logs and restarts.

use esclusa_source::Span;
use esclusa_source::detail;
use esclusa_source::syntax::yaml::surgery::Written;

use super::text::{refusal, resolved};
use super::{Lowering, escaped, together};
use crate::Lowered;
use crate::dialect::compose::model::is_exact_cpus;

const LIMITS: [&str; 3] = ["deploy", "resources", "limits"];
const RESERVED_MEMORY: [&str; 4] = ["deploy", "resources", "reservations", "memory"];
const RESTART_POLICY: [&str; 2] = ["deploy", "restart_policy"];

/// A size as people write it: `512m` where it is whole.
pub(super) fn size(bytes: i64) -> String {
    for (power, unit) in [(30, "g"), (20, "m"), (10, "k")] {
        if bytes > 0 && bytes % (1 << power) == 0 {
            return format!("{}{unit}", bytes >> power);
        }
    }
    bytes.to_string()
}

/// Billionths of a CPU as a number of CPUs.
pub(super) fn cpus(nano_cpus: i64) -> String {
    (nano_cpus as f64 / 1e9).to_string()
}

/// A restart policy in one text.
pub(super) fn restart(policy: &str, most: i64) -> String {
    if policy == "on-failure" && most > 0 { format!("{policy}:{most}") } else { policy.to_owned() }
}

impl Lowering<'_> {
    /// Says a limit where the file says limits: under `deploy` where there are some, at the service where it is said
    /// there or nowhere. Compose refuses two that differ.
    fn limit(&self, deployed: &str, own: &str, value: &Written) -> Lowered {
        let service = self.service;
        let in_deploy = service.dig(&LIMITS).is_some();
        let mut parts = Vec::new();
        if in_deploy {
            let text = match value {
                Written::Word(word) if deployed != "pids" => Written::text(word.clone()),
                value => value.clone(),
            };
            parts.push(service.put(&[LIMITS[0], LIMITS[1], LIMITS[2], deployed], &text));
        }
        if !in_deploy || service.dig(&[own]).is_some() {
            parts.push(service.put(&[own], value));
        }
        together(parts)
    }

    /// Takes a key of the service out, if it is there.
    fn drop_key(&self, key: &str) -> Lowered {
        match self.service.dig(&[key]) {
            Some(_) => self.service.take(key, Some(Written::word(0))),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn limit_memory(&self, bytes: i64) -> Lowered {
        let service = self.service;
        let written = |bytes: i64| {
            let size = size(bytes);
            if size.bytes().all(|byte| byte.is_ascii_digit()) {
                Written::Word(size)
            } else {
                Written::Text(size)
            }
        };
        let mut parts =
            vec![self.limit("memory", "mem_limit", &written(bytes)), self.drop_key("memswap_limit")];
        let reserved = |one: &crate::Container| one.request.host.memory_reservation.value;
        if reserved(self.container) != reserved(self.after) {
            if service.dig(&RESERVED_MEMORY).is_some() {
                parts.push(service.put(&RESERVED_MEMORY, &Written::text(size(bytes))));
            }
            if service.dig(&["mem_reservation"]).is_some() {
                parts.push(service.put(&["mem_reservation"], &written(bytes)));
            }
        }
        together(parts)
    }

    pub(super) fn limit_cpus(&self, nano_cpus: i64) -> Lowered {
        if !is_exact_cpus(nano_cpus) {
            let why = detail!(
                "edit-cpus-rounded",
                "Compose rounds {billionths} billionths of a CPU",
                billionths = nano_cpus
            );
            return Err(refusal(self.container.place.place, why));
        }
        let number = Written::Word(cpus(nano_cpus));
        together([
            self.limit("cpus", "cpus", &number),
            self.drop_key("cpu_period"),
            self.drop_key("cpu_quota"),
        ])
    }

    pub(super) fn limit_processes(&self, processes: i64) -> Lowered {
        self.limit("pids", "pids_limit", &Written::word(processes))
    }

    pub(super) fn limit_logs(&self, max_size: &str, max_file: u32) -> Lowered {
        let log = &self.container.request.host.log_config;
        let wanted = [("max-size", max_size.to_owned()), ("max-file", max_file.to_string())];
        let lacking = wanted.iter().filter(|(key, value)| log.config.get(key) != Some(value));
        let values: Vec<(&str, Written)> =
            lacking.map(|(key, value)| (*key, self.option(key, escaped(value)))).collect();
        self.service.put_all(&["logging", "options"], &values)
    }

    /// The value of an option; all of them are texts, which people quote.
    fn option(&self, key: &str, value: String) -> Written {
        let there = self.service.dig(&["logging", "options", key]).map(resolved);
        match there.and_then(esclusa_source::Node::scalar) {
            Some((_, esclusa_source::Style::Plain)) => Written::Text(value),
            _ => Written::Styled(value, self.service.quote()),
        }
    }

    pub(super) fn set_restart(&self, policy: &str, most: i64) -> Lowered {
        let service = self.service;
        if service.dig(&RESTART_POLICY).is_none() {
            return service.put(&["restart"], &Written::text(escaped(&restart(policy, most))));
        }
        let condition = match policy {
            "no" => "none",
            "always" => "any",
            other => other,
        };
        let condition = ("condition", Written::text(escaped(condition)));
        let counts = policy == "on-failure" && most > 0;
        if counts {
            return service.put_all(&RESTART_POLICY, &[condition, ("max_attempts", Written::word(most))]);
        }
        together([
            service.put_all(&RESTART_POLICY, &[condition]),
            service.take_below(&["deploy", "restart_policy", "max_attempts"], Some(Written::word(0))),
        ])
    }
}

/// The places once each, in order.
pub(super) fn distinct(mut places: Vec<Span>) -> Vec<Span> {
    places.sort_unstable_by_key(|place| (place.file, place.start, place.end));
    places.dedup();
    places
}
