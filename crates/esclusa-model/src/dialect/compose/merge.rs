//! What a later file, an extending service or a local definition changes of an earlier one, path by path.

use std::collections::HashSet;
use std::sync::LazyLock;

use esclusa_source::{Detail, Problem, detail};

use super::fingerprint::identical;
use super::path::{Path, Patterns};
use super::scalar;
use crate::{Entries, Tree, Value};

/// Every range is compared with every other one; no real file has more than a few.
const MAX_IPAM_PAIRS: usize = 10_000;

type Map = Entries;

/// A rule of its own at a path.
#[derive(Clone, Copy)]
enum Rule {
    /// The later value replaces the earlier.
    Replace,
    /// Both become `KEY=value` items, one after the other: the last of a key counts, also where it repeats another.
    Pairs,
    /// The same, none of them twice.
    Items,
    /// A text is the build context.
    Build,
    /// A list of names becomes a mapping of dependencies.
    DependsOn,
    /// A list of names becomes a mapping to nothing.
    Names,
    /// Options merge only where the driver is the same.
    Logging,
    /// Address ranges merge by their subnet.
    IpamConfig,
}

static RULES: LazyLock<Patterns<Rule>> = LazyLock::new(|| {
    Patterns::new([
        ("networks.*.ipam.config", Rule::IpamConfig),
        ("networks.*.labels", Rule::Pairs),
        ("volumes.*.labels", Rule::Pairs),
        ("services.*.annotations", Rule::Pairs),
        ("services.*.build", Rule::Build),
        ("services.*.build.args", Rule::Pairs),
        ("services.*.build.additional_contexts", Rule::Pairs),
        ("services.*.build.extra_hosts", Rule::Items),
        ("services.*.build.labels", Rule::Pairs),
        ("services.*.command", Rule::Replace),
        ("services.*.depends_on", Rule::DependsOn),
        ("services.*.deploy.labels", Rule::Pairs),
        ("services.*.dns", Rule::Items),
        ("services.*.dns_opt", Rule::Items),
        ("services.*.dns_search", Rule::Items),
        ("services.*.entrypoint", Rule::Replace),
        ("services.*.env_file", Rule::Items),
        ("services.*.label_file", Rule::Items),
        ("services.*.environment", Rule::Pairs),
        ("services.*.extra_hosts", Rule::Items),
        ("services.*.healthcheck.test", Rule::Replace),
        ("services.*.labels", Rule::Pairs),
        ("services.*.volumes.*.volume.labels", Rule::Items),
        ("services.*.logging", Rule::Logging),
        ("services.*.models", Rule::Names),
        ("services.*.networks", Rule::Names),
        ("services.*.sysctls", Rule::Pairs),
        ("services.*.tmpfs", Rule::Items),
        ("services.*.ulimits.*", Rule::Replace),
    ])
});

/// Merges `over` onto `base`, both standing at `path`. What cannot be merged is a problem, and the later value stays.
pub(super) fn merge(base: Tree, over: Tree, path: &Path<'_>, problems: &mut Vec<Problem>) -> Tree {
    if let Some(rule) = RULES.find(path) {
        return by_rule(rule, base, over, path, problems);
    }
    if over.is_null() && over.symbol.is_none() {
        return base;
    }
    match (&base.value, &over.value) {
        (Value::Mapping(_), Value::Mapping(_)) => mappings(base, over, path, problems),
        (Value::Sequence(_), Value::Sequence(_)) => concatenate(base, over),
        (Value::Mapping(_) | Value::Sequence(_), _) => refuse(
            over,
            path,
            detail!("override-another-kind", "cannot override it by another kind"),
            problems,
        ),
        _ => over,
    }
}

fn refuse(over: Tree, path: &Path<'_>, detail: Detail, problems: &mut Vec<Problem>) -> Tree {
    problems.push(Problem::new(
        "compose-merge",
        over.origin.place,
        detail!("at-path", "{path}: {detail}", path, detail),
    ));
    over
}

