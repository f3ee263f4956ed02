//! Why nothing was changed.

use crate::enrich::payload::PayloadError;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::Place;

/// What `error[…]` names where no rule of `lint` does.
const RULE: &str = "enrich";

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// What is wrong, in one line for somebody who sees nothing else: it names files, lines and values.
    pub reason: String,
    /// What to do about it, where that is not in the reason.
    pub help: Option<String>,
    /// The places in texts that it is about, as `lint` shows them.
    pub findings: Vec<Finding>,
}

impl Refusal {
    /// A refusal for a reason that has no place in a text.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: None, findings: Vec::new() }
    }

    /// A refusal for what is found in a text; the first finding is the reason.
    pub fn from_findings(findings: Vec<Finding>) -> Self {
        let reason = match findings.as_slice() {
            [] => "there is something wrong".to_owned(),
            [one] => one_line(one),
            [one, rest @ ..] => format!("{} (and {} more)", one_line(one), rest.len()),
        };
        Self { reason, help: None, findings }
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<Finding> for Refusal {
    fn from(finding: Finding) -> Self {
        Self::from_findings(vec![finding])
    }
}

impl From<PayloadError> for Refusal {
    fn from(error: PayloadError) -> Self {
        let help = error.help();
        Self { help, ..Self::new(error.to_string()) }
    }
}

/// An error at a place, which no rule is behind.
pub fn error_at(place: Place, message: impl Into<String>) -> Finding {
    Finding::new(RULE, Severity::Error, place, message)
}

/// A finding as one line: `port.yml:4:9: what is wrong; what to do`.
pub fn one_line(finding: &Finding) -> String {
    let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
    let line = format!("{}: {}{help}", finding.place, finding.message);
    crate::ground::escape::shown(&line).into_owned()
}
