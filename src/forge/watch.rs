//! Progress of a publication, and how it is stopped.

use super::error::ForgeError;
use crate::net;
use std::fmt;
use std::time::{Duration, Instant};

/// Something that is about to happen outside of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The repository is asked for its branches.
    Look {
        /// The repository, as in `acme/payments`.
        repository: String,
    },
    /// A branch's files are fetched.
    Fetch {
        /// The branch.
        branch: String,
    },
    /// A commit is pushed.
    Push {
        /// The branch.
        branch: String,
        /// Whether it takes the place of an earlier commit of ours.
        replaces: bool,
    },
    /// The forge is asked for the branch's pull request.
    FindPull {
        /// The branch.
        branch: String,
    },
    /// A pull request is created.
    CreatePull {
        /// The branch.
        branch: String,
    },
    /// The title and body of a pull request are updated.
    UpdatePull {
        /// The pull request's page.
        url: String,
    },
    /// Something failed that may succeed next time.
    Wait {
        /// What failed, and how.
        reason: String,
        /// For how long nothing is done.
        pause: Duration,
    },
}

impl Step {
    /// Whether it writes something that others see.
    pub fn writes(&self) -> bool {
        match self {
            Self::Push { .. } | Self::CreatePull { .. } | Self::UpdatePull { .. } => true,
            Self::Look { .. } | Self::Fetch { .. } | Self::FindPull { .. } | Self::Wait { .. } => false,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Look { repository } => write!(f, "listing the branches of `{repository}`"),
            Self::Fetch { branch } => write!(f, "fetching the branch `{branch}`"),
            Self::Push { branch, replaces: false } => write!(f, "pushing the new branch `{branch}`"),
            Self::Push { branch, replaces: true } => {
                write!(f, "pushing the branch `{branch}` in place of its last commit")
            }
            Self::FindPull { branch } => write!(f, "looking for the pull request of `{branch}`"),
            Self::CreatePull { branch } => write!(f, "creating a pull request of `{branch}`"),
            Self::UpdatePull { url } => write!(f, "updating the pull request {url}"),
            Self::Wait { reason, pause } => write!(f, "{reason}; retrying in {:.1} s", pause.as_secs_f64()),
        }
    }
}

/// How often something that failed is retried, and after which pauses.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetryPolicy {
    /// How often, the first time included.
    pub attempts: u32,
    /// The longest single pause.
    pub max_wait: Duration,
}

impl RetryPolicy {
    /// The pause after an attempt, from 1.
    pub(super) fn pause_after(self, attempt: u32) -> Duration {
        net::pause_after(attempt).min(self.max_wait)
    }
}

/// Follows a publication, and may stop it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Called with every step before it is taken.
    pub tell: &'a dyn Fn(&Step),
    /// Whether to take no further step. What is being written is still finished.
    pub stop: &'a dyn Fn() -> bool,
}

impl Watch<'_> {
    /// Announces a step, unless it is time to stop.
    pub(super) fn step(&self, step: &Step) -> Result<(), ForgeError> {
        if (self.stop)() {
            return Err(ForgeError::Stopped { before: step.to_string() });
        }
        (self.tell)(step);
        Ok(())
    }

    /// Waits after an error, but stops waiting once it is time to stop.
    pub(super) fn wait(&self, after: &ForgeError, pause: Duration) -> Result<(), ForgeError> {
        let step = Step::Wait { reason: after.to_string(), pause };
        self.step(&step)?;
        let begun = Instant::now();
        while let Some(rest) = pause.checked_sub(begun.elapsed()).filter(|rest| !rest.is_zero()) {
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
    fn no_pause_is_longer_than_it_may_be_or_outlives_an_interrupt() {
        let retries = RetryPolicy { attempts: 5, max_wait: Duration::from_millis(30) };
        assert_eq!(retries.pause_after(4), Duration::from_millis(30));
        let failed = ForgeError::Network { what: "a push".to_owned(), reason: "503".to_owned() };
        let asked = std::cell::Cell::new(0);
        let stop = || asked.replace(asked.get() + 1) > 1;
        let watch = Watch { tell: &|_| {}, stop: &stop };
        let ended = watch.wait(&failed, Duration::from_secs(3600));
        assert!(matches!(ended, Err(ForgeError::Stopped { .. })), "{ended:?}");
        let patient = Watch { tell: &|_| {}, stop: &|| false };
        assert!(patient.wait(&failed, Duration::ZERO).is_ok());
    }
}
