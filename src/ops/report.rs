//! Telling a portal how the run of an action goes.
//!
//! A run ends once: Port takes neither a status nor a log for one that is over. Somebody else may end it at any time, so
//! that is no error here; it is told to the caller. Answers that were lost are judged by reading the run again.

use serde_json::{Map, Value, json};

use crate::ground::escape::{shown, shown_lines};
use crate::plan::mask::redact;
use crate::portal::runs::{self, Run};
use crate::portal::{Portal, PortalError};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It did what it was for.
    Success,
    /// It did not.
    Failure,
}

impl Status {
    /// The word that Port has for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
        }
    }
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Reported {
    /// The portal has it.
    Sent,
    /// There was nothing to tell.
    NothingToReport,
    /// The run is over, with this status, and was left as it is.
    AlreadyEnded(String),
}

/// A report that did not reach the portal.
#[derive(Debug, thiserror::Error)]
#[error("the portal could not be told of run `{}`: {error}", shown(run))]
pub struct ReportError {
    /// The run.
    pub run: String,
    /// What went wrong.
    #[source]
    pub error: PortalError,
}

/// How a run ended, and what to say of it.
#[derive(Clone, Debug)]
pub struct End {
    /// How.
    pub status: Status,
    /// A word or two that the page shows in place of the status.
    pub label: Option<String>,
    /// What came of it, in a sentence or a paragraph of Markdown.
    pub summary: Option<String>,
    /// Where to look.
    pub links: Vec<String>,
}

/// More of a message is not sent, in characters. Port takes bodies up to 1 MiB and shows a log line by line: a page of
/// text can be read there, and the whole output of a program belongs where the run's link leads.
const LONGEST: usize = 8000;

/// The same for what stands beside a status, where only a few words are seen.
const LONGEST_LABEL: usize = 100;

/// Reports on one run.
pub struct Report<'p> {
    portal: &'p dyn Portal,
    run: String,
    secrets: Vec<String>,
}

impl<'p> Report<'p> {
    /// For the run of this identifier. `secrets`, the longest first, are blotted out of every text.
    pub fn new(portal: &'p dyn Portal, run: impl Into<String>, secrets: Vec<String>) -> Self {
        Self { portal, run: run.into(), secrets }
    }

    /// The run's identifier.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// ProjectFile where the work is done: links are added to those that the run has, each once and in their order.
    ///
    /// # Errors
    /// Those of the portal.
    pub fn started(&self, links: &[String], external: Option<&str>) -> Result<Reported, PortalError> {
        let run = runs::read(self.portal, &self.run)?;
        if run.is_over() {
            return Ok(Reported::AlreadyEnded(run.status));
        }
        let mut body = Map::new();
        if let Some(links) = self.added(&run, links) {
            body.insert("link".to_owned(), json!(links));
        }
        let external = external.map(|external| self.clean(external, LONGEST));
        if let Some(external) = external.filter(|external| run.external.as_ref() != Some(external)) {
            body.insert("externalRunId".to_owned(), json!(external));
        }
        self.merge(&Value::Object(body))
    }

    /// Adds a message to the run's log. It is sent up to three times, where the portal does not have it after a failure.
    ///
    /// # Errors
    /// Those of the portal.
    pub fn log(&self, text: &str) -> Result<Reported, PortalError> {
        let message = self.clean(text, LONGEST);
        if message.trim().is_empty() {
            return Ok(Reported::NothingToReport);
        }
        let mut attempts = 3;
        loop {
            let error = match runs::log(self.portal, &self.run, &message) {
                Ok(()) => return Ok(Reported::Sent),
                Err(error) if error.code() == Some(EXHAUSTED) => return self.over(),
                Err(error) => error,
            };
            attempts -= 1;
            if !error.leaves_doubt() {
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

    /// Ends the run.
    ///
    /// # Errors
    /// Those of the portal.
    pub fn ended(&self, end: &End) -> Result<Reported, PortalError> {
        let run = runs::read(self.portal, &self.run)?;
        if run.is_over() {
            return Ok(Reported::AlreadyEnded(run.status));
        }
        let mut body = Map::new();
        body.insert("status".to_owned(), json!(end.status.word()));
        if let Some(label) = &end.label {
            body.insert("statusLabel".to_owned(), json!(self.clean(label, LONGEST_LABEL)));
        }
        if let Some(summary) = &end.summary {
            body.insert("summary".to_owned(), json!(self.clean(summary, LONGEST)));
        }
        if let Some(links) = self.added(&run, &end.links) {
            body.insert("link".to_owned(), json!(links));
        }
        self.merge(&Value::Object(body))
    }

    /// Sets fields of the run; where it is not known what became of them, the run says.
    fn merge(&self, body: &Value) -> Result<Reported, PortalError> {
        if body.as_object().is_none_or(Map::is_empty) {
            return Ok(Reported::NothingToReport);
        }
        match runs::merge(self.portal, &self.run, body.clone()) {
            Ok(()) => Ok(Reported::Sent),
            // It may be over because this very request was sent twice, and the first answer was lost.
            Err(error) if error.code() == Some(EXHAUSTED) || error.leaves_doubt() => {
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

    fn over(&self) -> Result<Reported, PortalError> {
        runs::read(self.portal, &self.run).map(|run| Reported::AlreadyEnded(run.status))
    }

    /// The links that the run has and these, each once; none if it has these already.
    fn added(&self, run: &Run, links: &[String]) -> Option<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        let own = links.iter().map(|link| self.clean(link, LONGEST));
        for link in run.links.iter().cloned().chain(own) {
            if !all.contains(&link) {
                all.push(link);
            }
        }
        (all.len() > run.links.len()).then_some(all)
    }

    /// A text without secrets and without what steers a terminal, at most so many characters of it: its start, and of a
    /// longer one more of its end, where programs say what went wrong.
    fn clean(&self, text: &str, longest: usize) -> String {
        let text = shown_lines(&redact(text, &self.secrets));
        let length = text.chars().count();
        if length <= longest {
            return text;
        }
        let (head, tail) = (longest / 4, longest - longest / 4);
        let start: String = text.chars().take(head).collect();
        let end: String = text.chars().skip(length - tail).collect();
        format!("{start}\n... {} characters left out ...\n{end}", length - longest)
    }
}

const EXHAUSTED: &str = "run_exhausted";

/// Whether a run has what a request was to set, as far as an answer tells.
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

    fn clean(text: &str, longest: usize) -> String {
        let portal = SandboxPortal::in_memory();
        Report::new(&portal, "r", vec!["hunter2".to_owned()]).clean(text, longest)
    }

    #[test]
    fn a_long_message_keeps_its_start_and_more_of_its_end() {
        let cut = clean(&format!("start{}end", "ü".repeat(1000)), 100);
        assert!(cut.starts_with("startü") && cut.ends_with("üend"), "{cut}");
        assert!(cut.contains("... 908 characters left out ..."), "{cut}");
    }

    #[test]
    fn secrets_and_controls_do_not_reach_the_log() {
        assert_eq!(clean("a hunter2\r\nb\x1b[2J", 100), "a (sensitive value)\nb\\u{1b}[2J");
    }
}
