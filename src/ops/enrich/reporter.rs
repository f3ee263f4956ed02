//! Reporting the progress and result of `enrich` to its run. A failed report does not stop the work.

use std::cell::{Cell, RefCell};

use crate::forge::PublishOutcome;
use crate::ground::escape::escaped;
use crate::ground::finding::Finding;
use crate::ops::enrich::publish::Proposed;
use crate::ops::report::{End, Report, ReportError, Reported, Status};
use crate::portal::{Portal, PortalError};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Event<'e> {
    /// The findings of a refusal.
    Findings(&'e [Finding]),
    Step(&'e str),
    /// The run had already ended, with this status, before the report.
    RunHasEnded {
        run: &'e str,
        status: &'e str,
    },
    ReportFailed(&'e ReportError),
}

#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub text: String,
    /// One or two words, shown instead of the status.
    pub label: &'static str,
    pub links: Vec<String>,
}

pub(super) fn summary(address: &str, proposed: Option<&Proposed>) -> Summary {
    let address = escaped(address);
    let Some(Proposed { published, branch }) = proposed else {
        let text = format!("`{address}` is already up to date.");
        return Summary { text, label: "Already up to date", links: Vec::new() };
    };
    let place = published.url.clone().unwrap_or_else(|| format!("branch `{branch}`"));
    let (text, label) = match published.outcome {
        PublishOutcome::Created => (format!("{place} changes `{address}` once it is merged."), "Proposed"),
        PublishOutcome::Updated => (format!("{place} was updated with the new values of `{address}`."), "Updated"),
        PublishOutcome::AlreadyThere => {
            (format!("{place} already proposes these values for `{address}`."), "Already proposed")
        }
        PublishOutcome::Unneeded => (
            format!("`{address}` is already up to date; {place}, which proposes other values, is still open."),
            "Already up to date",
        ),
    };
    Summary { text, label, links: published.url.iter().cloned().collect() }
}

pub(super) struct Reporter<'r> {
    report: Option<Report<'r>>,
    event: &'r dyn Fn(Event<'_>),
    has_ended: Cell<bool>,
    failed: RefCell<Option<ReportError>>,
}

impl<'r> Reporter<'r> {
    /// Reports nothing without a run or a portal. `secrets`, the longest first, are redacted.
    pub(super) fn new(
        run: Option<String>,
        portal: Option<&'r dyn Portal>,
        secrets: Vec<String>,
        event: &'r dyn Fn(Event<'_>),
    ) -> Self {
        let report = portal.zip(run).map(|(portal, run)| Report::new(portal, run, secrets));
        Self { report, event, has_ended: Cell::new(false), failed: RefCell::default() }
    }

    pub(super) fn started(&self, links: &[String]) {
        self.send(|report| report.started(links, None));
    }

    pub(super) fn log(&self, text: &str) {
        self.send(|report| report.log(text));
    }

    pub(super) fn ended_in_failure(&self, summary: Summary) {
        self.log(&summary.text);
        self.ended(Status::Failure, summary);
    }

    /// Ends the run of successful work, and returns the error if that could not be reported.
    pub(super) fn ended_in_success(&self, summary: Summary) -> Option<ReportError> {
        self.failed.take();
        self.ended(Status::Success, summary);
        self.failed.take()
    }

    fn ended(&self, status: Status, Summary { text, label, links }: Summary) {
        let end = End { status, label: Some(label.to_owned()), summary: Some(text), links };
        self.send(|report| report.ended(&end));
    }

    fn send(&self, send: impl FnOnce(&Report<'r>) -> Result<Reported, PortalError>) {
        let Some(report) = self.report.as_ref().filter(|_| !self.has_ended.get()) else { return };
        match send(report) {
            Ok(Reported::Sent | Reported::NothingToReport) => {}
            Ok(Reported::AlreadyEnded(status)) => {
                self.has_ended.set(true);
                (self.event)(Event::RunHasEnded { run: &report.run, status: &status });
            }
            Err(error) => {
                let error = ReportError { run: report.run.clone(), error: Box::new(error) };
                // Of several failures, the first is shown now and the last at the end.
                if self.failed.borrow().is_none() {
                    (self.event)(Event::ReportFailed(&error));
                }
                self.failed.replace(Some(error));
            }
        }
    }
}
