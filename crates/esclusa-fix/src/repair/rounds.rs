//! Writing several fixes into the texts: what can be written at once is; what touches the same fields follows after the
//! texts were read again.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use esclusa_finding::{Cure, Finding};
use esclusa_model::{Change, Container, ImageChange, Refusal};
use esclusa_source::{Edit, Edits, FileId, Span, detail};

use super::{Judge, Key, Look, Texts};
use crate::edits::{Editor, Speaks, container, lower_recipe};
use crate::secret::{self, Deposit};

/// What is to be done for one finding.
pub(crate) struct Script {
    pub(crate) key: Key,
    pub(crate) finding: Finding,
    speaks: Speaks,
    steps: Steps,
}

enum Steps {
    Container(Vec<Change>),
    Image(Vec<ImageChange>),
}

impl Script {
    pub(crate) fn new(key: Key, finding: &Finding) -> Option<Self> {
        let steps = match &finding.fix.as_ref()?.cure {
            Cure::Container(changes) => Steps::Container(changes.clone()),
            Cure::Image(changes) => Steps::Image(changes.clone()),
            Cure::Words => return None,
        };
        Some(Self { speaks: key.speaks?, key, finding: finding.clone(), steps })
    }
}

/// A change that was written, and whose.
pub(crate) struct Made {
    pub(crate) project: usize,
    pub(crate) container: usize,
    pub(crate) change: Change,
}

/// What came of writing.
#[derive(Default)]
pub(crate) struct Outcome {
    /// How things stand now; nothing if it was not written.
    pub(crate) result: Option<(Look, Texts)>,
    /// The changes of containers that were written, in their order.
    pub(crate) changes: Vec<Made>,
    /// The files that the changes count on.
    pub(crate) deposits: Vec<Deposit>,
    /// What cannot be written; then nothing was.
    pub(crate) refusals: Vec<(Key, Refusal)>,
}

/// One text under each path: a page and the blocks that were read from it are one file.
struct Files<'a> {
    look: &'a Look,
    first: HashMap<FileId, FileId>,
}

impl<'a> Files<'a> {
    fn new(look: &'a Look) -> Self {
        let mut by_path = HashMap::new();
        let mut first = HashMap::new();
        for id in look.sources.ids() {
            let file = look.sources.file(id);
            if !file.text.is_empty() {
                first.insert(id, *by_path.entry(&file.path).or_insert(id));
            }
        }
        Self { look, first }
    }

    /// The same edit, of the whole file; nothing if what it replaces is not what the file says there.
    fn whole(&self, edit: &Edit) -> Option<Edit> {
        let file = *self.first.get(&edit.place.file)?;
        let place = Span { file, ..edit.place };
        (self.look.sources.text(place) == self.look.sources.text(edit.place))
            .then(|| Edit { place, text: edit.text.clone() })
    }
}

/// Writes the scripts, or says which of them cannot be written.
pub(crate) fn play(
    judge: &mut dyn Judge,
    start: &Look,
    texts: &Texts,
    scripts: &[Script],
    deposits: &[Deposit],
) -> Outcome {
    let mut outcome = Outcome { deposits: deposits.to_vec(), ..Outcome::default() };
    let mut texts = texts.clone();
    let mut latest: Option<Look> = None;
    let mut waiting: Vec<(&Script, VecDeque<&Change>, bool)> = scripts
        .iter()
        .map(|script| match &script.steps {
            Steps::Container(changes) => (script, changes.iter().collect(), false),
            Steps::Image(_) => (script, VecDeque::new(), true),
        })
        .collect();
    let mut first = true;
    while waiting.iter().any(|(_, changes, image)| !changes.is_empty() || *image) {
        let look = latest.as_ref().unwrap_or(start);
        let mut refusals = Vec::new();
        let mut round = Round::new(look, &*judge, &mut outcome.deposits);
        for (script, changes, image) in &mut waiting {
            let told = if *image && first {
                *image = false;
                round.image(script)
            } else if *image {
                // Its places are those of the first text.
                *image = false;
                Ok(())
            } else {
                round.container(script, changes)
            };
            if let Err(refusal) = told {
                refusals.push((script.key.clone(), refusal));
            }
        }
        let Round { edits, mut made, stepped, .. } = round;
        outcome.refusals = refusals;
        if !outcome.refusals.is_empty() {
            return outcome;
        }
        outcome.changes.append(&mut made);
        // Nothing was written although something waits: no two rounds are alike, so each must make at least one step.
        if !stepped {
            return outcome;
        }
        first = false;
        for file in edits.files() {
            let source = look.sources.file(file);
            let Some(text) = edits.apply(file, &source.text) else { return outcome };
            texts.insert(source.path.clone(), Arc::from(text));
        }
        if !edits.is_empty() {
            latest = Some(judge.look(&texts));
        }
    }
    // A fix whose texts say it already is judged as it stands.
    let look = match latest {
        Some(look) => look,
        None => judge.look(&texts),
    };
    outcome.result = Some((look, texts));
    outcome
}

