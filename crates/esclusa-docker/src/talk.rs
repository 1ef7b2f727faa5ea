//! Talking with a container that is started for it: what is typed goes in, what it writes comes out, and signals and the
//! size of the terminal go after it. The ends of the talk are held by threads of whoever calls.

use std::sync::Arc;

use hyper::Method;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::changer::{Changer, send};
use crate::detach::{DetachKeys, Watch};
use crate::error::Error;
use crate::made::{End, Made, Until, begin_wait, ended, kill, resize, start};
use crate::multiplexed::{Demultiplexer, Stream};
use crate::reader::Inner;

/// So many pieces wait for whoever is slower.
const PIECES: usize = 8;
/// So large is a piece of what it writes.
const PIECE: usize = 32 << 10;

/// What is attached, and until when it is waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attach {
    /// What is typed goes in.
    pub stdin: bool,
    /// Its standard output comes out.
    pub stdout: bool,
    /// Its standard error comes out.
    pub stderr: bool,
    /// It has a terminal: both come as one.
    pub tty: bool,
    /// The keys that leave it running, typed into its terminal.
    pub keys: DetachKeys,
    /// Until when it is waited.
    pub until: Until,
}

impl Attach {
    const fn is_any(&self) -> bool {
        self.stdin || self.hears()
    }

    /// Whether anything comes out.
    #[must_use]
    pub const fn hears(&self) -> bool {
        self.stdout || self.stderr
    }
}

/// How a talk came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The container ended.
    Ended(End),
    /// The keys were typed that leave it running.
    Detached,
    /// Nobody wants to hear what it writes any more.
    Unheard,
}

enum Event {
    Ended(Result<End, Error>),
    Silent(Result<(), Error>),
    Unheard,
    Detached,
    Signal(&'static str),
    Size(u16, u16),
}

/// Where what is typed is put in. Dropped, it is the end of the input.
#[derive(Debug)]
pub struct Feed(mpsc::Sender<Vec<u8>>);

/// Where signals and sizes are put in.
#[derive(Clone)]
pub struct Control(mpsc::UnboundedSender<Event>);

/// Where what it writes is taken out.
#[derive(Debug)]
pub struct Output(mpsc::Receiver<(Stream, Vec<u8>)>);

/// The changer's side of a talk.
pub struct Talk {
    input: mpsc::Receiver<Vec<u8>>,
    output: mpsc::Sender<(Stream, Vec<u8>)>,
    control: mpsc::UnboundedSender<Event>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Talk {
    /// A talk and its ends.
    #[must_use]
    pub fn new() -> (Self, Feed, Control, Output) {
        let (feed, input) = mpsc::channel(PIECES);
        let (output, heard) = mpsc::channel(PIECES);
        let (control, events) = mpsc::unbounded_channel();
        let talk = Self { input, output, control: control.clone(), events };
        (talk, Feed(feed), Control(control), Output(heard))
    }
}

impl Feed {
    /// Puts a piece in; waits while the container is slower. `false` if nobody takes it any more.
    #[must_use]
    pub fn put(&self, piece: Vec<u8>) -> bool {
        self.0.blocking_send(piece).is_ok()
    }
}

impl Control {
    /// Sends a signal, by its name.
    pub fn signal(&self, name: &'static str) {
        // Nobody to send it to is nobody to miss it.
        let _ = self.0.send(Event::Signal(name));
    }

