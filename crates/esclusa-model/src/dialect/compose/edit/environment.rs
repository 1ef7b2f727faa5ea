//! Variables, and secrets that leave them.

use std::path::Path;

use esclusa_source::syntax::yaml::surgery::Written;
use esclusa_source::{Edit, Kind, Node, Span, detail};

use super::list::ListChange;
use super::put::{alone, inherited, lowered, put_all};
use super::text::{Held, held, is_merged, name_of, refusal, resolved};
use super::{Lowering, escaped, together};
use crate::{Lowered, Origin, Refusal, Tree, Via};

/// Where secrets are mounted.
const FOLDER: &str = "/run/secrets/";

impl Lowering<'_> {
    pub(super) fn remove_variable(&self, variable: &str) -> Lowered {
        self.change_variable(variable, None)
    }

    /// Takes a variable out of the service's own text, or puts another one in its place.
    fn change_variable(&self, variable: &str, other: Option<(&str, &str)>) -> Lowered {
        let (_, layer) = self.service.own("environment")?;
        self.written_here(variable)?;
        let Held::Entry(_, entry) = held(layer.node, "environment") else {
            return Err(inherited(self.service.dig(&["environment"])));
        };
        match &*entry.value.kind {
            Kind::Mapping { entries, .. } => {
                let find = |name: &str| entries.iter().position(|entry| name_of(entry) == Some(name));
                let Some(at) = find(variable).filter(|_| !is_merged(&entry.value, variable)) else {
                    return Err(inherited(Some(&entry.value)));
                };
                let Some((name, value)) = other else {
                    return self.service.take_below(&["environment", variable], None);
                };
                let value = Written::text(escaped(value));
                if find(name).is_some() {
                    return together([
                        put_all(layer, &entry.value, &[], &[(name, value)]),
                        lowered(layer.surgeon.remove_entries(&entry.value, &[at])),
                    ]);
                }
                let Some(own) = entries.get(at) else { return Ok(Vec::new()) };
                together([
                    lowered(layer.surgeon.rename(&own.key, name)),
                    lowered(layer.surgeon.set(&entry.value, at, &value)),
                ])
            }
            Kind::Sequence { items, .. } => {
                let named = |item: &Node, name: &str| {
                    item.scalar().is_some_and(|(text, _)| text.split('=').next() == Some(name))
                };
                let places = |name: &str| -> Vec<Span> {
                    items
                        .iter()
                        .map(resolved)
                        .filter(|item| named(item, name))
                        .map(|item| item.span)
                        .collect()
                };
                let mut change = ListChange { remove: places(variable), ..ListChange::default() };
                if let Some((name, value)) = other {
                    let written = Written::Text(format!("{name}={}", escaped(value)));
                    let there = places(name).pop().or_else(|| change.remove.pop());
                    change.replace.extend(there.map(|place| (place, written)));
                }
                self.service.change_list("environment", &change)
            }
            _ => Err(inherited(Some(&entry.value))),
        }
    }

    /// Refuses a variable that comes from another text.
    fn written_here(&self, variable: &str) -> Result<(), Refusal> {
        let named = |text: &&crate::Field<String>| {
            text.get().is_some_and(|text| text.split('=').next() == Some(variable))
        };
        let Some(item) = self.container.request.env.items.iter().find(named) else { return Ok(()) };
        if item.origin.links().any(|link| link.via == Via::EnvFile) {
            let why = detail!("edit-env-file", "the variable is written in an `env_file`");
            return Err(refusal(item.origin.place, why));
        }
        if self.is_in_env_file(variable) {
            let why = detail!("edit-env-file", "the variable is written in an `env_file`");
            return Err(refusal(item.origin.place, why));
        }
        let shared = |via: &Via| matches!(via, Via::Alias | Via::MergeKey | Via::Extends { .. });
        if item.origin.links().any(|link| shared(&link.via)) {
            return Err(Refusal { place: item.origin.place, ..inherited(None) });
        }
        // An earlier file may have it too, and would have the say again.
        let having =
            self.service.layers.iter().map(|layer| layer.node).chain(self.service.bases.iter().copied());
        let times = having
            .filter(|node| super::text::dig(node, &["environment"]).is_some_and(|env| has(env, variable)));
        if times.count() > 1 || self.service.hidden_base.is_some() {
            return Err(Refusal { place: item.origin.place, ..inherited(None) });
        }
        Ok(())
    }

    /// Whether a file that other variables come from has the variable as well: it would have the say again.
    fn is_in_env_file(&self, variable: &str) -> bool {
        let from_file = |origin: &&Origin| origin.links().any(|link| link.via == Via::EnvFile);
        let origins = self.container.request.env.items.iter().map(|item| &item.origin).filter(from_file);
        let mut files: Vec<_> = origins.filter_map(|origin| origin.place).map(|place| place.file).collect();
        files.sort_unstable();
        files.dedup();
        files.into_iter().any(|file| {
            self.sources.file(file).text.lines().any(|line| {
                let line = line.trim_start().trim_start_matches("export ").trim_start();
                line.strip_prefix(variable).is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
            })
        })
    }

    pub(super) fn read_secret_from_file(&self, variable: &str, source: &str, target: &str) -> Lowered {
        let (_, layer) = self.service.own("secrets")?;
        let name = format!("{variable}_FILE");
        let mut parts = vec![self.change_variable(variable, Some((&name, target)))?];
        let mut unmounted = self.unmounted();
        let (key, is_defined) = self.secret_key(variable, source, target);
        let item = if target == format!("{FOLDER}{key}") {
            Written::text(key.clone())
        } else {
            Written::Mapping(vec![
                ("source".to_owned(), Written::text(key.clone())),
                ("target".to_owned(), Written::text(escaped(target))),
            ])
        };
        // What is mounted there now goes; among the secrets it gives its place to the new one.
        let secrets = self.service.items("secrets");
        let (remove, rest) =
            unmounted.drain(..).partition(|place| secrets.iter().any(|item| item.span == *place));
        parts.push(self.unmount(rest)?);
        parts.push(
            self.service.change_list(
                "secrets",
                &ListChange { remove, append: vec![item], ..ListChange::default() },
            )?,
        );
        if !is_defined {
            let file =
                Written::Mapping(vec![("file".to_owned(), Written::text(escaped(&self.relative(source))))]);
            let edits = put_all(layer, layer.root, &["secrets"], &[(&key, file)])?;
            // Two services may ask for it in one pass: the key of the project is not written twice.
            let alone: Option<Vec<Edit>> = edits.iter().map(|edit| alone(edit, layer.text)).collect();
            parts.push(alone.unwrap_or(edits));
        }
        Ok(parts.concat())
    }

    /// The key of the secret in the project, and whether it is there already.
    fn secret_key(&self, variable: &str, source: &str, target: &str) -> (String, bool) {
        let fits = |key: &str| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        };
        let mounted = target.strip_prefix(FOLDER).filter(|key| fits(key)).map(str::to_owned);
        let wanted = mounted.unwrap_or_else(|| variable.to_ascii_lowercase());
        let service = self.container.identity.service.as_deref().unwrap_or("service");
        let numbered = (2..100).map(|number| format!("{service}_{wanted}_{number}"));
        for key in [wanted.clone(), format!("{service}_{wanted}")].into_iter().chain(numbered) {
            let file = self.project.secrets.get(&key).map(|secret| secret.get("file").and_then(Tree::as_str));
            match file {
                Some(Some(file)) if file == source => return (key, true),
                Some(_) => continue,
                None => {}
            }
            let roots = self.service.layers.iter().map(|layer| layer.root);
            if !roots.into_iter().any(|root| super::text::dig(root, &["secrets", &key]).is_some()) {
                return (key, false);
            }
        }
        (wanted, false)
    }

    /// A path as the project says it: from its own folder, if it is below that.
    fn relative(&self, source: &str) -> String {
        let included = self.container.place.links().any(|link| link.via == Via::Include);
        let folder = &self.project.directory;
        let below = Path::new(source).strip_prefix(folder).ok();
        match below.filter(|_| !included && folder.is_absolute()) {
            Some(below) => format!("./{}", below.display()),
            None => source.to_owned(),
        }
    }
}

/// Whether an environment has a variable.
fn has(environment: &Node, variable: &str) -> bool {
    let environment = resolved(environment);
    let listed = environment.items().unwrap_or_default().iter().map(resolved).filter_map(Node::scalar);
    let mut listed = listed.map(|(text, _)| text.split('=').next().unwrap_or(""));
    listed.any(|name| name == variable) || !matches!(held(environment, variable), Held::Absent)
}
