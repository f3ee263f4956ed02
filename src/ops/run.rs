//! Reporting a step of a pipeline to the run of the action that started it.

use crate::ops::report::{End, Report, ReportError, Reported, Status};
use crate::ops::run_status::status_of;
use crate::portal::Portal;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Start {
        links: Vec<String>,
        /// The run's identifier in the system that does the work.
        external_id: Option<String>,
        message: Option<String>,
    },
    Log(String),
    Finish {
        ending: Ending,
        label: Option<String>,
        summary: Option<String>,
        links: Vec<String>,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum Ending {
    Status(Status),
    /// An exit code, or a CI system's word.
    Word {
        word: String,
        /// The exit code of `enrich` for work that is done but could not be reported.
        unreported: u8,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct RunReport {
    pub run: String,
    pub outcome: Reported,
    /// The word for how the pipeline ended, if it is unknown and counted as a failure.
    pub unknown_word: Option<String>,
}

/// Reports to a run; `secrets`, the longest first, are redacted from every text.
pub(crate) fn report(
    portal: &dyn Portal,
    run: String,
    step: Step,
    secrets: Vec<String>,
) -> Result<RunReport, ReportError> {
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
        Err(error) => Err(ReportError { run, error: Box::new(error) }),
    }
}
