//! Which requests may be retried, after which failures, and after which pause.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The effect of sending a request a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// Nothing new.
    Repeatable,
    /// A duplicate, or an error about the first.
    Once,
}

impl Safety {
    pub(super) fn repeats_after(self, failure: Failure) -> bool {
        match failure {
            // In neither case did the server act.
            Failure::RateLimit | Failure::NotSent => true,
            Failure::Status(408 | 500 | 502 | 503 | 504) | Failure::AnswerLost => self == Self::Repeatable,
            Failure::Status(_) => false,
        }
    }
}

/// How one attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server's rate limit is reached, and nothing was done.
    RateLimit,
    /// The server answered with this status.
    Status(u16),
    /// There was no connection, so nothing was sent.
    NotSent,
    /// The request was sent, but the connection broke or the response took too long.
    AnswerLost,
}

impl Failure {
    /// Whether the server may still have carried out the request.
    pub(super) fn may_have_taken_effect(self) -> bool {
        match self {
            Self::Status(status) => status == 408 || status >= 500,
            Self::RateLimit | Self::NotSent => false,
            Self::AnswerLost => true,
        }
    }
}

/// A pause before a request, to be reported to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Method and path of the request that waits.
    pub request: String,
    /// The failure that makes it wait.
    pub cause: Failure,
    /// How long it waits.
    pub pause: Duration,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A pause is never shown as 0.
        let seconds = self.pause.as_secs_f64().max(0.1);
        match self.cause {
            Failure::RateLimit => write!(f, "rate limit reached; sending {} in {seconds:.1} s", self.request),
            Failure::Status(status) => write!(f, "{} got {status}; retrying in {seconds:.1} s", self.request),
            Failure::NotSent => write!(f, "{} could not connect; retrying in {seconds:.1} s", self.request),
            Failure::AnswerLost => write!(f, "{} got no complete response; retrying in {seconds:.1} s", self.request),
        }
    }
}

/// The pause after the `attempt`-th attempt (from 1) if the server does not set one: 200 ms, doubled each time, at most
/// 10 s, less up to a quarter by `jitter` (0 to 1), so that many clients do not retry at the same moment.
pub(super) fn backoff(attempt: u32, jitter: f64) -> Duration {
    let doubled = Duration::from_millis(200) * 2_u32.saturating_pow(attempt.saturating_sub(1).min(10));
    doubled.min(Duration::from_secs(10)).mul_f64(1.0 - 0.25 * jitter.clamp(0.0, 1.0))
}

/// The pause after an attempt (from 1) at something that is not a request of a [`Client`](super::Client).
pub(crate) fn pause_after(attempt: u32) -> Duration {
    backoff(attempt, jitter())
}

/// A number from 0 to 1 that differs from call to call; the standard library's hasher is seeded by the system.
pub(super) fn jitter() -> f64 {
    f64::from((RandomState::new().hash_one(()) >> 32) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_was_not_sent_is_always_repeated() {
        for failure in [Failure::RateLimit, Failure::NotSent] {
            assert!(Safety::Once.repeats_after(failure) && Safety::Repeatable.repeats_after(failure));
            assert!(!failure.may_have_taken_effect());
        }
    }

    #[test]
    fn a_request_that_may_have_taken_effect_is_repeated_only_if_that_is_safe() {
        let statuses = [408, 500, 502, 503, 504].map(Failure::Status);
        for failure in statuses.into_iter().chain([Failure::AnswerLost]) {
            assert!(!Safety::Once.repeats_after(failure) && Safety::Repeatable.repeats_after(failure));
            assert!(failure.may_have_taken_effect());
        }
    }

    #[test]
    fn a_refusal_is_never_repeated() {
        for status in [200, 400, 401, 403, 404, 409, 413, 422, 501] {
            assert!(!Safety::Repeatable.repeats_after(Failure::Status(status)));
        }
    }

    #[test]
    fn backoff_doubles_up_to_ten_seconds() {
        let pauses: Vec<u128> = (1..=8).map(|attempt| backoff(attempt, 0.0).as_millis()).collect();
        assert_eq!(pauses, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(backoff(u32::MAX, 1.0).as_millis(), 7_500);
    }
}
