//! The client of one server: attempts and waits around single exchanges.

use std::time::{Duration, Instant};

use super::connector::{connector, endpoint};
use super::exchange::{self, ApiResponse, Call, ExchangeError};
use super::gate::Gate;
use super::reactor::Reactor;
use super::redact::Redactor;
use super::retry::{self, Failure, Wait};
use super::server::{Options, Server};
use super::slow::SlowTimer;
use super::trace::{AnswerFacts, Attempt, query_text};

/// The attempts at a request so far.
struct Tries {
    /// Those that failed for another reason than the rate limit.
    failed: u32,
    /// Those in a row that the rate limit refused while it refused all other requests too.
    limited: u32,
    /// The accepted responses to all requests when the last one was refused.
    accepted: u64,
}

impl Tries {
    /// Counts an attempt, and returns how many of its sort there were. Where many threads share a limit, one of them may be
    /// refused often although the server serves the others.
    fn count(&mut self, failure: Option<Failure>, gate: &Gate) -> u32 {
        if failure != Some(Failure::RateLimit) {
            self.failed += 1;
            return self.failed;
        }
        let accepted = gate.count_accepted();
        if accepted != std::mem::replace(&mut self.accepted, accepted) {
            self.limited = 0;
        }
        self.limited += 1;
        self.limited
    }
}

/// A client that any number of threads may use at once, but no thread that runs an asynchronous runtime, which sending
/// would block.
pub(crate) struct Client {
    server: Server,
    options: Options,
    connector: reqwest::Client,
    /// The server, for messages.
    endpoint: String,
    slow: SlowTimer,
    gate: Gate,
    // Last, so that it outlives the connections it drives.
    reactor: Reactor,
}

impl Client {
    /// Sends nothing yet. Fails where no connection could ever be made: no CA certificates, or an unusable CA file.
    pub(crate) fn new(server: Server, options: Options) -> Result<Self, ExchangeError> {
        let unusable = |reason: String| ExchangeError::NeverSent { reason, lasting: true };
        let connector = connector(&server, &options).map_err(unusable)?;
        let reactor =
            Reactor::start().map_err(|error| unusable(format!("its thread could not be started: {error}")))?;
        Ok(Self {
            endpoint: endpoint(&server.url),
            slow: SlowTimer::default(),
            gate: Gate::default(),
            server,
            options,
            connector,
            reactor,
        })
    }