/// Entries of both; a mapping that is not one counts as empty, as a rule's conversion gives nothing then.
fn mappings(mut base: Tree, over: Tree, path: &Path<'_>, problems: &mut Vec<Problem>) -> Tree {
    let (Value::Mapping(into), Value::Mapping(entries)) = (&mut base.value, over.value) else { return base };
    for (key, item) in entries {
        let merged = match into.get_mut(&key) {
            Some(earlier) => merge(std::mem::take(earlier), item, &path.child(&key), problems),
            None => item,
        };
        into.insert(key, merged);
    }
    base
}

/// Items of both.
fn append(mut base: Tree, over: Tree) -> Tree {
    if let (Value::Sequence(into), Value::Sequence(items)) = (&mut base.value, over.value) {
        into.extend(items);
    }
    base
}

/// Items of both; of the later ones only those that are not there yet.
fn concatenate(mut base: Tree, over: Tree) -> Tree {
    if let (Value::Sequence(into), Value::Sequence(items)) = (&mut base.value, over.value) {
        let mut there: HashSet<String> = into.iter().map(identical).collect();
        into.extend(items.into_iter().filter(|item| there.insert(identical(item))));
    }
    base
}

fn by_rule(rule: Rule, base: Tree, over: Tree, path: &Path<'_>, problems: &mut Vec<Problem>) -> Tree {
    match rule {
        Rule::Replace => over,
        Rule::Pairs => append(items(base), items(over)),
        Rule::Items => concatenate(items(base), items(over)),
        Rule::Build => match (build(base), build(over)) {
            (Some(base), Some(over)) => mappings(base, over, path, problems),
            (Some(base), None) => base,
            (None, Some(over)) => {
                refuse(over, path, detail!("override-nothing", "cannot override nothing"), problems)
            }
            (None, None) => Tree::default(),
        },
        Rule::DependsOn => {
            let base = names(base, true, path, problems);
            let over = names(over, true, path, problems);
            either(base, over, path, problems)
        }
        Rule::Names => {
            let base = names(base, false, path, problems);
            let over = names(over, false, path, problems);
            either(base, over, path, problems)
        }
        Rule::Logging => logging(base, over, path, problems),
        Rule::IpamConfig => ipam(base, over, path, problems),
    }
}

/// Merges two mappings of which one may be nothing; Compose cannot write into nothing.
fn either(base: Option<Tree>, over: Option<Tree>, path: &Path<'_>, problems: &mut Vec<Problem>) -> Tree {
    match (base, over) {
        (Some(base), Some(over)) => mappings(base, over, path, problems),
        (Some(base), None) => base,
        (None, Some(over)) if over.as_map().is_some_and(|map| !map.is_empty()) => {
            refuse(over, path, detail!("override-nothing", "cannot override nothing"), problems)
        }
        (None, over) => over.unwrap_or_default(),
    }
}

/// A mapping, list or text as a list of items.
fn items(tree: Tree) -> Tree {
    let Tree { value, origin, symbol, key } = tree;
    let made = match value {
        Value::Sequence(items) => items,
        text @ Value::String(_) => {
            vec![Tree { value: text, origin: origin.clone(), symbol: symbol.clone(), key: None }]
        }
        Value::Mapping(map) => {
            let mut made = Vec::with_capacity(map.len());
            for (name, item) in map {
                let text = |value: &Value| match value {
                    Value::Null => name.clone(),
                    value => format!("{name}={}", scalar::printed(value)),
                };
                let symbol = item.symbol.as_ref().map(|symbol| format!("{name}={symbol}").into());
                match &item.value {
                    Value::Sequence(several) => {
                        for one in several {
                            made.push(Tree { value: text(&one.value).into(), ..one.clone() });
                        }
                    }
                    value => {
                        let value = text(value).into();
                        made.push(Tree { value, origin: item.origin, symbol, key: item.key });
                    }
                }
            }
            made.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            made
        }
        _ => Vec::new(),
    };
    Tree { value: made.into(), origin, symbol, key }
}

