//! The three standard streams of a run, each on a thread of its own.

use std::io::Read as _;
use std::thread::JoinHandle;
use std::time::Duration;

use esclusa_docker::{Feed, Output, Stream};
use rustix::fd::AsFd;
use rustix::io::Errno;

/// So much is read at a time.
const PIECE: usize = 32 << 10;

/// Puts what is typed in, until it ends.
pub(super) fn type_into(feed: Feed) {
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let mut piece = vec![0; PIECE];
        loop {
            match stdin.read(&mut piece) {
                Ok(0) => return,
                Ok(length) => {
                    if !feed.put(piece.get(..length).unwrap_or_default().to_vec()) {
                        return;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    });
}

/// Writes what comes out, until it ends or nobody reads it.
pub(super) fn hear(mut output: Output) -> JoinHandle<()> {
    std::thread::spawn(move || {
        while let Some((stream, piece)) = output.piece() {
            let written = match stream {
                Stream::Output => write_all(rustix::stdio::stdout(), &piece),
                Stream::Error => write_all(rustix::stdio::stderr(), &piece),
            };
            if written.is_err() {
                return;
            }
        }
    })
}

/// As it comes: what is typed after a prompt waits for the prompt to be seen.
fn write_all(stream: impl AsFd, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match rustix::io::write(&stream, bytes) {
            Ok(length) => bytes = bytes.get(length..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Somebody who shares the terminal may have asked it not to wait.
            Err(Errno::AGAIN) => std::thread::sleep(Duration::from_millis(1)),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
