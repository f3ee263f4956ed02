//! Flags for the payload that Port sends to a pipeline, and for the run.

use std::path::{Path, PathBuf};

use crate::cli::env::{self, Settings};
use crate::cli::view::escape::escaped;
use crate::ops::payload::{PayloadError, checked_run_id, read_file, read_message, read_stream, run_id};

#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct PayloadArgs {
    /// Read the payload that Port sent from this file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub payload: Option<PathBuf>,
    /// Read the payload that Port sent from this environment variable
    #[arg(long, value_name = "NAME")]
    pub payload_env: Option<String>,
}

impl PayloadArgs {
    /// The bytes of the payload; of one over the size limit, its start.
    pub(crate) fn bytes(&self, settings: &Settings) -> Result<Vec<u8>, PayloadError> {
        match (&self.payload, &self.payload_env) {
            (Some(file), _) if self.is_input() => read_stream(std::io::stdin().lock(), file),
            (Some(file), _) => read_file(&settings.here.join(file), file),
            (None, Some(name)) => {
                env::payload(name).ok_or_else(|| PayloadError::NoVariable(escaped(name).into_owned()))
            }
            (None, None) => Ok(Vec::new()),
        }
    }

    pub(crate) fn is_input(&self) -> bool {
        self.payload.as_deref() == Some(Path::new("-"))
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct RunChoice {
    /// The run's identifier
    #[arg(long, value_name = "ID", group = "PayloadArgs")]
    run: Option<String>,
    #[command(flatten)]
    pub payload: PayloadArgs,
}

impl RunChoice {
    /// The run's identifier, checked for characters that cannot be sent.
    pub(crate) fn identifier(&self, settings: &Settings) -> Result<String, PayloadError> {
        match &self.run {
            Some(run) => checked_run_id(run),
            None => run_id(&self.payload.bytes(settings)?),
        }
    }

    /// A message from an argument; `-` reads it from standard input, which cannot be the payload as well.
    pub(crate) fn message(&self, text: String) -> Result<String, PayloadError> {
        match text.as_str() {
            "-" if self.payload.is_input() => Err(PayloadError::InputTwice),
            "-" => read_message(std::io::stdin().lock()),
            _ => Ok(text),
        }
    }
}
