//! What an apply prints: the plan, its progress, and the result.

use std::io::{IsTerminal, Write};

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::terminal::{clear_status, stderr, stdout_is_closed};
use crate::cli::view;
use crate::cli::view::apply_events as events;
use crate::cli::view::apply_progress::{ApplyProgress, ProgressStyle};
use crate::cli::view::plan::PlanStyle;
use crate::ops::apply::{Applied, Refused, StepEvent};
use crate::ops::plan::PlanReport;
use crate::plan::Plan;

pub(crate) struct ApplyOutput<'a> {
    settings: &'a Settings,
    portal: String,
    /// The portal and the profile, for people.
    pub destination: String,
    /// Whether the plan is from a file, or is only applied with the checksum of a reviewed one.
    is_reviewed: bool,
    secrets: Vec<String>,
    pub out: &'a mut dyn Write,
    progress: ApplyProgress,
}

impl<'a> ApplyOutput<'a> {
    pub(crate) fn new(
        settings: &'a Settings,
        (portal, destination): (String, String),
        is_reviewed: bool,
        out: &'a mut dyn Write,
    ) -> Self {
        let paint = settings.stderr_paint;
        let style = match settings.format {
            Format::Jsonl => {
                events::version(out);
                ProgressStyle::Events
            }
            _ if settings.quiet => ProgressStyle::Nowhere,
            _ if std::io::stderr().is_terminal() => ProgressStyle::Status(paint),
            _ => ProgressStyle::Lines(paint),
        };
        let secrets = settings.secrets();
        Self { settings, portal, destination, is_reviewed, secrets, out, progress: ApplyProgress::new(style) }
    }

    pub(crate) fn plan(&mut self, planned: &PlanReport, refused: &Refused) -> Result<(), Failure> {
        let (plan, settings) = (&planned.plan, self.settings);
        view::findings_on_stderr(&planned.findings, settings)?;
        self.progress.total = plan.steps.len();
        match settings.format {
            Format::Json => return Ok(()),
            Format::Jsonl => {
                let refused = refused.steps.len();
                events::plan((plan, refused), &self.portal, settings.profile.as_deref(), self.out);
            }
            _ => {
                let (destination, paint, width) = (self.destination.as_str(), settings.paint, settings.width);
                let style =
                    PlanStyle { destination, refused, shows_unmanaged: false, shows_checksum: false, paint, width };
                view::plan::human(plan, &style, self.out)?;
            }
        }
        Ok(self.out.flush()?)
    }

    pub(crate) fn progress(&mut self, event: StepEvent<'_>) {
        // From the first step on, waits are part of the progress.
        self.settings.notes.keep();
        self.progress.show(event, &self.settings.notes, &self.secrets, self.out);
    }

    /// Prints the result; to standard error if standard output was closed in the meantime.
    pub(crate) fn result(&mut self, plan: &Plan, applied: &Applied) -> Result<(), Failure> {
        clear_status();
        let Self { settings, portal, secrets, is_reviewed, .. } = self;
        let shown = (plan, *is_reviewed);
        match settings.format {
            Format::Json => view::apply::json(plan, applied, portal, settings.profile.as_deref(), secrets, self.out)?,
            Format::Jsonl => {
                events::summary(plan, applied, self.out);
                if stdout_is_closed() {
                    events::summary(plan, applied, &mut stderr());
                }
            }
            _ => {
                view::apply::human(shown, applied, secrets, settings.paint, self.out)?;
                self.out.flush()?;
                if stdout_is_closed() {
                    view::apply::human(shown, applied, secrets, settings.stderr_paint, &mut stderr())?;
                }
            }
        }
        Ok(())
    }
}
