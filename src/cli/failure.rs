//! The error that ends a command, and how it is printed.

use std::error::Error;
use std::io::{self, Write};

use crate::cli::exit::FailureKind;
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ground::finding::Finding;
use crate::plan::mask::redact;

/// Where the documentation is published, once it is. Until then the address is nobody's, and no message may lead there.
const SITE: Option<&str> = None;

/// The error that ends a command.
#[derive(Debug)]
pub(crate) struct Failure {
    pub kind: FailureKind,
    /// The error, with its causes as sources.
    pub error: Box<dyn Error + Send + Sync>,
    /// Help texts, one per line.
    pub hints: Vec<String>,
    /// The findings that ended the command, for programs.
    pub findings: Vec<Finding>,
    /// Whether the output for people already shows it.
    pub is_shown: bool,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, error: error.into(), hints: Vec::new(), findings: Vec::new(), is_shown: false }
    }

    pub(crate) fn could_not_run(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(FailureKind::CouldNotRun, error)
    }

    #[must_use]
    pub(crate) fn caused_by(self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error = Caused { message: self.message(), source: source.into() };
        Self { error: error.into(), ..self }
    }

    #[must_use]
    pub(crate) fn help(mut self, line: impl Into<String>) -> Self {
        self.hints.push(line.into());
        self
    }

    /// Marks it as already shown in the output for people.
    #[must_use]
    pub(crate) fn shown(self) -> Self {
        Self { is_shown: true, ..self }
    }

    /// The error and its causes, in one line. A cause that the text already contains is not repeated. Texts of untrusted
    /// repositories, files and portals that are part of it are escaped here, for the terminal and for the run in Port alike.
    pub(crate) fn message(&self) -> String {
        let mut message = self.error.to_string();
        let mut source = self.error.source();
        while let Some(cause) = source {
            let words = cause.to_string();
            if !message.contains(&words) {
                message = format!("{message}: {words}");
            }
            source = cause.source();
        }
        escaped(&message).into_owned()
    }

    /// The message and the hints in one line, for a log.
    pub(crate) fn message_with_hints(&self) -> String {
        self.hints.iter().fold(self.message(), |line, hint| format!("{line}; {}", escaped(hint)))
    }

    /// Prints the error and its help texts, unless they are already shown; `secrets` are redacted.
    pub(crate) fn print(&self, secrets: &[String], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        self.print_for(SITE, secrets, paint, out)
    }

    fn print_for(&self, site: Option<&str>, secrets: &[String], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        if self.is_shown {
            return Ok(());
        }
        writeln!(out, "{}: {}", paint.styled(TextStyle::Red, "error"), redact(&self.message(), secrets))?;
        for hint in &self.hints {
            writeln!(out, "  {}: {}", paint.styled(TextStyle::Bold, "help"), redact(&escaped(hint), secrets))?;
        }
        if let (Some(site), Some(page)) = (site, self.kind.page()) {
            writeln!(out, "  {}: {site}/{page}", paint.styled(TextStyle::Bold, "docs"))?;
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Caused {
    message: String,
    source: Box<dyn Error + Send + Sync>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_printed_once() {
        let denied = || io::Error::new(io::ErrorKind::PermissionDenied, "permission denied");
        let failure = Failure::could_not_run("`a.pem` could not be read").caused_by(denied());
        assert!(failure.error.source().is_some());
        assert_eq!(failure.message(), "`a.pem` could not be read: permission denied");
        let quoting = Failure::could_not_run(format!("no file ({})", denied())).caused_by(denied()).help("check it");
        assert_eq!(quoting.message_with_hints(), "no file (permission denied); check it");
    }

    #[test]
    fn foreign_text_cannot_begin_a_line_or_control_a_terminal() {
        let failure = Failure::new(FailureKind::Failed, "`a\n::error::b\u{1b}[2J\u{202e}`").help("c\r\nd");
        assert_eq!(failure.message_with_hints(), r"`a\n::error::b\u{1b}[2J\u{202e}`; c\r\nd");
    }

    #[test]
    fn an_error_names_its_page_once_the_documentation_is_published() {
        let printed = |site| {
            let mut out = Vec::new();
            let failure = Failure::new(FailureKind::Unapproved, "not approved").help("approve it");
            failure.print_for(site, &[], Paint { color: false }, &mut out).expect("writing to a vector never fails");
            String::from_utf8(out).expect("text")
        };
        let plain = "error: not approved\n  help: approve it\n";
        assert_eq!(printed(None), plain);
        let linked = "  docs: https://docs.example/plan-and-apply.html#approve-destructive-changes\n";
        assert_eq!(printed(Some("https://docs.example")), format!("{plain}{linked}"));
    }

    #[test]
    fn secrets_are_redacted_from_causes_and_hints() {
        let mut out = Vec::new();
        let failure =
            Failure::new(FailureKind::Failed, "refused").caused_by("the token hunter22").help("replace hunter22");
        failure
            .print(&["hunter22".to_owned()], Paint { color: false }, &mut out)
            .expect("writing to a vector never fails");
        let printed = String::from_utf8(out).expect("text");
        assert!(printed.contains("refused: the token") && !printed.contains("hunter22"), "{printed}");
    }
}
