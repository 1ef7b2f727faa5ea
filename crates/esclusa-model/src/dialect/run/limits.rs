//! Block devices, limits, the restart policy and the security options that the flags make.

use esclusa_source::Problem;

use super::assemble::Assembly;
use super::{devices, numbers, security};
use crate::Origin;
use crate::container::{RestartPolicy, ThrottleDevice, Ulimit, WeightDevice};
use crate::field::{Field, List};

impl Assembly<'_, '_, '_> {
    /// The list of block devices a flag makes.
    pub(super) fn throttled(
        &self,
        target: &str,
        parse: fn(&str) -> Result<(String, u64), String>,
    ) -> List<ThrottleDevice> {
        self.given.list(target, |text, origin| {
            let (path, rate) = parse(text)?;
            let rate = if rate == 0 { Field::default() } else { Field::new(rate, origin.clone()) };
            Ok(ThrottleDevice { path: Field::new(path, origin.clone()), rate, ..ThrottleDevice::default() })
        })
    }

    pub(super) fn weighted(&self) -> List<WeightDevice> {
        self.given.list("blkio-weight-device", |text, origin| {
            let (path, weight) = devices::weight(text)?;
            let weight = if weight == 0 { Field::default() } else { Field::new(weight, origin.clone()) };
            Ok(WeightDevice { path: Field::new(path, origin.clone()), weight, ..WeightDevice::default() })
        })
    }

    /// Limits by name, the last of a name counting, sorted as the client sorts them.
    pub(super) fn ulimits(&self) -> List<Ulimit> {
        let mut list = self.given.list("ulimit", devices::ulimit);
        for item in &mut list.items {
            if let (None, Some(symbol)) = (&item.value, &item.symbol) {
                item.value = devices::unknown_ulimit(symbol, &item.origin);
            }
        }
        let name = |item: &Field<Ulimit>| item.get().and_then(|limit| limit.name.value.clone());
        let mut unique: Vec<Field<Ulimit>> = Vec::new();
        for item in list.items {
            match unique.iter_mut().find(|other| name(&item).is_some() && name(other) == name(&item)) {
                Some(other) => *other = item,
                None => unique.push(item),
            }
        }
        unique.sort_by_key(&name);
        list.items = unique;
        list
    }

    pub(super) fn restart_policy(&mut self) -> RestartPolicy {
        let Some(occurrence) = self.given.last("restart") else { return RestartPolicy::default() };
        let (name, count) = occurrence.value.split_once(':').unwrap_or((&occurrence.value, ""));
        let policy = RestartPolicy {
            // An empty policy is sent as such, where an absent one is sent as `no`.
            name: occurrence.field::<String, String>(Ok(name.to_owned()), true),
            maximum_retry_count: if count.is_empty() {
                Field::default()
            } else {
                occurrence.field(numbers::signed_decimal(count).ok_or(()), false)
            },
            ..RestartPolicy::default()
        };
        let refusal = if occurrence.symbol().is_some() {
            None
        } else if name.is_empty() && occurrence.value.starts_with(':') {
            Some("invalid restart policy format: no policy provided before colon")
        } else if !count.is_empty() && numbers::signed_decimal(count).is_none() {
            Some("invalid restart policy format: maximum retry count must be an integer")
        } else {
            None
        };
        if let Some(message) = refusal {
            let span = occurrence.word.span;
            self.problems.push(Problem::new("docker-refuses", span, message));
        }
        policy
    }

    /// The security options as sent, with `systempaths=unconfined` taken out; whether it was there, and where.
    pub(super) fn security(&mut self) -> (List<String>, Option<Origin>) {
        let mut list = List::default();
        let mut unconfined = None;
        let mut refusals = Vec::new();
        for occurrence in self.given.all("security-opt") {
            if occurrence.value == "systempaths=unconfined" {
                unconfined = Some(occurrence.origin());
                continue;
            }
            let option = security::option(&occurrence.value, self.context.files, &self.context.working_dir);
            let sent = match option {
                Ok(sent) => sent,
                Err(why) => {
                    if occurrence.symbol().is_none() {
                        refusals.push((occurrence.word.span, why));
                    }
                    occurrence.value.clone()
                }
            };
            list.items.push(occurrence.field::<String, String>(Ok(sent), true));
            list.origin = occurrence.origin();
        }
        self.problems
            .extend(refusals.into_iter().map(|(span, why)| Problem::new("docker-refuses", span, why)));
        (list, unconfined)
    }
}
