//! How a run ends: exit codes, and errors as a person reads them.

use std::io::{self, Write};

use crate::cli::view::paint::{Ink, Paint};
use crate::plan::mask::redact;
use crate::portal::PortalError;

/// The exit codes, in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do; no error-level finding.
    Success,
    /// Findings; or a plan or apply that failed or was not done whole.
    Failed,
    /// `plan --detailed-exitcode`: there are changes.
    Changes,
    /// `validate` and its like: could not run. `enrich`, `run`, `sync` and `init`: the input is not right.
    CouldNotRun,
    /// `enrich`: somebody else's work is in the way, and was left alone.
    Conflict,
    /// `enrich`, `sync`: credentials were not accepted, or do not suffice.
    Credentials,
    /// `enrich`, `sync`: a server could not be reached, or failed.
    Network,
    /// `enrich`, `run`: the work is done, and the portal could not be told.
    Unreported,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Changes | Self::CouldNotRun => 2,
            Self::Conflict => 3,
            Self::Credentials => 4,
            Self::Network => 5,
            Self::Unreported => 6,
            // As shells have it for SIGINT.
            Self::Interrupted => 130,
        }
    }
}

/// Why a command ended without doing its work.
#[derive(Debug)]
pub struct Failure {
    /// How the run ends.
    pub exit: Exit,
    /// What is wrong, in one sentence. None where everything has been said already.
    pub message: Option<String>,
    /// What to do about it, a line each.
    pub help: Vec<String>,
}

impl Failure {
    /// A failed run.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: Some(message.into()), help: Vec::new() }
    }

    /// A run that could not start.
    pub fn could_not_run(message: impl Into<String>) -> Self {
        Self { exit: Exit::CouldNotRun, ..Self::failed(message) }
    }

    /// A portal's error, and what to do about it.
    pub fn from_portal(error: &PortalError) -> Self {
        let failure = Self::failed(error.to_string());
        match error {
            PortalError::Credentials { .. } => {
                failure.help("check PORT_CLIENT_ID and PORT_CLIENT_SECRET, and that they are of this region")
            }
            PortalError::Unreachable { .. } => failure.help("check the base URL, the network and the proxy settings"),
            PortalError::Refused { status: 403, .. } => failure
                .help("the credentials may lack this permission, or the organisation allows other addresses only"),
            PortalError::Store { .. } => failure.help("delete the file to start with a new sandbox"),
            _ => failure,
        }
    }

    /// The same of a command that has exit codes for credentials and for the network.
    pub fn of_server(error: &PortalError) -> Self {
        let exit = match error {
            PortalError::Credentials { .. } | PortalError::Refused { status: 401 | 403, .. } => Exit::Credentials,
            PortalError::Unreachable { .. } | PortalError::AnswerLost { .. } | PortalError::Protocol { .. } => {
                Exit::Network
            }
            PortalError::Refused { status: 408 | 429 | 500.., .. } => Exit::Network,
            PortalError::Refused { .. } | PortalError::Store { .. } => Exit::Failed,
        };
        Self { exit, ..Self::from_portal(error) }
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(line.into());
        self
    }

    /// Prints it; `secrets` are blotted out, whoever put them there.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn print(&self, secrets: &[String], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let Some(message) = &self.message else { return Ok(()) };
        writeln!(out, "{}: {}", paint.ink(Ink::Red, "error"), redact(message, secrets))?;
        for line in &self.help {
            writeln!(out, "  {}: {}", paint.ink(Ink::Bold, "help"), redact(line, secrets))?;
        }
        Ok(())
    }
}

impl From<PortalError> for Failure {
    fn from(error: PortalError) -> Self {
        Self::from_portal(&error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::failed(format!("could not write the output: {error}"))
    }
}
