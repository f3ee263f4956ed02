//! Reporting a step of a pipeline to the run of the action that started it.

use crate::ops::report::{End, Report, ReportError, Reported, Status};
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
    /// The pipeline's status, if it is unknown and counted as a failure.
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
    let run = report.run;
    match reported {
        Ok(outcome) => Ok(RunReport { run, outcome, unknown_word }),
        Err(error) => Err(ReportError { run, error: Box::new(error) }),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct PipelineStatus {
    status: Status,
    /// The label to show instead of the status, if the word is more precise.
    label: Option<String>,
    /// Whether the word is known. An unknown word counts as a failure, because nobody would check a run that counts as
    /// a success.
    is_known: bool,
}

/// Reads an exit code, GitHub's `job.status` and `needs.*.result`, GitLab's `CI_JOB_STATUS`, Jenkins' `currentResult`, or
/// Bitbucket's `BITBUCKET_EXIT_CODE`. `unreported` is the exit code of `enrich` for work that is done
/// but could not be reported.
fn status_of(value: &str, unreported: u8) -> PipelineStatus {
    let word = value.trim().to_ascii_lowercase();
    let known =
        |status, label: Option<&str>| PipelineStatus { status, label: label.map(str::to_owned), is_known: true };
    let failure = |label| known(Status::Failure, label);
    match word.as_str() {
        "0" | "success" | "succeeded" | "successful" | "passed" => known(Status::Success, None),
        // `enrich` did its work and its report was lost: this is the report.
        code if code == unreported.to_string() => known(Status::Success, Some("Reported late")),
        "failure" | "failed" | "error" => failure(None),
        // Shells add 128 to the number of the signal: here SIGINT, SIGTERM and SIGKILL.
        "cancelled" | "canceled" | "aborted" | "130" | "143" => failure(Some("Cancelled")),
        "137" => failure(Some("Killed")),
        "unstable" => failure(Some("Unstable")),
        "skipped" | "not_built" => failure(Some("Skipped")),
        "timed_out" => failure(Some("Timed out")),
        _ => match word.parse::<i64>() {
            Ok(code) => failure(Some(&format!("Exit code {code}"))),
            Err(_) => PipelineStatus { is_known: false, ..failure(None) },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{PipelineStatus, Status, status_of};

    fn read(value: &str) -> PipelineStatus {
        status_of(value, 6)
    }

    #[test]
    fn only_success_is_success() {
        for word in ["0", "success", "SUCCESS", "Succeeded", " passed\n"] {
            assert_eq!(read(word).status, Status::Success, "{word}");
        }
        for word in ["1", "-1", "256", "failed", "FAILURE", "cancelled", "canceled", "UNSTABLE", "ABORTED", "skipped"] {
            let outcome = read(word);
            assert!(outcome.status == Status::Failure && outcome.is_known, "{word}");
        }
        for word in ["", "  ", "yes", "true", "ok?", "0x0", "${{ job.status }}", "99999999999999999999"] {
            let outcome = read(word);
            assert!(outcome.status == Status::Failure && !outcome.is_known, "{word}");
        }
    }

    #[test]
    fn an_exit_code_is_kept_as_the_label() {
        assert_eq!(read("3").label.as_deref(), Some("Exit code 3"));
        assert_eq!(read("143").label.as_deref(), Some("Cancelled"));
        assert_eq!(read("137").label.as_deref(), Some("Killed"));
    }

    #[test]
    fn work_that_could_not_be_reported_is_a_success() {
        let late = read(" 6\n");
        assert_eq!((late.status, late.label.as_deref()), (Status::Success, Some("Reported late")));
        for word in ["-6", "06", "66", "6.0", "Exit code 6"] {
            assert_eq!(read(word).status, Status::Failure, "{word}");
        }
    }
}
