//! Reporting on a run beside the work that it is for: a report that fails hides no result.

use std::cell::{Cell, RefCell};

use crate::cli::env::{Settings, pipeline};
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::terminal::aside;
use crate::cli::view::escape::shown;
use crate::ops::report::{End, Report, Status, Told};
use crate::portal::{Portal, PortalError};

/// Work that was done, as its run is told of it.
#[derive(Debug)]
pub struct Done {
    /// What came of it, in a sentence.
    pub summary: String,
    /// What to show in place of the status, in a word or two.
    pub label: &'static str,
    /// Where to look.
    pub links: Vec<String>,
}

/// Tells Port of a run, where there is one.
pub struct Reporting<'p> {
    report: Option<Report<'p>>,
    quiet: bool,
    is_over: Cell<bool>,
    untold: RefCell<Option<String>>,
}

impl<'p> Reporting<'p> {
    /// For a run, if there is one and a portal to tell.
    pub fn new(run: Option<String>, portal: Option<&'p dyn Portal>, settings: &Settings) -> Self {
        let report = portal.zip(run).map(|(portal, run)| Report::new(portal, run, settings.secrets()));
        Self { report, quiet: settings.quiet, is_over: Cell::new(false), untold: RefCell::default() }
    }

    /// ProjectFile where the work is done.
    pub fn started(&self) {
        let links: Vec<String> = pipeline().into_iter().collect();
        self.tell(|report| report.started(&links, None));
    }

    /// Adds a line to the run's log.
    pub fn log(&self, text: &str) {
        self.tell(|report| report.log(text));
    }

    /// Ends the run as the work ended, and gives how the program ends: what failed stays failed, and what was done but could
    /// not be told has an exit code of its own.
    ///
    /// # Errors
    /// The failure of the work, or else that of the report.
    pub fn ended(&self, worked: Result<Done, Failure>) -> Result<Exit, Failure> {
        let end = match &worked {
            Ok(done) => End {
                status: Status::Success,
                label: Some(done.label.to_owned()),
                summary: Some(done.summary.clone()),
                links: done.links.clone(),
            },
            Err(failure) => End {
                status: Status::Failure,
                label: Some(label(failure.kind).to_owned()),
                summary: Some(failure.message_with_hints()),
                links: Vec::new(),
            },
        };
        if let Err(failure) = &worked {
            self.log(&failure.message_with_hints());
        }
        self.untold.take();
        self.tell(|report| report.ended(&end));
        match (worked, self.untold.take()) {
            (Err(failure), _) => Err(failure),
            (Ok(_), Some(message)) => Err(Failure::new(FailureKind::Unreported, message)),
            (Ok(_), None) => Ok(Exit::Success),
        }
    }

    fn tell(&self, tell: impl FnOnce(&Report<'p>) -> Result<Told, PortalError>) {
        let Some(report) = self.report.as_ref().filter(|_| !self.is_over.get()) else { return };
        match tell(report) {
            Ok(Told::Yes | Told::Nothing) => {}
            Ok(Told::Over(status)) => {
                self.is_over.set(true);
                self.aside(&format!("Run `{}` is over ({}) and was left as it is.", report.run(), shown(&status)));
            }
            Err(error) => {
                let message = untold(report, &error);
                // Of several failures, the first is shown here and the last at the end.
                if self.untold.borrow().is_none() {
                    self.aside(&message);
                }
                self.untold.replace(Some(message));
            }
        }
    }

    fn aside(&self, line: &str) {
        if !self.quiet {
            aside(line);
        }
    }
}

/// A report that failed, in words that do not blame the work.
pub fn untold(report: &Report<'_>, error: &PortalError) -> String {
    format!("the portal could not be told of run `{}`: {error}", shown(report.run()))
}

fn label(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::CouldNotRun => "Refused",
        FailureKind::Conflict => "Conflict",
        FailureKind::Interrupted => "Cancelled",
        FailureKind::Findings
        | FailureKind::Refused
        | FailureKind::Credentials
        | FailureKind::Network
        | FailureKind::Unreported
        | FailureKind::Output
        | FailureKind::Failed => "Failed",
    }
}
