//! What the terminal can show.

use std::io::{self, ErrorKind, IsTerminal, Write};

use crate::cli::args::When;

/// Whether to use colours on a stream. `NO_COLOR` and `CLICOLOR_FORCE` mean what no-color.org and bixense.com/clicolors
/// say: any value counts, but for an empty one and, for the second, `0`.
pub fn wants_color(when: When, is_terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") => true,
        When::Auto => is_terminal && variable("TERM").as_deref() != Some("dumb"),
    }
}

/// Whether a person can be asked.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Tells a person something beside the result. A closed stream is no reason to stop.
pub fn aside(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A stream that ends quietly when nobody reads it any more, as with `| head`: the work goes on, the words are lost.
#[derive(Debug)]
pub struct Quiet<W>(pub W);

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

#[cfg(test)]
mod tests {
    use super::*;

    fn color(when: When, terminal: bool, set: &[(&str, &str)]) -> bool {
        wants_color(when, terminal, &|name| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn colours_are_for_terminals_that_want_them() {
        assert!(color(When::Auto, true, &[]));
        assert!(!color(When::Auto, false, &[]));
        assert!(!color(When::Auto, true, &[("NO_COLOR", "1")]));
        assert!(color(When::Auto, true, &[("NO_COLOR", "")]));
        assert!(!color(When::Auto, true, &[("TERM", "dumb")]));
        assert!(color(When::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!color(When::Auto, false, &[("CLICOLOR_FORCE", "0")]));
        assert!(color(When::Always, false, &[("NO_COLOR", "1")]));
    }
}
