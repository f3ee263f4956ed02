//! Reporting on the run of an action.
//!
//! A run ends once: Port accepts neither a status nor a log entry for one that has ended. Somebody else may end it at any
//! time, so that is an outcome here and not an error. After an answer was lost, the run is read again.

use serde_json::{Map, Value, json};

use crate::ground::escape::{escaped, escaped_lines};
use crate::plan::mask::redact;
use crate::portal::runs::{self, Run};
use crate::portal::{Portal, PortalError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    Failure,
}

impl Status {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Reported {
    Sent,
    NothingToReport,
    /// The run has already ended, with this status, and was not changed.
    AlreadyEnded(String),
}

#[derive(Debug, thiserror::Error)]
#[error("run `{}` could not be reported to the portal: {error}", escaped(run))]
pub(crate) struct ReportError {
    pub run: String,
    #[source]
    pub error: Box<PortalError>,
}

#[derive(Clone, Debug)]
pub(crate) struct End {
    pub status: Status,
    /// One or two words that the run's page shows instead of the status.
    pub label: Option<String>,
    /// A sentence or a paragraph of Markdown.
    pub summary: Option<String>,
    pub links: Vec<String>,
}

/// The longest message, in characters. Port accepts 1 MiB, but a run's page is for reading: the full output of a program
/// belongs behind the run's link.
const MAX_MESSAGE_CHARS: usize = 8000;

/// The longest label, in characters: only a few words are visible.
const MAX_LABEL_CHARS: usize = 100;

pub(crate) struct Report<'p> {
    portal: &'p dyn Portal,
    pub(super) run: String,
    secrets: Vec<String>,
}

impl<'p> Report<'p> {
    /// `secrets`, the longest first, are redacted from every text.
    pub(crate) fn new(portal: &'p dyn Portal, run: impl Into<String>, secrets: Vec<String>) -> Self {
        Self { portal, run: run.into(), secrets }
    }

    /// Reports that the work has started. Adds links to those of the run, each once and in order, and sets the run's
    /// identifier in the system that does the work.
    pub(crate) fn started(&self, links: &[String], external: Option<&str>) -> Result<Reported, PortalError> {
        let external = external.map(|external| self.clean(external, MAX_MESSAGE_CHARS));
        self.update(|run| {
            let external = external.filter(|external| run.external.as_ref() != Some(external));
            vec![("link", json!(self.added(run, links))), ("externalRunId", json!(external))]
        })
    }

    /// Adds a message to the run's log; tries up to three times while the portal does not have it.
    pub(crate) fn log(&self, text: &str) -> Result<Reported, PortalError> {
        let message = self.clean(text, MAX_MESSAGE_CHARS);
        if message.trim().is_empty() {
            return Ok(Reported::NothingToReport);
        }
        let mut attempts = 3;
        loop {
            let error = match runs::log(self.portal, &self.run, &message) {
                Ok(()) => return Ok(Reported::Sent),
                Err(error) if error.code() == Some(EXHAUSTED) => {
                    return runs::read(self.portal, &self.run).map(|run| Reported::AlreadyEnded(run.status));
                }
                Err(error) => error,
            };
            attempts -= 1;
            if !error.may_have_taken_effect() {
                return Err(error);
            }
            if runs::has_logged(self.portal, &self.run, &message)? {
                return Ok(Reported::Sent);
            }
            if attempts == 0 {
                return Err(error);
            }
        }
    }

    pub(crate) fn ended(&self, end: &End) -> Result<Reported, PortalError> {
        let clean = |text: &Option<String>, max| text.as_ref().map(|text| self.clean(text, max));
        self.update(|run| {
            vec![
                ("status", json!(end.status.word())),
                ("statusLabel", json!(clean(&end.label, MAX_LABEL_CHARS))),
                ("summary", json!(clean(&end.summary, MAX_MESSAGE_CHARS))),
                ("link", json!(self.added(run, &end.links))),
            ]
        })
    }

    /// Sets those fields of a run that are not null, unless the run has ended. If the outcome is in doubt, reads the run again.
    fn update(&self, fields: impl FnOnce(&Run) -> Vec<(&'static str, Value)>) -> Result<Reported, PortalError> {
        let run = runs::read(self.portal, &self.run)?;
        if run.is_over() {
            return Ok(Reported::AlreadyEnded(run.status));
        }
        let fields = fields(&run).into_iter().filter(|(_, value)| !value.is_null());
        let body: Map<String, Value> = fields.map(|(name, value)| (name.to_owned(), value)).collect();
        if body.is_empty() {
            return Ok(Reported::NothingToReport);
        }
        let body = &Value::Object(body);
        match runs::merge(self.portal, &self.run, body.clone()) {
            Ok(()) => Ok(Reported::Sent),
            // This request may have ended it, if it was sent twice and the first response was lost.
            Err(error) if error.code() == Some(EXHAUSTED) || error.may_have_taken_effect() => {
                let run = runs::read(self.portal, &self.run)?;
                match (has(&run, body), run.is_over()) {
                    (true, _) => Ok(Reported::Sent),
                    (false, true) => Ok(Reported::AlreadyEnded(run.status)),
                    (false, false) => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// The run's links and these, each once; none if the run has all of these.
    fn added(&self, run: &Run, links: &[String]) -> Option<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        let own = links.iter().map(|link| self.clean(link, MAX_MESSAGE_CHARS));
        for link in run.links.iter().cloned().chain(own) {
            if !all.contains(&link) {
                all.push(link);
            }
        }
        (all.len() > run.links.len()).then_some(all)
    }

    /// A text without secrets and control characters. A longer one is cut to `max` characters, most of them from its end, where
    /// programs print their errors.
    fn clean(&self, text: &str, max: usize) -> String {
        let text = escaped_lines(&redact(text, &self.secrets));
        let length = text.chars().count();
        if length <= max {
            return text;
        }
        let (head, tail) = (max / 4, max - max / 4);
        let start: String = text.chars().take(head).collect();
        let end: String = text.chars().skip(length - tail).collect();
        format!("{start}\n... {} characters omitted ...\n{end}", length - max)
    }
}

const EXHAUSTED: &str = "run_exhausted";

/// Returns whether a run has the fields of a request, as far as they can be read.
fn has(run: &Run, body: &Value) -> bool {
    let same = |key: &str, value: Option<&str>| body.get(key).is_none_or(|wanted| wanted.as_str() == value);
    same("status", Some(&run.status))
        && same("statusLabel", run.label.as_deref())
        && same("externalRunId", run.external.as_deref())
        && body.get("link").is_none_or(|links| *links == json!(run.links))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::SandboxPortal;

    fn clean(text: &str, max: usize) -> String {
        let portal = SandboxPortal::in_memory();
        Report::new(&portal, "r", vec!["hunter2".to_owned()]).clean(text, max)
    }

    #[test]
    fn a_long_message_keeps_its_start_and_more_of_its_end() {
        let cut = clean(&format!("start{}end", "ü".repeat(1000)), 100);
        assert!(cut.starts_with("startü") && cut.ends_with("üend"), "{cut}");
        assert!(cut.contains("... 908 characters omitted ..."), "{cut}");
    }

    #[test]
    fn secrets_and_controls_do_not_reach_the_log() {
        assert_eq!(clean("a hunter2\r\nb\x1b[2J", 100), "a (sensitive value)\nb\\u{1b}[2J");
    }
}
