//! How an image is made: the stages of a Dockerfile and what each of their steps does.

use esclusa_source::Span;

use crate::ImageFacts;

/// A Dockerfile, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// What tells its file from others, wherever the repository lies: its path from there.
    pub name: String,
    /// Where a finding about something missing points: the `FROM` of the stage that is built.
    pub place: Span,
    /// Whether it is written inside another file, where all of it has one place.
    pub inline: bool,
    /// Whether the same image was made, and judged, in another project of the same run.
    pub judged_before: bool,
    /// The `ARG`s before the first stage.
    pub globals: Vec<Step>,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// What the image will say of itself.
    pub facts: ImageFacts,
}

/// What a stage has to do with the image that is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its layers and settings are the image's.
    Kept,
    /// Files are copied from it into the image: what it runs decides what they hold.
    Taken,
    /// Nothing of it reaches the image.
    Unused,
}

/// What a stage begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// An earlier stage, by its number from 0.
    Stage(usize),
    /// Nothing: `FROM scratch`.
    Scratch,
    /// An image; `None` if a variable in it is not known.
    Image(Option<String>),
}

/// One `FROM` and what follows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name, in lower case.
    pub name: Option<String>,
    /// What it has to do with the image.
    pub part: Part,
    /// What it begins with.
    pub base: Base,
    /// The `FROM` instruction.
    pub place: Span,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it does.
    pub does: Does,
    /// The instruction.
    pub place: Span,
}

/// What an instruction does, as far as anybody judges it.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// `RUN`.
    Run {
        /// The commands of its script.
        commands: Vec<Command>,
        /// Its flags as written, without dashes: `mount=type=secret,id=a`, `security=insecure`.
        flags: Vec<String>,
    },
    /// `COPY` or `ADD`.
    Copy {
        /// Whether it is `ADD`, which fetches and unpacks.
        add: bool,
        /// What is copied: a path of the context, an address; as expanded, or as written if a variable is not known.
        sources: Vec<(String, Span)>,
        /// Where to.
        target: String,
        /// Its flags as written, without dashes.
        flags: Vec<String>,
        /// The lines of the files whose text it brings itself (`COPY <<EOF`).
        lines: Vec<Line>,
    },
    /// `ENV` or `ARG`: names and values; `None` if there is no default or it is not known.
    Set {
        /// Whether it is `ARG`, which only the build sees.
        argument: bool,
        /// What is set.
        variables: Vec<(String, Option<String>, Span)>,
    },
    /// `LABEL`: names and values; `None` if it is not known.
    Label(Vec<(String, Option<String>, Span)>),
    /// `CMD` or `ENTRYPOINT`, by its keyword: the commands with which the container starts.
    Start(String, Vec<Command>),
    /// `HEALTHCHECK`: the commands that ask whether it works; none if it is switched off.
    Check(Vec<Command>),
    /// `USER`; `None` if a variable in it is not known.
    User(Option<String>),
    /// Anything else, by its keyword.
    Other(String),
}

/// A line of a file whose text stands in the Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Without its end.
    pub text: String,
    /// Where.
    pub place: Span,
}

/// A simple command of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its words, variables as written; never empty. Leading assignments are among them.
    pub words: Vec<String>,
    /// Where.
    pub place: Span,
    /// The command before it in the list whose output it reads through a pipe.
    pub fed_by: Option<usize>,
    /// The command in the list in whose words it stands, as a substitution.
    pub inside: Option<usize>,
}

impl Step {
    /// The values of a flag: `--mount=…` given twice has two.
    pub fn flag<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let flags: &[String] = match &self.does {
            Does::Run { flags, .. } | Does::Copy { flags, .. } => flags,
            _ => &[],
        };
        flags.iter().filter_map(move |flag| flag.strip_prefix(name)?.strip_prefix('='))
    }
}
