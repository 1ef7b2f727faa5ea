//! What runs, in a program that was built without the parts that speak to an engine (`--no-default-features`): the rest
//! works anywhere, and says that this does not.

#[path = "live/subject.rs"]
mod subject;

use esclusa_finding::Message;
use esclusa_model::{ImageFacts, Reading, Running};
use esclusa_source::{Detail, Problem};

pub(crate) use subject::Subject;

use crate::reading::Reader;

/// No engine.
pub(crate) struct Engine;

impl Engine {
    /// There is none at any address.
    pub(crate) fn at(_asked: Option<String>) -> Self {
        Self
    }
}

/// The line of a container; none is made.
#[derive(Debug)]
pub(crate) struct Line {
    /// The line.
    pub(crate) text: String,
    /// What is known of its image.
    pub(crate) image: ImageFacts,
    /// What the container has used.
    pub(crate) running: Option<Running>,
    /// What a person has to know.
    pub(crate) notes: Vec<Message>,
}

/// Nothing of it can be read.
pub(crate) fn read(_subject: &Subject, _reader: &mut Reader<'_>) -> Reading {
    Reading { projects: Vec::new(), problems: vec![without()] }
}

/// Nothing of it can be read.
pub(crate) fn line(_name: &str, _reader: &mut Reader<'_>) -> Result<Line, Vec<Problem>> {
    Err(vec![without()])
}

fn without() -> Problem {
    Problem::new("built-without-engine", None, Detail::plain(""))
}

/// Changing a container where it stands.
pub(crate) mod apply {
    use clap::ArgMatches;
    use esclusa_finding::Catalogue;

    use crate::exit::Exit;
    use crate::output;
    use crate::reading::Reader;

    /// Nothing can be changed.
    pub(crate) fn run(
        _name: &str,
        _mended: &[&'static str],
        _reader: &mut Reader<'_>,
        _matches: &ArgMatches,
        catalogue: &Catalogue,
    ) -> anyhow::Result<Exit> {
        output::complain(&catalogue.word("built-without-engine"));
        Ok(Exit::Trouble)
    }
}

/// Following an engine.
pub(crate) mod watch {
    use clap::ArgMatches;
    use esclusa_finding::Catalogue;

    use crate::asked::Asked;
    use crate::exit::Exit;
    use crate::output;
    use crate::reading::Reader;

    /// Nothing can be followed.
    pub(crate) fn run(
        _asked: &[Asked],
        _matches: &ArgMatches,
        _reader: Reader<'_>,
        catalogue: &Catalogue,
    ) -> anyhow::Result<Exit> {
        output::complain(&catalogue.word("built-without-engine"));
        Ok(Exit::Trouble)
    }
}
