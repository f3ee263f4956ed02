//! Standard error for questions and notes, and output streams that may be closed.

use std::io::{self, ErrorKind, IsTerminal, StderrLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::workflow::Guarded;

/// Whether questions can be asked: standard input and standard error are terminals.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether standard output is a regular file, which nobody reads while it is written.
#[cfg(unix)]
pub(crate) fn stdout_is_file() -> bool {
    use std::os::fd::AsFd;
    let file = io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from);
    file.and_then(|file| file.metadata()).is_ok_and(|metadata| metadata.is_file())
}

/// Always false: other systems are not checked.
#[cfg(not(unix))]
pub(crate) fn stdout_is_file() -> bool {
    false
}

/// Standard error, in which GitHub Actions' workflow commands are escaped.
pub(crate) fn stderr() -> Guarded<StderrLock<'static>> {
    Guarded::new(io::stderr().lock())
}

/// Prints a note to standard error, and ignores a closed stream.
pub(crate) fn print_note(line: &str) {
    clear_status();
    let _ = writeln!(stderr(), "{line}");
}

/// Whether the last line of the terminal is a status.
static HAS_STATUS: AtomicBool = AtomicBool::new(false);

/// Shows a line on standard error, which must be a terminal, until the next note or status.
pub(crate) fn show_status(line: &str) {
    clear_status();
    let mut stderr = stderr();
    HAS_STATUS.store(true, Ordering::Relaxed);
    let _ = write!(stderr, "{line}").and_then(|()| stderr.flush());
}

/// Removes the status from the terminal, if there is one.
pub(crate) fn clear_status() {
    if HAS_STATUS.swap(false, Ordering::Relaxed) {
        let _ = write!(stderr(), "\r\u{1b}[K");
    }
}

/// Prints the help or the version to standard output, and ignores a broken pipe.
pub(crate) fn print_help(help: &clap::Error) -> io::Result<()> {
    match help.print() {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// Whether a write to standard output found it closed.
static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether somebody closed standard output, so that what was printed there is lost.
pub(crate) fn stdout_is_closed() -> bool {
    STDOUT_IS_CLOSED.load(Ordering::Relaxed)
}

/// Standard output that ignores broken pipes, as with `| head`: the command continues, and its output is lost.
#[derive(Debug)]
pub(crate) struct IgnoreBrokenPipe<W>(pub W);

impl<W: Write> Write for IgnoreBrokenPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                STDOUT_IS_CLOSED.store(true, Ordering::Relaxed);
                Ok(bytes.len())
            }
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}