/// What is written between two readings.
struct Round<'a> {
    look: &'a Look,
    /// One for each project.
    editors: Vec<Editor<'a>>,
    judge: &'a dyn Judge,
    deposits: &'a mut Vec<Deposit>,
    files: Files<'a>,
    edits: Edits,
    used: HashSet<(usize, Speaks, &'static str)>,
    made: Vec<Made>,
    stepped: bool,
}

impl<'a> Round<'a> {
    fn new(look: &'a Look, judge: &'a dyn Judge, deposits: &'a mut Vec<Deposit>) -> Self {
        let editors = look.projects.iter().map(|judged| Editor::new(&judged.project, &look.sources));
        Self {
            look,
            editors: editors.collect(),
            judge,
            deposits,
            files: Files::new(look),
            edits: Edits::default(),
            used: HashSet::new(),
            made: Vec::new(),
            stepped: false,
        }
    }

    /// Adds the edits of a step. `false` if they meet those of another: they follow in the next round.
    fn add(&mut self, edits: &[Edit]) -> Result<bool, Refusal> {
        let whole: Option<Vec<Edit>> = edits.iter().map(|edit| self.files.whole(edit)).collect();
        let Some(whole) = whole else {
            let place = edits.first().map(|edit| edit.place);
            let why = detail!("fix-elsewhere", "the text is not the file's own");
            return Err(Refusal { place, why, by_hand: String::new() });
        };
        let outside = |edit: &&Edit| !self.judge.may_edit(self.look.sources.path(edit.place.file));
        if let Some(edit) = whole.iter().find(outside) {
            let why = detail!("fix-outside", "the file lies outside what was asked for");
            return Err(Refusal { place: Some(edit.place), why, by_hand: String::new() });
        }
        Ok(self.edits.add(&whole).is_ok())
    }

    fn image(&mut self, script: &Script) -> Result<(), Refusal> {
        let (Steps::Image(changes), Speaks::Recipe(at)) = (&script.steps, script.speaks) else {
            return Ok(());
        };
        let project = self.look.projects.get(script.key.project).map(|judged| &judged.project);
        let Some(recipe) = project.and_then(|project| project.recipes.get(at)) else { return Ok(()) };
        let edits = lower_recipe(recipe, changes, &self.look.sources)?;
        if self.add(&edits)? {
            self.stepped = true;
            return Ok(());
        }
        let why =
            detail!("fix-meets-another", "another fix changes the same words; run it again for this one");
        Err(Refusal { place: edits.first().map(|edit| edit.place), why, by_hand: String::new() })
    }

    /// Writes the next changes of a script, as far as they touch nothing that this round has touched.
    fn container(&mut self, script: &Script, changes: &mut VecDeque<&Change>) -> Result<(), Refusal> {
        let Speaks::Container(at) = script.speaks else { return Ok(()) };
        let project = self.look.projects.get(script.key.project).map(|judged| &judged.project);
        let Some(asked) = project.and_then(|project| container(project, at)) else { return Ok(()) };
        while let Some(change) = changes.front() {
            let fields = change.fields().iter().map(|field| (script.key.project, script.speaks, *field));
            if fields.clone().any(|field| self.used.contains(&field)) {
                return Ok(());
            }
            let (change, deposit) = self.settled(asked, change)?;
            let Some(editor) = self.editors.get(script.key.project) else { return Ok(()) };
            let edits = editor.lower(asked, &change)?;
            if !self.add(&edits)? {
                return Ok(());
            }
            self.deposits.extend(deposit);
            self.used.extend(fields);
            self.made.push(Made { project: script.key.project, container: at, change });
            self.stepped = true;
            changes.pop_front();
        }
        Ok(())
    }

    /// The change with the path of the file that it counts on made absolute, and that file.
    fn settled(&self, asked: &Container, change: &Change) -> Result<(Change, Option<Deposit>), Refusal> {
        let Change::ReadSecretFromFile { variable, source, target } = change else {
            return Ok((change.clone(), None));
        };
        let place = asked.place.place;
        let refused = |why| Err(Refusal { place, why, by_hand: String::new() });
        let path = place.map_or(Path::new(""), |place| self.look.sources.path(place.file));
        let folder = self.judge.folder(path);
        let path = secret::absolute(&folder, source);
        let item = asked.request.env.items.iter().find_map(|item| {
            let (name, value) = item.get()?.split_once('=')?;
            (name == variable).then_some((item, value))
        });
        let Some((item, value)) = item else {
            return refused(detail!("fix-no-secret", "the variable has no value here"));
        };
        if item.unknown().is_some() {
            return refused(detail!("fix-secret-unknown", "the value is not in this file"));
        }
        let value = secret::Value::new(value);
        let deposit = Deposit { path: path.clone(), folder, variable: variable.clone(), value };
        if self.deposits.iter().any(|other| deposit.contradicts(other)) {
            return refused(detail!("fix-secret-file-taken", "another secret would be in the same file"));
        }
        if let Err(why) = self.judge.may_hold(&deposit) {
            return refused(why);
        }
        let source = path.to_string_lossy().into_owned();
        let change =
            Change::ReadSecretFromFile { variable: variable.clone(), source, target: target.clone() };
        Ok((change, Some(deposit)))
    }
}
