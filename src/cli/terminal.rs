//! The terminal beside the result: questions, progress, and streams that nobody reads any more.

use std::io::{self, ErrorKind, IsTerminal, StderrLock, Write};

use crate::cli::workflow::Guarded;

/// Whether there is a terminal to ask on.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Standard error.
pub(crate) fn stderr() -> Guarded<StderrLock<'static>> {
    Guarded::new(io::stderr().lock())
}

/// Prints a note to standard error. A closed stream is not a reason to stop.
pub(crate) fn aside(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

/// A stream that ignores broken pipes, as with `| head`: the work goes on, its output is lost.
#[derive(Debug)]
pub(crate) struct Quiet<W>(pub W);

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
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
