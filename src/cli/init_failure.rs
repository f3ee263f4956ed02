//! The hints for the errors of `init`.

use crate::cli::failure::Failure;
use crate::ops::init::InitError;
use crate::ops::init_update::UpdateError;
use crate::scaffold::question::AnswerError;

impl From<InitError> for Failure {
    fn from(error: InitError) -> Self {
        let mut hints = Vec::new();
        if let InitError::FileConflict(taken) = &error {
            hints.extend(taken.iter().map(|taken| format!("`{}`: {}", taken.path, taken.reason)));
            hints.push("write to an empty folder and copy the files you need, or move these files away".to_owned());
        }
        if let InitError::Flag { source: AnswerError::Unreleased { .. }, .. } = &error {
            hints.push(
                "write `git:URL@REVISION`, `release:URL@sha256:SUM`, `image:REGISTRY/NAME@sha256:SUM` or `path`"
                    .to_owned(),
            );
        }
        Self { hints, ..Self::could_not_run(error) }
    }
}

impl From<UpdateError> for Failure {
    fn from(error: UpdateError) -> Self {
        let error = match error {
            UpdateError::Init(error) => return error.into(),
            error => error,
        };
        let hints = match &error {
            UpdateError::Clashes(_) => {
                vec![
                    "write there what the newer version writes, and your edits in other lines; then update again"
                        .to_owned(),
                ]
            }
            UpdateError::NoRecord | UpdateError::Record(_) => {
                vec!["write to an empty folder with `portwright init`, and copy what is new".to_owned()]
            }
            UpdateError::OtherBackend { .. } => vec!["leave out --backend".to_owned()],
            UpdateError::Taken(_) => vec!["move it away, then update again".to_owned()],
            UpdateError::File { .. } | UpdateError::Init(_) => Vec::new(),
        };
        Self { hints, ..Self::could_not_run(error) }
    }
}
