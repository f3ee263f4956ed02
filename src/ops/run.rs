//! Reporting a step of a pipeline to the run of the action that started it.

use crate::ops::report::{End, Report, ReportError, Reported, Status};
use crate::ops::run_status::status_of;
use crate::portal::Portal;

/// What is reported.
#[derive(Clone, Debug)]
pub enum Step {
    /// Where the work is done.
    Start {
        /// Links for the run's page.
        links: Vec<String>,
        /// What the system that does the work calls the run.
        external_id: Option<String>,
        /// A line for the run's log.
        message: Option<String>,
    },
    /// A line for the run's log.
    Log(String),
    /// The end.
    Finish {
        /// How it ended.
        ending: Ending,
        /// What to show in place of the status.
        label: Option<String>,
        /// What came of it.
        summary: Option<String>,
        /// Links for the run's page.
        links: Vec<String>,
    },
}

/// How a pipeline ended.
#[derive(Clone, Debug)]
pub enum Ending {
    /// A status of Port's.
    Status(Status),
    /// An exit code or a CI system's word; `unreported` is the exit code of `enrich` for work that Port was not told of.
    Word {
        /// The word.
        word: String,
        /// That exit code.
        unreported: u8,
    },
}

/// What became of a report.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// The run.
    pub run: String,
    /// Whether Port has it.
    pub outcome: Reported,
    /// The word for how the pipeline ended, if it is not a known one and counted as a failure.
    pub unknown_word: Option<String>,
}

/// Reports to a run; `secrets`, the longest first, are redacted from every text.
///
/// # Errors
/// A portal that could not be told.
pub fn report(portal: &dyn Portal, run: String, step: Step, secrets: Vec<String>) -> Result<RunReport, ReportError> {
    let report = Report::new(portal, run, secrets);
    let mut unknown_word = None;
    let reported = match step {
        Step::Start { links, external_id, message } => {
            match (report.started(&links, external_id.as_deref()), message) {
                (Ok(Reported::Sent | Reported::NothingToReport), Some(message)) => report.log(&message),
                (started, _) => started,
            }
        }
        Step::Log(text) => report.log(&text),
        Step::Finish { ending, label, summary, links } => {
            let (status, known_label) = match ending {
                Ending::Status(status) => (status, None),
                Ending::Word { word, unreported } => {
                    let read = status_of(&word, unreported);
                    unknown_word = (!read.is_known).then_some(word);
                    (read.status, read.label)
                }
            };
            report.ended(&End { status, label: label.or(known_label), summary, links })
        }
    };
    let run = report.run().to_owned();
    match reported {
        Ok(outcome) => Ok(RunReport { run, outcome, unknown_word }),
        Err(error) => Err(ReportError { run, error }),
    }
}
