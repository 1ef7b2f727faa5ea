//! What is read of a running engine: its containers, its daemon, its host.

pub(crate) mod apply;
mod daemon;
mod engine;
mod host;
mod line;
mod subject;
pub(crate) mod watch;

pub(crate) use engine::{Engine, open, surroundings};
pub(crate) use line::{Line, line};
pub(crate) use subject::Subject;

use esclusa_model::Reading;

use crate::reading::Reader;

/// What a subject says of itself.
pub(crate) fn read(subject: &Subject, reader: &mut Reader<'_>) -> Reading {
    match subject {
        Subject::Engine => engine::all(reader),
        Subject::Container(name) => engine::one(name, reader),
        Subject::These(ids) => engine::these(ids, reader),
        Subject::Daemon => daemon::read(reader),
        Subject::Host => host::read(reader),
    }
}
