//! A refusal: the reason why `enrich` changes nothing.

use crate::enrich::payload::PayloadError;
use crate::ground::finding::{Finding, Severity};
use crate::ground::shared_text::SharedText;
use crate::ground::source::Location;

/// The name in `error[…]` for findings that no rule of `lint` reports.
const RULE: &str = "enrich";

/// The reason why `enrich` changes nothing.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// What is wrong, in one self-contained line with files, lines and values.
    pub reason: String,
    /// What to do about it, if the reason does not say so.
    pub help: Option<String>,
    /// The findings behind it, which are printed like those of `lint`.
    pub findings: Vec<Finding>,
}

impl Refusal {
    /// Creates a refusal without a location.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: None, findings: Vec::new() }
    }

    /// Creates a refusal from findings. The first one is the reason.
    pub fn from_findings(findings: Vec<Finding>) -> Self {
        let reason = match findings.as_slice() {
            [] => "unknown reason".to_owned(),
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

/// Creates an error at a location that does not come from a rule.
pub(crate) fn error_at(place: Location, message: impl Into<SharedText>) -> Finding {
    Finding::new(RULE, Severity::Error, place, message)
}

/// Formats a finding as one line: `port.yml:4:9: message; help`.
pub(crate) fn one_line(finding: &Finding) -> String {
    let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
    let line = format!("{}: {}{help}", finding.place, finding.message);
    crate::ground::escape::escaped(&line).into_owned()
}
