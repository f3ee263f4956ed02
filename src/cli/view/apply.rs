//! How an apply looks: a line as each step begins and ends, and what became of it all.

use std::io::{self, Write};

use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::cli::view::paint::{Ink, Paint};
use crate::ops::apply::{Applied, StepEvent, StepOutcome};
use crate::plan::mask::redact;
use crate::plan::{Action, Plan, Reason, Step};
use crate::portal::PortalError;

/// Tells what a step is doing.
pub(crate) fn progress(event: StepEvent<'_>, paint: Paint) {
    let line = match event {
        StepEvent::Begins(_, step) => format!("{}: {} ...", step.address(), doing(step.action)),
        StepEvent::Ended(_, step, StepOutcome::Done) => {
            format!("{}: {}", step.address(), paint.ink(Ink::Green, done(step.action)))
        }
        StepEvent::Ended(_, step, outcome) => format!("{}: {}", step.address(), paint.ink(Ink::Red, word(outcome))),
    };
    print_note(&line);
}

/// What became of it, for a person; `secrets` are blotted out.
pub(crate) fn human(
    plan: &Plan,
    applied: &Applied,
    secrets: &[String],
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    if plan.steps.is_empty() {
        return Ok(());
    }
    let ends: Vec<(&Step, &StepOutcome)> = plan.steps.iter().zip(&applied.outcomes).collect();
    writeln!(out)?;
    if applied.is_complete() {
        return writeln!(out, "{} {}", paint.ink(Ink::Green, "Apply complete:"), counted(&ends));
    }
    for (step, outcome) in ends.iter().filter(|(_, outcome)| !matches!(outcome, StepOutcome::Done)) {
        writeln!(out, "  {} {}: {}", paint.ink(Ink::Red, "!"), step.address(), redact(&told(plan, outcome), secrets))?;
        if let StepOutcome::Conflict(changes) = outcome {
            for change in changes {
                writeln!(out, "      {}", change.path)?;
            }
        }
    }
    writeln!(out, "\n{} {}", paint.ink(Ink::Red, "Apply not complete:"), counted(&ends))?;
    writeln!(out, "Run it again to finish: what was done is not done twice.")
}

/// What became of it, for a program: one JSON document.
pub(crate) fn json(
    plan: &Plan,
    applied: &Applied,
    portal: &str,
    secrets: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let steps = plan.steps.iter().zip(&applied.outcomes).map(|(step, outcome)| {
        let error = match outcome {
            StepOutcome::Failed(error) => serde_json::json!({
                "message": redact(&error.to_string(), secrets),
                "status": error.status(),
                "code": error.code(),
                "trace": trace(error),
            }),
            _ => serde_json::Value::Null,
        };
        let conflict: Vec<String> = match outcome {
            StepOutcome::Conflict(changes) => changes.iter().map(|change| change.path.to_string()).collect(),
            _ => Vec::new(),
        };
        let because = match outcome {
            StepOutcome::Skipped(before) => Some(before + 1),
            _ => None,
        };
        serde_json::json!({
            "address": step.address(),
            "action": step.action,
            "outcome": word(outcome),
            "error": error,
            "conflict": conflict,
            "skipped_because_of_step": because,
        })
    });
    let document = serde_json::json!({
        "format_version": "1.0",
        "portwright_version": env!("CARGO_PKG_VERSION"),
        "portal": portal,
        "complete": applied.is_complete(),
        "steps": steps.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn trace(error: &PortalError) -> Option<&str> {
    match error {
        PortalError::Refused { trace, .. } => trace.as_deref(),
        _ => None,
    }
}

/// What was done, each resource once, by the first step it needed; then what was left.
fn counted(ends: &[(&Step, &StepOutcome)]) -> String {
    let resources = |wanted: Action| {
        let first = |step: &Step| step.action == wanted && step.reason != Reason::Completes;
        ends.iter().filter(|(step, outcome)| first(step) && matches!(outcome, StepOutcome::Done)).count()
    };
    let left = ends.iter().filter(|(_, outcome)| !matches!(outcome, StepOutcome::Done)).count();
    let mut text = format!(
        "{} created, {} updated, {} deleted",
        resources(Action::Create),
        resources(Action::Update),
        resources(Action::Delete)
    );
    if left > 0 {
        text += &format!(", {} not done", view::count(left, "step"));
    }
    text + "."
}

fn told(plan: &Plan, outcome: &StepOutcome) -> String {
    match outcome {
        StepOutcome::Failed(error) => error.to_string(),
        StepOutcome::Conflict(_) => {
            "it was changed since the plan was made and was not written; plan again. What differs:".to_owned()
        }
        StepOutcome::Skipped(before) => format!("not tried, because {} was not done", plan.steps[*before].address()),
        StepOutcome::NotReached => "not reached".to_owned(),
        StepOutcome::Done => String::new(),
    }
}

fn word(outcome: &StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Done => "done",
        StepOutcome::Failed(_) => "failed",
        StepOutcome::Conflict(_) => "conflict",
        StepOutcome::Skipped(_) => "skipped",
        StepOutcome::NotReached => "not reached",
    }
}

fn doing(action: Action) -> &'static str {
    match action {
        Action::Create => "creating",
        Action::Update => "updating",
        Action::Delete => "deleting",
    }
}

fn done(action: Action) -> &'static str {
    match action {
        Action::Create => "created",
        Action::Update => "updated",
        Action::Delete => "deleted",
    }
}
