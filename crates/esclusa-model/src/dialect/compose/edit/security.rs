//! Capabilities, security options and devices.

use esclusa_source::Span;
use esclusa_source::syntax::yaml::surgery::Written;

use super::list::ListChange;
use super::{Lowering, together};
use crate::field::{Field, List};
use crate::{Lowered, Origin};

/// The option that keeps a process from gaining privileges.
const NO_NEW_PRIVILEGES: &str = "no-new-privileges:true";

impl Lowering<'_> {
    /// The places of the items that are no longer there.
    pub(super) fn gone<T: PartialEq>(&self, before: &List<T>, after: &List<T>) -> Vec<Span> {
        let gone = before.items.iter().filter(|item| !after.items.contains(item));
        gone.filter_map(|item| item.origin.place).collect()
    }

    pub(super) fn change_capabilities(&self) -> Lowered {
        let (before, after) = (&self.container.request.host, &self.after.request.host);
        together([
            self.change_capability_list("cap_drop", &before.cap_drop, &after.cap_drop),
            self.change_capability_list("cap_add", &before.cap_add, &after.cap_add),
        ])
    }

    fn change_capability_list(&self, key: &str, before: &List<String>, after: &List<String>) -> Lowered {
        let there = self.service.items(key);
        let texts = || there.iter().filter_map(|item| item.scalar().map(|(text, _)| text));
        // Both spellings mean the same; the one that the file has is kept.
        let prefixed =
            texts().next().is_some() && texts().all(|text| text.to_ascii_uppercase().starts_with("CAP_"));
        let spelled = |name: &String| match name.strip_prefix("CAP_") {
            Some(short) if !prefixed => short.to_owned(),
            _ => name.clone(),
        };
        let new = after.items.iter().filter(|item| !before.items.contains(item)).filter_map(Field::get);
        let append: Vec<Written> = new.map(|name| Written::text(super::escaped(&spelled(name)))).collect();
        // What is said twice is one item for the client: every place of it goes.
        let kept: Vec<String> = after.values().cloned().collect();
        let gone = self.gone(before, after);
        let same = |text: &str| {
            let upper = text.to_ascii_uppercase();
            let name =
                if upper == "ALL" || upper.starts_with("CAP_") { upper } else { format!("CAP_{upper}") };
            before.values().any(|one| *one == name) && !kept.contains(&name)
        };
        let remove = there
            .iter()
            .filter(|item| gone.contains(&item.span) || item.scalar().is_some_and(|(text, _)| same(text)))
            .map(|item| item.span);
        let mut remove: Vec<Span> = remove.collect();
        remove.extend(gone.iter().filter(|place| !there.iter().any(|item| item.span == **place)));
        self.service.change_list(key, &ListChange { remove, append, ..ListChange::default() })
    }

    pub(super) fn remove_security_options(&self) -> Lowered {
        let remove =
            self.gone(&self.container.request.host.security_opt, &self.after.request.host.security_opt);
        self.service.change_list("security_opt", &ListChange { remove, ..ListChange::default() })
    }

    pub(super) fn restore_system_paths(&self) -> Lowered {
        let host = &self.container.request.host;
        let asked = [&host.masked_paths.origin, &host.readonly_paths.origin];
        let mut remove: Vec<Span> = asked.iter().filter_map(|origin: &&Origin| origin.place).collect();
        remove.dedup();
        // The option may be there more than once.
        let there = self.service.items("security_opt").into_iter();
        let same =
            there.filter(|item| item.scalar().is_some_and(|(text, _)| text == "systempaths=unconfined"));
        remove.extend(same.map(|item| item.span));
        remove.sort_unstable_by_key(|place| (place.file, place.start));
        remove.dedup();
        self.service.change_list("security_opt", &ListChange { remove, ..ListChange::default() })
    }

    pub(super) fn forbid_new_privileges(&self) -> Lowered {
        let before = &self.container.request.host.security_opt;
        let is = |item: &&Field<String>| {
            item.get().is_some_and(|text| text.split(['=', ':']).next() == Some("no-new-privileges"))
        };
        let said: Vec<Span> = before.items.iter().filter(is).filter_map(|item| item.origin.place).collect();
        let written = Written::text(NO_NEW_PRIVILEGES);
        let last = self.service.items("security_opt").last().map(|item| item.span);
        let change = match said.as_slice() {
            // At the end already: it is said otherwise in its place.
            [only] if last == Some(*only) => {
                ListChange { replace: vec![(*only, written)], ..ListChange::default() }
            }
            _ => ListChange { remove: said, append: vec![written], ..ListChange::default() },
        };
        self.service.change_list("security_opt", &change)
    }

    pub(super) fn remove_devices(&self) -> Lowered {
        let remove = self.gone(&self.container.request.host.devices, &self.after.request.host.devices);
        self.service.change_list("devices", &ListChange { remove, ..ListChange::default() })
    }
}