fn build(tree: Tree) -> Option<Tree> {
    match &tree.value {
        Value::Mapping(_) => Some(tree),
        Value::String(_) => {
            let mut map = Map::new();
            let place = Tree { key: tree.key, ..Tree::new(Map::new(), tree.origin.clone()) };
            map.insert("context".to_owned(), tree);
            Some(Tree { value: map.into(), ..place })
        }
        _ => None,
    }
}

/// A list of names as a mapping, each to nothing or to the condition that a bare dependency has.
fn names(tree: Tree, dependency: bool, path: &Path<'_>, problems: &mut Vec<Problem>) -> Option<Tree> {
    let Tree { value, origin, symbol, key } = tree;
    // One name alone counts as a list of it.
    let value = match value {
        text @ Value::String(_) => Value::Sequence(vec![Tree {
            value: text,
            origin: origin.clone(),
            symbol: symbol.clone(),
            key: None,
        }]),
        value => value,
    };
    let value = match value {
        Value::Mapping(map) => Value::Mapping(map),
        Value::Sequence(items) => {
            let mut map = Map::new();
            for item in items {
                let Some(name) = item.as_str().map(str::to_owned) else {
                    problems.push(Problem::new(
                        "compose-merge",
                        item.origin.place,
                        detail!("expected-a-name", "{path}: expected a name", path),
                    ));
                    continue;
                };
                let mut entry = Tree { value: Value::Null, ..item };
                if dependency {
                    let mut condition = Map::new();
                    let origin = &entry.origin;
                    condition.insert("condition".into(), Tree::new("service_started", origin.clone()));
                    condition.insert("required".into(), Tree::new(true, origin.clone()));
                    entry.value = condition.into();
                }
                map.insert(name, entry);
            }
            Value::Mapping(map)
        }
        _ => return None,
    };
    Some(Tree { value, origin, symbol, key })
}

fn logging(base: Tree, over: Tree, path: &Path<'_>, problems: &mut Vec<Problem>) -> Tree {
    if base.as_map().is_none() || over.as_map().is_none() {
        return refuse(over, path, detail!("logging-no-mapping", "logging must be a mapping"), problems);
    }
    match (base.get("driver"), over.get("driver")) {
        (Some(one), Some(other)) if one != other => over,
        _ => mappings(base, over, path, problems),
    }
}

fn ipam(base: Tree, over: Tree, path: &Path<'_>, problems: &mut Vec<Problem>) -> Tree {
    let place = Tree { value: Value::Null, ..base.clone() };
    let (Value::Sequence(configs), Value::Sequence(overrides)) = (base.value, &over.value) else {
        return refuse(over, path, detail!("ipam-no-list", "ipam config must be a list"), problems);
    };
    if configs.len().saturating_mul(overrides.len()) > MAX_IPAM_PAIRS {
        return refuse(over, path, detail!("too-many-ranges", "too many address ranges to merge"), problems);
    }
    // Anything but a mapping has no subnet, and no entries that could be merged.
    let mapping = |tree: Tree| if tree.as_map().is_some() { tree } else { tree.with_value(Map::new()) };
    let subnet = |tree: &Tree| tree.get("subnet").map(|tree| tree.value.clone());
    let mut made: Vec<Tree> = Vec::new();
    for config in configs {
        let mut config = mapping(config);
        for one in overrides {
            let one = mapping(one.clone());
            if subnet(&one) != subnet(&config) && !made.iter().any(|there| subnet(there) == subnet(&one)) {
                made.push(one);
                continue;
            }
            config = mappings(config, one, path, problems);
            match made.iter_mut().find(|there| subnet(there) == subnet(&config)) {
                Some(there) => *there = config.clone(),
                None => made.push(config.clone()),
            }
        }
    }
    Tree { value: made.into(), ..place }
}
