//! How a pipeline ended, from an exit code or a CI system's own word.

use crate::ops::report::Status;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PipelineStatus {
    pub status: Status,
    /// What to show instead of it, if the word is more precise.
    pub label: Option<String>,
    /// Whether the word is known. An unknown one is a failure: nobody checks a run that is called a success.
    pub is_known: bool,
}

/// Reads an exit code, GitHub's `job.status` and `needs.*.result`, GitLab's `CI_JOB_STATUS`, Jenkins' `currentResult`, or
/// Bitbucket's `BITBUCKET_EXIT_CODE`. `unreported` is the exit code of `enrich` for work that is done
/// but could not be reported.
pub(super) fn status_of(value: &str, unreported: u8) -> PipelineStatus {
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