    /// Gives the terminal a size.
    pub fn size(&self, rows: u16, columns: u16) {
        let _ = self.0.send(Event::Size(rows, columns));
    }
}

impl Output {
    /// The next piece; nothing at the end.
    pub fn piece(&mut self) -> Option<(Stream, Vec<u8>)> {
        self.0.blocking_recv()
    }
}

impl Changer<'_> {
    /// Attaches, waits and starts, in this order, so that nothing is missed; then talks until the container ends or is
    /// left.
    ///
    /// # Errors
    /// Where it cannot be attached or started, or the engine goes away.
    pub fn talk(&self, made: &Made, attach: &Attach, talk: Talk) -> Result<Outcome, Error> {
        let inner = self.reader().shared();
        self.reader().wait(talked(&inner, made, attach, talk))
    }
}

async fn talked(inner: &Arc<Inner>, made: &Made, attach: &Attach, talk: Talk) -> Result<Outcome, Error> {
    let Talk { input, output, control, mut events } = talk;
    let mut is_silent = !attach.hears();
    if attach.is_any() {
        let (read, write) = tokio::io::split(attached(inner, made, attach).await?);
        if attach.hears() {
            tokio::spawn(listen(read, attach.tty, output, control.clone()));
        } else {
            drop(output);
        }
        if attach.stdin {
            let watch = attach.tty.then(|| Watch::new(attach.keys.clone()));
            tokio::spawn(speak(write, watch, input, control.clone()));
        }
    } else {
        drop((input, output));
    }
    let waiting = begin_wait(inner, made, attach.until).await?;
    let (waits, tells) = (Arc::clone(inner), control.clone());
    tokio::spawn(async move {
        let _ = tells.send(Event::Ended(ended(&waits, waiting).await));
    });
    start(inner, made).await?;
    let mut end: Option<End> = None;
    loop {
        if let Some(end) = end.take_if(|_| is_silent) {
            return Ok(Outcome::Ended(end));
        }
        // This function holds a sender: there is always another event to come.
        let Some(event) = events.recv().await else { return Ok(Outcome::Unheard) };
        match event {
            Event::Ended(told) => end = Some(told?),
            Event::Silent(told) => {
                told?;
                is_silent = true;
            }
            Event::Unheard => return Ok(Outcome::Unheard),
            Event::Detached => return Ok(Outcome::Detached),
            // It may have ended meanwhile, and then there is nobody to tell.
            Event::Signal(name) => drop(kill(inner, made, name).await),
            Event::Size(rows, columns) => drop(resize(inner, made, rows, columns).await),
        }
    }
}

/// The stream in which both directions go.
async fn attached(inner: &Inner, made: &Made, attach: &Attach) -> Result<TokioIo<Upgraded>, Error> {
    let said = |wanted: bool| wanted.then_some("1");
    let parameters = [
        ("stream", Some("1")),
        ("stdin", said(attach.stdin)),
        ("stdout", said(attach.stdout)),
        ("stderr", said(attach.stderr)),
    ];
    let path = made.path("/attach", &parameters);
    let headers = [("Connection", "Upgrade"), ("Upgrade", "tcp")];
    let asking = async {
        let response = send(inner, &Method::POST, &path, &headers, String::new()).await?;
        let upgraded = hyper::upgrade::on(response).await;
        upgraded.map(TokioIo::new).map_err(|error| Error::Garbled(path.clone(), error.to_string()))
    };
    timeout(inner.limits.wait, asking).await.unwrap_or_else(|_| Err(inner.silent(&path)))
}

/// Gives out what it writes, until it writes no more.
async fn listen(
    mut read: ReadHalf<TokioIo<Upgraded>>,
    tty: bool,
    output: mpsc::Sender<(Stream, Vec<u8>)>,
    control: mpsc::UnboundedSender<Event>,
) {
    let mut parts = Demultiplexer::default();
    let mut piece = vec![0; PIECE];
    loop {
        // A stream that breaks off has ended: how, the one who waits is told.
        let length = read.read(&mut piece).await.unwrap_or_default();
        if length == 0 {
            let _ = control.send(Event::Silent(Ok(())));
            return;
        }
        let bytes = piece.get(..length).unwrap_or_default();
        let mut pieces = Vec::new();
        if tty {
            pieces.push((Stream::Output, bytes.to_vec()));
        } else if let Err(error) = parts.take(bytes, |stream, bytes| pieces.push((stream, bytes.to_vec()))) {
            let _ = control.send(Event::Silent(Err(error)));
            return;
        }
        for piece in pieces {
            if output.send(piece).await.is_err() {
                let _ = control.send(Event::Unheard);
                return;
            }
        }
    }
}

/// Puts in what is typed, and closes when nothing more comes.
async fn speak(
    mut write: WriteHalf<TokioIo<Upgraded>>,
    mut watch: Option<Watch>,
    mut input: mpsc::Receiver<Vec<u8>>,
    control: mpsc::UnboundedSender<Event>,
) {
    while let Some(piece) = input.recv().await {
        let (piece, is_left) = match &mut watch {
            Some(watch) => watch.pass(&piece),
            None => (piece, false),
        };
        // One that reads no more is no reason to stop: what it still writes is heard.
        let written = write.write_all(&piece).await.is_ok() && write.flush().await.is_ok();
        if is_left {
            let _ = control.send(Event::Detached);
            return;
        }
        if !written {
            return;
        }
    }
    drop(write.shutdown().await);
}