    /// A secret must be added to it before it is sent.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.options.redactor
    }

    /// Sends a call, and retries it where that is safe, until there is a final response or no attempt is left. A
    /// response of any status is not an error.
    pub(crate) fn send(&self, call: &Call) -> Result<ApiResponse, ExchangeError> {
        if call.url.origin() != self.server.url.origin() {
            let reason = format!("`{}` is another server", call.url.origin().ascii_serialization());
            return Err(ExchangeError::NeverSent { reason, lasting: true });
        }
        self.reactor.wait_for(self.persist(call)).map_err(|broken| broken.cleaned(&self.options.redactor))
    }

    async fn persist(&self, call: &Call) -> Result<ApiResponse, ExchangeError> {
        let (mut in_doubt, mut number) = (false, 1);
        let mut tries = Tries { failed: 0, limited: 0, accepted: self.gate.count_accepted() };
        loop {
            let passed =
                self.gate.pass(&self.options.stop, |pause| self.announce(call, Failure::RateLimit, pause)).await;
            let Ok(passage) = passed else { return Err(self.stopped(in_doubt)) };
            if self.options.stop.passed_deadline().is_some() {
                return Err(self.stopped(in_doubt));
            }
            let begun = Instant::now();
            let exchange = exchange::once(&self.connector, call, &self.server, &self.endpoint, &self.options);
            let report = || _ = self.options.on_slow.as_ref().map(|on_slow| on_slow(&self.endpoint));
            let outcome = self.slow.watch(exchange, report).await;
            self.trace(call, number, begun.elapsed(), &outcome);

            let failure = match &outcome {
                Ok(received) => Some(self.failure(received)),
                Err(broken) => broken.failure(),
            };
            let tried = tries.count(failure, &self.gate);
            let retried =
                failure.filter(|failure| tried < self.options.attempts && call.safety.repeats_after(*failure));
            // The shortest pause, whatever the server asks for: `Retry-After: 0` would lead to retries without any.
            let backoff = retry::backoff(tried, retry::jitter());
            self.heed(&outcome, failure, backoff);
            drop(passage);
            let Some(failure) = retried else {
                return match outcome {
                    Ok(received) => {
                        Ok(ApiResponse { in_doubt, is_limit: failure == Some(Failure::RateLimit), ..received })
                    }
                    // The last attempt did not connect, but the response to an earlier one may have been lost.
                    Err(ExchangeError::NeverSent { reason, .. }) if in_doubt => Err(ExchangeError::Lost { reason }),
                    Err(broken) => Err(broken),
                };
            };

            in_doubt |= failure.may_have_taken_effect();
            if failure != Failure::RateLimit {
                let retry_after = outcome.as_ref().ok().and_then(|received| received.rate_limit.retry_after);
                let pause = self.capped(retry_after.map_or(backoff, |asked| asked.max(backoff)));
                self.announce(call, failure, pause);
                if !self.options.stop.sleep(pause).await {
                    return Err(self.stopped(in_doubt));
                }
            }
            number += 1;
        }
    }

    /// Shuts the gate for as long as a response asks for: that holds whichever request comes next.
    fn heed(&self, outcome: &Result<ApiResponse, ExchangeError>, failure: Option<Failure>, backoff: Duration) {
        let Ok(received) = outcome else { return };
        let limit = &received.rate_limit;
        let hold = if failure == Some(Failure::RateLimit) {
            Some(limit.after_limit().map_or(backoff, |asked| asked.max(backoff)))
        } else {
            self.gate.accepted(limit, self.options.max_wait);
            limit.before_next()
        };
        if let Some(hold) = hold {
            self.gate.shut_for(self.capped(hold));
        }
    }

    /// The error of a request that waited when the run was to end. If `in_doubt`, an earlier attempt may have had an effect.
    fn stopped(&self, in_doubt: bool) -> ExchangeError {
        let reason = self.options.stop.reason();
        if in_doubt { ExchangeError::Lost { reason } } else { ExchangeError::NeverSent { reason, lasting: true } }
    }

    /// Classifies a response for the retry; most statuses are never retried.
    fn failure(&self, received: &ApiResponse) -> Failure {
        let limited = match received.status {
            429 => true,
            403 => {
                self.server.limits_with_403
                    && (received.rate_limit.retry_after.is_some() || received.rate_limit.is_exhausted())
            }
            _ => false,
        };
        if limited { Failure::RateLimit } else { Failure::Status(received.status) }
    }

    fn capped(&self, pause: Duration) -> Duration {
        pause.min(self.options.max_wait)
    }

    fn trace(&self, call: &Call, number: u32, elapsed: Duration, outcome: &Result<ApiResponse, ExchangeError>) {
        let Some(on_attempt) = &self.options.on_attempt else { return };
        let clean = |text: &str| self.redactor().clean(text);
        let outcome = match outcome {
            Ok(received) => Ok(AnswerFacts {
                status: received.status,
                received: received.body.len(),
                connection: received.connection,
                trace_id: received.trace.as_deref().map(|trace| self.redactor().brief(trace, 200)),
            }),
            Err(broken) => Err(clean(&broken.to_string())),
        };
        on_attempt(&Attempt {
            method: call.method,
            path: clean(call.url.path()),
            query: clean(&query_text(call.url.query_pairs())),
            number,
            elapsed,
            sent: call.body.as_ref().map_or(0, Vec::len),
            outcome,
        });
    }

    fn announce(&self, call: &Call, failure: Failure, pause: Duration) {
        if let Some(on_wait) = &self.options.on_wait {
            on_wait(&Wait { request: call.label.clone(), cause: failure, pause });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_by_the_rate_limit_count_only_while_nobody_is_served() {
        let gate = Gate::default();
        let mut tries = Tries { failed: 0, limited: 0, accepted: gate.count_accepted() };
        let limited = Some(Failure::RateLimit);
        assert_eq!([tries.count(limited, &gate), tries.count(limited, &gate)], [1, 2]);
        gate.accepted(&crate::net::RateLimitHeaders::default(), Duration::ZERO);
        assert_eq!([tries.count(limited, &gate), tries.count(limited, &gate)], [1, 2]);
        assert_eq!([tries.count(None, &gate), tries.count(Some(Failure::NotSent), &gate)], [1, 2]);
    }
    use crate::net::{Method, Url};

    #[test]
    fn a_call_to_another_origin_is_never_sent() {
        let url = Url::parse("http://127.0.0.1:9/api").expect("a URL");
        let server = Server { url, trace_header: "x-request-id", limits_with_403: false };
        let client = Client::new(server, Options::default()).expect("a client");
        for elsewhere in ["http://127.0.0.1:10/api", "https://127.0.0.1:9/api", "http://localhost:9/api"] {
            let call = Call::new(Method::Get, Url::parse(elsewhere).expect("a URL"));
            let broken = client.send(&call).expect_err("no answer");
            assert!(matches!(broken, ExchangeError::NeverSent { lasting: true, .. }), "{broken}");
            assert!(broken.to_string().ends_with("is another server"), "{broken}");
        }
    }
}
