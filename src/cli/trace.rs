//! The output of `-v` and `-vv` for each request: one line on standard error, without secrets.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::terminal::print_note;
use crate::forge::OnGit;
use crate::net::{AnswerFacts, Attempt, OnAttempt, query_text};
use crate::plan::mask::redact;
use crate::portal::{Answer, Portal, PortalError, Request};

/// Prints requests to standard error.
#[derive(Clone, Debug)]
pub(crate) struct Tracer {
    /// Whether to print sizes, connections, trace IDs and git commands too.
    pub details: bool,
    /// Texts to redact.
    pub secrets: Vec<String>,
}

impl Tracer {
    pub(crate) fn attempt(&self, attempt: &Attempt) {
        print_note(&redact(&line(attempt, self.details), &self.secrets));
    }

    /// The callback for an HTTP client.
    pub(crate) fn on_attempt(self) -> OnAttempt {
        Box::new(move |attempt| self.attempt(attempt))
    }

    /// The callback for git commands, which are details.
    pub(crate) fn on_git(&self) -> Option<OnGit> {
        let on_git: OnGit = Arc::new(|verb, success, elapsed| {
            let end = if success { "done" } else { "failed" };
            print_note(&format!("git {verb}: {end} in {}", milliseconds(elapsed)));
        });
        self.details.then_some(on_git)
    }
}

/// `GET /v1/blueprints: 200 in 12 ms`.
fn line(attempt: &Attempt, details: bool) -> String {
    let query = if details { attempt.query.as_str() } else { "" };
    let mut line = format!("{} {}{query}: ", attempt.method, attempt.path);
    let elapsed = milliseconds(attempt.elapsed);
    line += &match &attempt.outcome {
        Ok(answer) => format!("{} in {elapsed}", answer.status),
        Err(_) => format!("no response in {elapsed}"),
    };
    if attempt.number > 1 {
        line += &format!(", attempt {}", attempt.number);
    }
    if details {
        line += &format!(", {} bytes sent", attempt.sent);
        if let Ok(answer) = &attempt.outcome {
            line += &answer_details(answer);
        }
    }
    if let Err(reason) = &attempt.outcome {
        line += &format!(": {reason}");
    }
    line
}

fn answer_details(answer: &AnswerFacts) -> String {
    let mut text = format!(", {} bytes received", answer.received);
    if let Some(connection) = answer.connection {
        text += &format!(", {} from {}", connection.protocol, connection.peer);
    }
    if let Some(trace_id) = &answer.trace_id {
        text += &format!(", trace {trace_id}");
    }
    text
}

fn milliseconds(elapsed: Duration) -> String {
    format!("{} ms", elapsed.as_millis())
}

/// A portal in this process, whose requests are printed.
pub(crate) struct Traced<P> {
    pub portal: P,
    pub tracer: Tracer,
}

impl<P: Portal> Portal for Traced<P> {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let begun = Instant::now();
        let result = self.portal.send(request);
        let elapsed = begun.elapsed();
        let outcome = match &result {
            Ok(Answer { status, body, trace }) => {
                let received = body.to_string().len();
                Ok(AnswerFacts { status: *status, received, connection: None, trace_id: trace.clone() })
            }
            Err(PortalError::Refused { status, trace, .. }) => {
                Ok(AnswerFacts { status: *status, trace_id: trace.clone(), ..AnswerFacts::default() })
            }
            Err(error) => Err(error.to_string()),
        };
        self.tracer.attempt(&Attempt {
            method: request.method,
            path: request.path(),
            query: query_text(request.query.iter().map(|(key, value)| (key, value))),
            number: 1,
            elapsed,
            sent: request.body.as_ref().map_or(0, |body| body.to_string().len()),
            outcome,
        });
        result
    }

    fn name(&self) -> String {
        self.portal.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Connection, Method};

    fn attempt(number: u32, outcome: Result<AnswerFacts, String>) -> Attempt {
        let (path, query) = ("/v1/entities".to_owned(), "?upsert=true".to_owned());
        let elapsed = Duration::from_micros(12_400);
        Attempt { method: Method::Post, path, query, number, elapsed, sent: 120, outcome }
    }

    #[test]
    fn a_trace_line_has_the_requested_details() {
        let connection = Some(Connection { peer: ([127, 0, 0, 1], 3333).into(), protocol: "HTTP/1.1" });
        let trace_id = Some("t-1".to_owned());
        let answer = attempt(1, Ok(AnswerFacts { status: 201, received: 45, connection, trace_id }));
        assert_eq!(line(&answer, false), "POST /v1/entities: 201 in 12 ms");
        assert_eq!(
            line(&answer, true),
            "POST /v1/entities?upsert=true: 201 in 12 ms, 120 bytes sent, 45 bytes received, HTTP/1.1 from \
             127.0.0.1:3333, trace t-1"
        );
        let broken = attempt(2, Err("connection refused".to_owned()));
        assert_eq!(line(&broken, false), "POST /v1/entities: no response in 12 ms, attempt 2: connection refused");
    }
}
