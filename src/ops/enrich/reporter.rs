//! Reporting on a run beside the work that it is for: a report that fails hides no result.

use std::cell::{Cell, RefCell};

use crate::ops::enrich::event::Event;
use crate::ops::report::{End, Report, ReportError, Reported, Status};
use crate::portal::{Portal, PortalError};

#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub text: String,
    /// What to show in place of the status, in a word or two.
    pub label: &'static str,
    pub links: Vec<String>,
}

pub(super) struct Reporter<'r> {
    report: Option<Report<'r>>,
    event: &'r dyn Fn(Event<'_>),
    has_ended: Cell<bool>,
    failed: RefCell<Option<ReportError>>,
}

impl<'r> Reporter<'r> {
    /// For a run, if there is one and a portal to tell. `secrets`, the longest first, are redacted.
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

    /// Ends the run of work that is done; gives what went wrong with the report, if anything did.
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
                (self.event)(Event::RunHasEnded { run: report.run(), status: &status });
            }
            Err(error) => {
                let error = ReportError { run: report.run().to_owned(), error: Box::new(error) };
                // Of several failures, the first is shown here and the last at the end.
                if self.failed.borrow().is_none() {
                    (self.event)(Event::ReportFailed(&error));
                }
                self.failed.replace(Some(error));
            }
        }
    }
}
