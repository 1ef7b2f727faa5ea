//! Compose files changed at random: keys and scalars dropped, said twice, retyped, replaced and added.

use esclusa_source::{Kind, Node, Sources, Style, syntax};

/// A small generator of numbers, so that a seed tells the whole sequence.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `most`.
    pub(super) fn roll(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % most.max(1)
    }

    /// A line of a list.
    fn pick(&mut self, lines: &'static str) -> &'static str {
        let at = self.roll(lines.lines().count());
        lines.lines().nth(at).unwrap_or_default()
    }
}

/// YAML without its comments and anchors; scalars as they are written.
#[derive(Clone, Debug)]
pub(super) enum Yaml {
    Scalar(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

/// Scalars and collections in odd forms.
const VALUES: &str = include_str!("values.txt");

/// Entries of a service, in the forms that people and other tools write.
const ENTRIES: &str = include_str!("entries.txt");

/// Keys of a service, each of which gets values of every kind.
const KEYS: &str = include_str!("keys.txt");

/// Items of lists with keys of their own.
const ITEMS: &str = include_str!("items.txt");

/// Their keys.
const ITEM_KEYS: &str = include_str!("item_keys.txt");

/// Entries of the top level.
const TOP: &str = include_str!("top.txt");

/// The documents of a text as values; `None` if it is not one plain document.
pub(super) fn parse(text: &str) -> Option<Yaml> {
    let mut sources = Sources::default();
    let file = sources.add("x", text);
    let (documents, problems) = syntax::yaml::parse(file, text);
    let root = documents.into_iter().next()?.root?;
    let mut budget = 3_000;
    let yaml = value(&root, &mut budget)?;
    (problems.is_empty() && matches!(yaml, Yaml::Map(_))).then_some(yaml)
}

fn value(node: &Node, budget: &mut usize) -> Option<Yaml> {
    *budget = budget.checked_sub(1)?;
    if node.tag.is_some() {
        return None;
    }
    Some(match &*node.kind {
        Kind::Scalar { text, style } => Yaml::Scalar(scalar(text, *style)),
        Kind::Sequence { items, .. } => {
            Yaml::List(items.iter().map(|item| value(item, budget)).collect::<Option<_>>()?)
        }
        Kind::Mapping { entries, .. } => Yaml::Map(
            entries
                .iter()
                .map(|entry| Some((entry.key.scalar()?.0.to_owned(), value(&entry.value, budget)?)))
                .collect::<Option<_>>()?,
        ),
        Kind::Alias(target) => value(target, budget)?,
        Kind::Cycle => return None,
    })
}

/// Plain scalars that stay what they are in flow style; all others in quotes.
fn scalar(text: &str, style: Style) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"._+~/".contains(&byte);
    if style == Style::Plain && text.bytes().all(safe) {
        return if text.is_empty() { "null".to_owned() } else { text.to_owned() };
    }
    serde_json::Value::from(text).to_string()
}

impl Yaml {
    /// The value in flow style.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Scalar(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::text).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entry = |(key, value): &(String, Self)| {
                    if key == "<<" {
                        return format!("<<: {}", value.text());
                    }
                    format!("{}: {}", serde_json::Value::from(key.as_str()), value.text())
                };
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn children(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::List(items) => items.iter_mut().collect(),
            Self::Map(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    /// A collection or scalar somewhere below.
    fn somewhere<'a>(&'a mut self, dice: &mut Dice) -> &'a mut Self {
        let mut here = self;
        loop {
            let count = here.children().len();
            if count == 0 || dice.roll(6) == 0 {
                return here;
            }
            let at = dice.roll(count);
            here = here.children().swap_remove(at);
        }
    }

