//! SIGINT, SIGTERM and SIGHUP, for commands that must not stop in the middle of a request or of a change to a file.

use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, exit};

use crate::cli::env::is_hangup_ignored;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::print_note;
use crate::disk::lock_changes;
use crate::portal::http::StopSignal;

/// The signals that end the program. A closed terminal sends SIGHUP, but not to a program that `nohup` started.
fn handled() -> Vec<i32> {
    let mut signals = vec![SIGINT, SIGTERM];
    if !is_hangup_ignored() {
        signals.push(SIGHUP);
    }
    signals
}

/// Handles signals as `interrupted` does, and immediately prints that the running requests will be finished first, unless
/// `quiet`.
pub(crate) fn interrupted_after_request(stop: &StopSignal, quiet: bool) -> Result<(), Failure> {
    interrupted(stop)?;
    if quiet {
        return Ok(());
    }
    let mut signals = Signals::new(handled())?;
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            print_note("Interrupted: the running requests are finished first. Press Ctrl-C again to stop at once.");
        }
    });
    Ok(())
}

/// How long further signals count as the first one. `timeout` and `npm` send each signal twice: to the program, and to
/// its group.
const SAME_SIGNAL: Duration = Duration::from_millis(200);

/// Installs handlers for the signals: the first signal raises `stop`, the second ends the program at once.
pub(crate) fn interrupted(stop: &StopSignal) -> Result<(), Failure> {
    for signal in handled() {
        signal_hook::flag::register(signal, stop.flag())?;
    }
    let mut signals = Signals::new(handled())?;
    std::thread::spawn(move || {
        let mut first: Option<Instant> = None;
        for _ in signals.forever() {
            if first.get_or_insert_with(Instant::now).elapsed() > SAME_SIGNAL {
                exit(i32::from(Exit::Interrupted.code()));
            }
        }
    });
    Ok(())
}

/// Installs handlers for the signals, for commands that write files and need no other cleanup: a signal ends the
/// program as if it had no handler, but not while a file is being changed. Such a change is short, so further signals do not
/// hasten the end.
pub(crate) fn ended_between_changes() -> Result<(), Failure> {
    let mut signals = Signals::new(handled())?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Kept until the end, so that no other change begins.
            let _changes = lock_changes();
            let _ = emulate_default_handler(signal);
        }
    });
    Ok(())
}
