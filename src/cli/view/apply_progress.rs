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
        // Whoever waits wants to know what takes long.
        let mut running: Vec<_> = self.running.values().collect();
        running.sort_by_key(|(started, _)| *started);
        let seconds = |(started, address): &&(Instant, String)| format!("{address} {} s", started.elapsed().as_secs());
        let running: Vec<String> = running.iter().map(seconds).collect();
        show_status(&status_line(&format!("[{}/{}]", self.ended, self.total), &running));
    }
}

/// Returns a line with as many of the running steps as have space, and the number of the others.
fn status_line(count: &str, running: &[String]) -> String {
    let with = |shown: usize| {
        let others = match running.len() - shown {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        escaped(&format!("{count} {}{others}", running[..shown].join(", "))).into_owned()
    };
    let fits = |line: &String| line.chars().count() <= STATUS_COLUMNS;
    // Not even one may have space.
    let fitting = (1..=running.len()).rev().map(with).find(fits);
    fitting.unwrap_or_else(|| with(1).chars().take(STATUS_COLUMNS).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_line_names_what_has_space_and_counts_the_others() {
        let steps = |names: &[&str]| names.iter().map(|name| format!("blueprint/{name} 3 s")).collect::<Vec<_>>();
        let line = |names: &[&str]| status_line("[1/35]", &steps(names));
        assert_eq!(line(&["a", "b"]), "[1/35] blueprint/a 3 s, blueprint/b 3 s");
        let long = "n".repeat(30);
        assert_eq!(line(&[&long, "b", "c", "d"]), format!("[1/35] blueprint/{long} 3 s, blueprint/b 3 s and 2 more"));
        assert_eq!(line(&[&"n".repeat(100), "b"]).chars().count(), STATUS_COLUMNS);
    }
}
