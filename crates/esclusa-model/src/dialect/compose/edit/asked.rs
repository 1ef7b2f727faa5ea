//! The image, devices that are given, and settings that go.

use esclusa_source::syntax::yaml::surgery::Written;
use esclusa_source::{Kind, Node, detail};

use super::list::ListChange;
use super::put::inherited;
use super::text::{Held, held, name_of, refusal, resolved};
use super::{Lowering, together};
use crate::Lowered;
use crate::change::Setting;

impl Lowering<'_> {
    pub(super) fn add_device(&self, path: &str) -> Lowered {
        let append = vec![Written::text(super::escaped(&format!("{path}:{path}")))];
        self.service.change_list("devices", &ListChange { append, ..ListChange::default() })
    }

    /// Pins the image as it is written, variables included.
    pub(super) fn pin_image(&self) -> Lowered {
        let (before, after) = (&self.container.request.image, &self.after.request.image);
        let (before, after) =
            (before.get().map_or("", String::as_str), after.get().map_or("", String::as_str));
        let written = self.service.dig(&["image"]).map(resolved).and_then(Node::scalar);
        let built = self.service.dig(&["build"]).is_some();
        match (written, after.strip_prefix(before)) {
            (Some((text, _)), Some(pin)) if !built => {
                self.service.put(&["image"], &Written::Text(format!("{text}{pin}")))
            }
            _ => Err(refusal(
                self.container.place.place,
                detail!("edit-image-built", "the image is built here"),
            )),
        }
    }

    pub(super) fn remove_setting(&self, setting: &Setting) -> Lowered {
        let service = self.service;
        match setting {
            Setting::OomKillDisable => service.take("oom_kill_disable", Some(Written::word(false))),
            Setting::OomScoreAdj => service.take("oom_score_adj", Some(Written::word(0))),
            Setting::CgroupParent => service.take("cgroup_parent", Some(Written::text(""))),
            Setting::LogDriver => service.take("logging", None),
            Setting::Sysctl(name) => self.remove_named("sysctls", |own| own == name),
            Setting::Ulimit(name) => self.remove_named("ulimits", |own| own.eq_ignore_ascii_case(name)),
            Setting::Group(_) => {
                let groups = |one: &crate::Container| one.request.host.group_add.clone();
                let remove = self.gone(&groups(self.container), &groups(self.after));
                service.change_list("group_add", &ListChange { remove, ..ListChange::default() })
            }
        }
    }

    /// Takes what has a name out of a mapping, or out of a list of `name=value`.
    fn remove_named(&self, key: &str, is: impl Fn(&str) -> bool) -> Lowered {
        let (at, layer) = self.service.own(key)?;
        let Held::Entry(_, entry) = held(layer.node, key) else {
            return Err(inherited(self.service.dig(&[key])));
        };
        if self.service.is_given_beside(at, key) {
            return Err(inherited(Some(&entry.value)));
        }
        match &*entry.value.kind {
            Kind::Mapping { entries, .. } => {
                let named: Vec<&str> = entries.iter().filter_map(name_of).filter(|name| is(name)).collect();
                if named.is_empty() {
                    return Err(inherited(Some(&entry.value)));
                }
                together(named.into_iter().map(|name| self.service.take_below(&[key, name], None)))
            }
            Kind::Sequence { items, .. } => {
                let named = items.iter().map(resolved).filter(|item| {
                    item.scalar().is_some_and(|(text, _)| is(text.split('=').next().unwrap_or("")))
                });
                let remove = named.map(|item| item.span).collect();
                self.service.change_list(key, &ListChange { remove, ..ListChange::default() })
            }
            _ => Err(inherited(Some(&entry.value))),
        }
    }
}
