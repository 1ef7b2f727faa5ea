//! Forms that many values share, and keys by their old names.

use crate::{Entries, Tree};

type Map = Entries;

/// Gives `initial_sync` of a watch the name that it has since it is part of the specification.
pub(in crate::dialect::compose) fn rename(model: &mut Tree) {
    let services = model.get_mut("services").and_then(Tree::as_map_mut);
    for service in services.into_iter().flat_map(|map| map.values_mut()) {
        let watch = service.get_mut("develop").and_then(|develop| develop.get_mut("watch"));
        for trigger in watch.and_then(Tree::as_seq_mut).into_iter().flatten().filter_map(Tree::as_map_mut) {
            if let Some(initial) = trigger.shift_remove("x-initialSync") {
                trigger.entry("initial_sync".to_owned()).or_insert(initial);
            }
        }
    }
}

/// A text as a list of it.
pub(super) fn text_to_list(tree: &mut Tree) {
    if tree.as_str().is_some() {
        let item = Tree { key: None, ..tree.clone() };
        tree.value = vec![item].into();
        tree.symbol = None;
    }
}

/// A value as a mapping of one key to it.
pub(super) fn wrap(tree: &mut Tree, key: &str) {
    let inner = std::mem::take(tree);
    *tree = Tree { key: inner.key, ..Tree::new(Map::new(), inner.origin.clone()) };
    if let Some(map) = tree.as_map_mut() {
        map.insert(key.to_owned(), Tree { key: None, ..inner });
    }
}

/// What a watch looks at and passes by, as lists.
pub(super) fn watch_lists(develop: &mut Tree) {
    let Some(watch) = develop.get_mut("watch").and_then(Tree::as_seq_mut) else { return };
    for trigger in watch {
        for key in ["ignore", "include"] {
            if let Some(tree) = trigger.get_mut(key) {
                text_to_list(tree);
            }
        }
    }
}

/// A schedule in one text is when it runs.
pub(super) fn schedules(triggers: &mut Tree) {
    let Some(schedules) = triggers.get_mut("schedule").and_then(Tree::as_seq_mut) else { return };
    schedules.iter_mut().filter(|schedule| schedule.as_str().is_some()).for_each(|text| wrap(text, "cron"));
}
