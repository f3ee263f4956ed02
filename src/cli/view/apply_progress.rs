//! The progress of an apply: lines for people, a line that changes in place on a terminal, or events for programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use crate::cli::notes::Notes;
use crate::cli::terminal::{clear_status, print_note, show_status};
use crate::cli::view::apply::{doing, ended};
use crate::cli::view::apply_events as events;
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ops::apply::StepEvent;

/// Where progress is shown.
#[derive(Clone, Copy)]
pub(crate) enum ProgressStyle {
    Nowhere,
    /// On standard error, one line for each event.
    Lines(Paint),
    /// The same, and below it a line with the running steps, on a terminal.
    Status(Paint),
    /// On standard output as JSON, one line for each event.
    Events,
}

pub(crate) struct ApplyProgress {
    style: ProgressStyle,
    /// When each running step started, and its address.
    running: BTreeMap<usize, (Instant, String)>,
    ended: usize,
    pub total: usize,
}

/// The status line fits into any terminal, so that it never wraps.
const STATUS_COLUMNS: usize = 79;

/// How many seconds pass between two events about a running step.
const SECONDS_PER_EVENT: u64 = 10;

impl ApplyProgress {
    pub(crate) fn new(style: ProgressStyle) -> Self {
        Self { style, running: BTreeMap::new(), ended: 0, total: 0 }
    }

    /// Shows an event, after the notes about requests that wait. `secrets` are redacted.
    pub(crate) fn show(&mut self, event: StepEvent<'_>, notes: &Notes, secrets: &[String], out: &mut dyn Write) {
        for wait in notes.take() {
            match self.style {
                ProgressStyle::Nowhere => {}
                ProgressStyle::Lines(_) | ProgressStyle::Status(_) => print_note(&wait.to_string()),
                ProgressStyle::Events => events::retry(&wait, out),
            }
        }
        if let StepEvent::Started(nth, step) = event {
            self.running.insert(nth, (Instant::now(), step.address()));
        }
        match self.style {
            ProgressStyle::Nowhere => {}
            ProgressStyle::Lines(paint) | ProgressStyle::Status(paint) => lines(event, paint),
            ProgressStyle::Events => self.event(event, secrets, out),
        }
        if let StepEvent::Finished(nth, ..) = event {
            self.running.remove(&nth);
            self.ended += 1;
        }
        self.status();
    }

    fn event(&self, event: StepEvent<'_>, secrets: &[String], out: &mut dyn Write) {
        let elapsed = |nth: &usize| self.running.get(nth).map(|(started, _)| started.elapsed());
        match event {
            StepEvent::Started(nth, step) => events::start((nth, step), out),
            StepEvent::Progress(nth, step, message) => {
                events::progress(nth, &step.address(), elapsed(&nth), Some(message), out);
            }
            StepEvent::Finished(nth, step, outcome) => {
                events::end((nth, step), outcome, elapsed(&nth), secrets, out);
            }
            StepEvent::Tick => {
                for (nth, (started, address)) in &self.running {
                    let seconds = started.elapsed().as_secs();
                    if seconds > 0 && seconds.is_multiple_of(SECONDS_PER_EVENT) {
                        events::progress(*nth, address, elapsed(nth), None, out);
                    }
                }
            }
        }
    }

    fn status(&self) {
        if !matches!(self.style, ProgressStyle::Status(_)) {
            return;
        }
        if self.running.is_empty() {
            return clear_status();
        }
        let running =
            self.running.values().map(|(started, address)| format!("{address} {} s", started.elapsed().as_secs()));
        let text = format!("[{}/{}] {}", self.ended, self.total, running.collect::<Vec<_>>().join(", "));
        let text: String = escaped(&text).chars().take(STATUS_COLUMNS).collect();
        show_status(&text);
    }
}

fn lines(event: StepEvent<'_>, paint: Paint) {
    let (step, text) = match event {
        StepEvent::Started(_, step) => (step, format!("{} ...", doing(step.action))),
        StepEvent::Progress(_, step, message) => (step, format!("{message} ...")),
        StepEvent::Finished(_, step, outcome) => {
            let style = if outcome.is_done() { TextStyle::Green } else { TextStyle::Red };
            (step, paint.styled(style, ended(step.action, outcome)))
        }
        StepEvent::Tick => return,
    };
    print_note(&format!("{}: {text}", step.address()));
}