    fn entry(&mut self, key: &str) -> Option<&mut Self> {
        match self {
            Self::Map(entries) => entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    fn put(&mut self, key: &str, value: Self) {
        if let Self::Map(entries) = self {
            entries.retain(|(name, _)| name != key);
            entries.push((key.to_owned(), value));
        }
    }
}

fn snippet(text: &str) -> Option<(String, Yaml)> {
    match parse(text)? {
        Yaml::Map(mut entries) => entries.pop(),
        _ => None,
    }
}

/// A service of one image with a few values of any kind, sometimes with another one that extends it.
pub(super) fn typed(dice: &mut Dice) -> Yaml {
    let mut services = vec![("a".to_owned(), service(dice))];
    if dice.roll(3) == 0 {
        let mut extending = service(dice);
        extending.put("extends", Yaml::Scalar("a".to_owned()));
        services.push(("b".to_owned(), extending));
    }
    let mut root = Yaml::Map(vec![("services".to_owned(), Yaml::Map(services))]);
    if dice.roll(2) == 0 {
        add_to_top(&mut root, dice);
    }
    root
}

/// A file that overrides one of the services of another one.
pub(super) fn over(base: &mut Yaml, dice: &mut Dice) -> Yaml {
    let names = match base.entry("services") {
        Some(Yaml::Map(entries)) if !entries.is_empty() => entries.clone(),
        _ => return typed(dice),
    };
    let name = names[dice.roll(names.len())].0.clone();
    let mut service = service(dice);
    if dice.roll(2) == 0 {
        service = names[dice.roll(names.len())].1.clone();
    }
    let mut root = Yaml::Map(vec![("services".to_owned(), Yaml::Map(vec![(name, service)]))]);
    if dice.roll(3) == 0 {
        add_to_top(&mut root, dice);
    }
    root
}

fn service(dice: &mut Dice) -> Yaml {
    let mut service = Yaml::Map(vec![("image".to_owned(), Yaml::Scalar("x".to_owned()))]);
    for _ in 0..=dice.roll(3) {
        let value = dice.pick(VALUES);
        let entry = match dice.roll(4) {
            0 => dice.pick(ITEMS).replace("KEY", dice.pick(ITEM_KEYS)).replace("VALUE", value),
            1 => {
                let key = dice.pick(KEYS);
                let parts: Vec<&str> = key.split('.').collect();
                format!("{}: {value}{}", parts.join(": {"), "}".repeat(parts.len() - 1))
            }
            _ => dice.pick(ENTRIES).to_owned(),
        };
        if let Some((key, value)) = snippet(&entry) {
            service.put(&key, value);
        }
    }
    service
}

fn add_to_top(root: &mut Yaml, dice: &mut Dice) {
    if let Some((key, value)) = snippet(dice.pick(TOP)) {
        root.put(&key, value);
    }
}

/// Changes a file once.
pub(super) fn mutate(root: &mut Yaml, dice: &mut Dice) {
    match dice.roll(10) {
        0..=4 => {
            let Some((key, value)) = snippet(dice.pick(ENTRIES)) else { return };
            if let Some(services) = root.entry("services") {
                let mut children = services.children();
                let count = children.len();
                if count > 0 {
                    let at = dice.roll(count);
                    children.remove(at).put(&key, value);
                }
            }
        }
        5 => add_to_top(root, dice),
        6 | 7 => {
            let text = dice.pick(VALUES);
            if let Some((_, value)) = snippet(&format!("v: {text}")) {
                *root.somewhere(dice) = value;
            }
        }
        8 => match root.somewhere(dice) {
            Yaml::List(items) if !items.is_empty() => {
                let at = dice.roll(items.len());
                if dice.roll(2) == 0 {
                    items.remove(at);
                } else {
                    items.push(items[at].clone());
                }
            }
            Yaml::Map(entries) if !entries.is_empty() => {
                let at = dice.roll(entries.len());
                entries.remove(at);
            }
            _ => {}
        },
        _ => {
            let place = root.somewhere(dice);
            let inner = place.clone();
            *place = match inner {
                Yaml::Map(entries) => {
                    let item = |(key, value): (String, Yaml)| {
                        let text = format!("{key}={}", value.text().trim_matches('"'));
                        Yaml::Scalar(serde_json::Value::from(text).to_string())
                    };
                    Yaml::List(entries.into_iter().map(item).collect())
                }
                other => Yaml::List(vec![other]),
            };
        }
    }
}
