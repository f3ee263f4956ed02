//! The headers that limit the rate of requests: `Retry-After` and `x-ratelimit-*`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// A larger `x-ratelimit-reset` is a time in epoch seconds, a smaller one is seconds from now. Port documents epoch
/// seconds, but some of its own tools read seconds from now. No limit takes three hours to reset, and no clock shows 1970.
const MIN_EPOCH_SECONDS: f64 = 10_000.0;

/// The limits on the next request, from the headers of a response.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct RateLimitHeaders {
    /// `Retry-After`, from now.
    pub retry_after: Option<Duration>,
    /// `x-ratelimit-reset`, from now.
    pub reset: Option<Duration>,
    /// `x-ratelimit-remaining`: how many requests are allowed before the reset.
    pub remaining: Option<u64>,
}

impl RateLimitHeaders {
    /// A header that does not parse counts as absent.
    pub(super) fn read(headers: &HeaderMap, clock: Timestamp) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name: &str| text(name).and_then(seconds);
        // Both headers are relative to the server's own clock.
        let now = text(DATE.as_str()).and_then(date).unwrap_or(clock);
        Self {
            retry_after: text(RETRY_AFTER.as_str())
                .and_then(|text| seconds(text).map(span).or_else(|| date(text).map(|then| until(then, now)))),
            reset: number("x-ratelimit-reset").map(|reset| {
                if reset > MIN_EPOCH_SECONDS { span(reset - now.as_duration().as_secs_f64()) } else { span(reset) }
            }),
            // A negative number becomes 0.
            remaining: number("x-ratelimit-remaining").map(|left| left as u64),
        }
    }

    /// Whether no request is allowed before the reset.
    pub(super) fn is_exhausted(&self) -> bool {
        self.remaining == Some(0)
    }

    /// How long to wait after a 429: `Retry-After` if there is one, otherwise until the reset.
    pub(super) fn after_limit(&self) -> Option<Duration> {
        self.retry_after.or(self.reset)
    }

    /// How long to hold the next request after a response that was not a 429.
    pub(super) fn before_next(&self) -> Option<Duration> {
        self.reset.filter(|reset| self.is_exhausted() && !reset.is_zero())
    }
}

fn seconds(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Clamps seconds that are negative or too large.
fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

fn until(then: Timestamp, now: Timestamp) -> Duration {
    then.duration_since(now).max(SignedDuration::ZERO).unsigned_abs()
}

fn date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(headers: &[(&'static str, &str)]) -> RateLimitHeaders {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a header"));
        }
        RateLimitHeaders::read(&map, "2026-01-02T03:04:05Z".parse().expect("a time"))
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(parsed(&[("retry-after", "2")]).after_limit(), Some(Duration::from_secs(2)));
        let dated = parsed(&[("retry-after", "Fri, 02 Jan 2026 03:04:12 GMT")]);
        assert_eq!(dated.after_limit(), Some(Duration::from_secs(7)));
        let past = parsed(&[("retry-after", "Fri, 02 Jan 2026 03:00:00 GMT")]);
        assert_eq!(past.after_limit(), Some(Duration::ZERO));
        assert_eq!(parsed(&[("retry-after", "soon")]).after_limit(), None);
    }

    #[test]
    fn a_small_reset_is_seconds_from_now_and_a_large_one_is_a_time() {
        assert_eq!(parsed(&[("x-ratelimit-reset", "30")]).after_limit(), Some(Duration::from_secs(30)));
        assert_eq!(parsed(&[("x-ratelimit-reset", "1767323055")]).after_limit(), Some(Duration::from_secs(10)));
        assert_eq!(parsed(&[("x-ratelimit-reset", "1767320000")]).after_limit(), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_comes_before_reset() {
        let both = parsed(&[("retry-after", "1"), ("x-ratelimit-reset", "30")]);
        assert_eq!(both.after_limit(), Some(Duration::from_secs(1)));
    }

    #[test]
    fn the_servers_clock_is_used_if_it_sends_one() {
        let skewed = parsed(&[("date", "Fri, 02 Jan 2026 03:04:10 GMT"), ("x-ratelimit-reset", "1767323055")]);
        assert_eq!(skewed.after_limit(), Some(Duration::from_secs(5)));
    }

    #[test]
    fn an_exhausted_limit_holds_the_next_request() {
        let spent = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "3")];
        assert_eq!(parsed(&spent).before_next(), Some(Duration::from_secs(3)));
        assert_eq!(parsed(&[("x-ratelimit-remaining", "1"), spent[1]]).before_next(), None);
        assert_eq!(parsed(&spent[..1]).before_next(), None);
    }

    #[test]
    fn absurd_numbers_are_clamped_or_ignored() {
        for text in ["-5", "1e400", "NaN", "99999999999999999999999999", ""] {
            let limits = parsed(&[("retry-after", text), ("x-ratelimit-reset", text), ("x-ratelimit-remaining", text)]);
            assert!(limits.after_limit().is_none_or(|wait| wait.is_zero() || wait > Duration::from_secs(9)), "{text}");
        }
    }
}
