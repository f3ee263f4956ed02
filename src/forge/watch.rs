//! The progress of publishing, and how to stop it.

use super::error::ForgeError;
use crate::net;
use std::fmt;
use std::time::{Duration, Instant};

/// A step that is about to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Lists the branches of the repository.
    ListBranches {
        /// The repository's name: `acme/payments`.
        repository: String,
    },
    /// Fetches the files of a branch.
    Fetch {
        /// The branch.
        branch: String,
    },
    /// Pushes a commit.
    Push {
        /// The branch.
        branch: String,
        /// Whether it replaces an earlier commit of ours.
        replaces: bool,
    },
    /// Looks for the pull request of a branch.
    FindPull {
        /// The branch.
        branch: String,
    },
    /// Creates a pull request.
    CreatePull {
        /// The branch.
        branch: String,
    },
    /// Updates the title and body of a pull request.
    UpdatePull {
        /// The URL of the pull request.
        url: String,
    },
    /// Writes a comment on a pull request.
    WriteComment {
        /// The number of the pull request.
        number: u64,
    },
    /// Waits after an error, to retry.
    Wait {
        /// The error.
        reason: String,
        /// The time to wait.
        pause: Duration,
    },
}

impl Step {
    /// Returns whether it changes something on the forge.
    pub fn writes(&self) -> bool {
        match self {
            Self::Push { .. } | Self::CreatePull { .. } | Self::UpdatePull { .. } | Self::WriteComment { .. } => true,
            Self::ListBranches { .. } | Self::Fetch { .. } | Self::FindPull { .. } | Self::Wait { .. } => false,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListBranches { repository } => write!(f, "listing the branches of `{repository}`"),
            Self::Fetch { branch } => write!(f, "fetching the branch `{branch}`"),
            Self::Push { branch, replaces: false } => write!(f, "pushing the new branch `{branch}`"),
            Self::Push { branch, replaces: true } => {
                write!(f, "replacing the last commit of branch `{branch}`")
            }
            Self::FindPull { branch } => write!(f, "looking for a pull request for `{branch}`"),
            Self::CreatePull { branch } => write!(f, "creating a pull request for `{branch}`"),
            Self::UpdatePull { url } => write!(f, "updating the pull request {url}"),
            Self::WriteComment { number } => write!(f, "writing a comment on pull request {number}"),
            Self::Wait { reason, pause } => write!(f, "{reason}; retrying in {:.1} s", pause.as_secs_f64()),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RetryPolicy {
    /// Including the first attempt.
    pub attempts: u32,
    pub max_wait: Duration,
}

impl RetryPolicy {
    /// Returns the pause after an attempt, counted from 1.
    pub(super) fn pause_after(self, attempt: u32) -> Duration {
        net::pause_after(attempt).min(self.max_wait)
    }
}

/// Follows the progress of publishing, and can stop it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Called before every step.
    pub on_step: &'a dyn Fn(&Step),
    /// Returns whether to stop before the next step. A write in progress is still finished.
    pub stop: &'a dyn Fn() -> bool,
}

impl Watch<'_> {
    /// Announces a step, or returns an error if the caller asked to stop.
    pub(super) fn step(&self, step: &Step) -> Result<(), ForgeError> {
        if (self.stop)() {
            return Err(ForgeError::Stopped { before: step.to_string() });
        }
        (self.on_step)(step);
        Ok(())
    }

    /// Waits after an error. Returns early with an error if the caller asked to stop.
    pub(super) fn wait(&self, after: &ForgeError, pause: Duration) -> Result<(), ForgeError> {
        let step = Step::Wait { reason: after.to_string(), pause };
        self.step(&step)?;
        let started = Instant::now();
        while let Some(rest) = pause.checked_sub(started.elapsed()).filter(|rest| !rest.is_zero()) {
            if (self.stop)() {
                return Err(ForgeError::Stopped { before: "the next attempt".to_owned() });
            }
            std::thread::sleep(rest.min(Duration::from_millis(20)));
        }
        Ok(())
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_respects_its_limit_and_ends_at_an_interrupt() {
        let retries = RetryPolicy { attempts: 5, max_wait: Duration::from_millis(30) };
        assert_eq!(retries.pause_after(4), Duration::from_millis(30));
        let failed = ForgeError::Network { what: "a push".to_owned(), reason: "503".to_owned() };
        let asked = std::cell::Cell::new(0);
        let stop = || asked.replace(asked.get() + 1) > 1;
        let watch = Watch { on_step: &|_| {}, stop: &stop };
        let ended = watch.wait(&failed, Duration::from_secs(3600));
        assert!(matches!(ended, Err(ForgeError::Stopped { .. })), "{ended:?}");
        let patient = Watch { on_step: &|_| {}, stop: &|| false };
        assert!(patient.wait(&failed, Duration::ZERO).is_ok());
    }
}
