//! Signals: passed on to the container, or, where that is not wanted, obeyed once the terminal is as it was.

use esclusa_docker::Control;
use signal_hook::consts::signal;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::terminal;

/// The signals that are passed on, by the names that an engine knows. Those by which a kernel tells this process of itself
/// (a child, a pipe, a background terminal) are not among them; nor is the one of a window's size, which a container with a
/// terminal has from its terminal, and by which some servers end their workers.
const PASSED_ON: &[(i32, &str)] = &[
    (signal::SIGHUP, "HUP"),
    (signal::SIGINT, "INT"),
    (signal::SIGQUIT, "QUIT"),
    (signal::SIGABRT, "ABRT"),
    (signal::SIGUSR1, "USR1"),
    (signal::SIGUSR2, "USR2"),
    (signal::SIGALRM, "ALRM"),
    (signal::SIGTERM, "TERM"),
    (signal::SIGCONT, "CONT"),
    (signal::SIGTSTP, "TSTP"),
    (signal::SIGXCPU, "XCPU"),
    (signal::SIGXFSZ, "XFSZ"),
    (signal::SIGVTALRM, "VTALRM"),
    (signal::SIGPROF, "PROF"),
    (signal::SIGIO, "IO"),
    (signal::SIGSYS, "SYS"),
    (signal::SIGTRAP, "TRAP"),
];
/// Those that end this process where they are not passed on.
const ENDING: &[i32] = &[signal::SIGHUP, signal::SIGINT, signal::SIGQUIT, signal::SIGTERM];

/// Listens from now on, on a thread of its own.
pub(super) fn listen(control: Control, passes_on: bool, tty: bool) -> std::io::Result<()> {
    let mut heard: Vec<i32> = match passes_on {
        true => PASSED_ON.iter().map(|(number, _)| *number).collect(),
        false => ENDING.to_vec(),
    };
    heard.extend(tty.then_some(signal::SIGWINCH));
    let mut signals = Signals::new(heard)?;
    std::thread::spawn(move || {
        for number in signals.forever() {
            if number == signal::SIGWINCH {
                terminal::size().into_iter().for_each(|(rows, columns)| control.size(rows, columns));
            } else if !passes_on {
                terminal::restore();
                drop(emulate_default_handler(number));
            } else if let Some((_, name)) = PASSED_ON.iter().find(|(known, _)| *known == number) {
                control.signal(name);
            }
        }
    });
    Ok(())
}
