//! The output of `apply`: progress by step, and the result.

use std::io::{self, Write};

use crate::cli::classify::is_transient;
use crate::cli::terminal::print_note;
use crate::cli::view::escape::escaped;
use crate::cli::view::json::write_document;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::partial;
use crate::ground::count::count;
use crate::ops::apply::{Applied, Recorded, StepEvent, StepOutcome};
use crate::plan::mask::redact;
use crate::plan::{Action, Plan, Step};
use crate::portal::PortalError;

pub(crate) fn progress(event: StepEvent<'_>, paint: Paint) {
    let line = match event {
        StepEvent::Started(_, step) => format!("{}: {} ...", step.address(), doing(step.action)),
        StepEvent::Progress(_, step, message) => format!("{}: {message} ...", step.address()),
        StepEvent::Finished(_, step, StepOutcome::Done) => {
            format!("{}: {}", step.address(), paint.styled(TextStyle::Green, done(step.action)))
        }
        StepEvent::Finished(_, step, outcome) => {
            format!("{}: {}", step.address(), paint.styled(TextStyle::Red, word(outcome)))
        }
    };
    print_note(&line);
}

/// Prints which tag was recorded.
pub(crate) fn recorded(recorded: &Recorded) {
    let Recorded { tag, commit, is_pushed } = recorded;
    let pushed = if *is_pushed { " and was pushed" } else { "" };
    print_note(&format!("Tag `{}` now points to commit {commit}{pushed}.", escaped(tag)));
}

/// Prints the result for people; `secrets` are redacted.
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
        writeln!(out, "{} {}", paint.styled(TextStyle::Green, "Apply complete:"), counted(&ends))?;
        return partial_plan(plan, paint, out);
    }
    for (step, outcome) in ends.iter().filter(|(_, outcome)| !matches!(outcome, StepOutcome::Done)) {
        writeln!(
            out,
            "  {} {}{}: {}",
            paint.styled(TextStyle::Red, "!"),
            step.address(),
            declared(step),
            redact(&reason(plan, step, outcome), secrets)
        )?;
        if let StepOutcome::Conflict(changes) = outcome {
            for change in changes {
                writeln!(out, "      {}", change.path)?;
            }
        }
    }
    writeln!(out, "\n{} {}", paint.styled(TextStyle::Red, "Apply incomplete:"), counted(&ends))?;
    partial_plan(plan, paint, out)?;
    if needs_correction(applied) {
        return writeln!(
            out,
            "Completed steps stay as they are. Correct the cause of each failed step before the next apply."
        );
    }
    writeln!(out, "Run it again to finish: completed steps are not repeated.")
}

/// Says what a partial plan left out.
fn partial_plan(plan: &Plan, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(reminder) = partial::reminder(plan) else { return Ok(()) };
    writeln!(out, "{} {}", paint.strong(TextStyle::Yellow, "Warning:"), escaped(&reminder))
}

/// Whether another run would fail in the same way.
fn needs_correction(applied: &Applied) -> bool {
    let is_lasting = |outcome: &StepOutcome| matches!(outcome, StepOutcome::Failed(error) if !is_transient(error));
    applied.outcomes.iter().any(is_lasting)
}

/// Where the step's resource is declared, in parentheses.
fn declared(step: &Step) -> String {
    step.declared.first().map(|place| format!(" ({})", escaped(&place.to_string()))).unwrap_or_default()
}

pub(crate) fn json(
    plan: &Plan,
    applied: &Applied,
    portal: &str,
    profile: Option<&str>,
    secrets: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let steps = plan.steps.iter().zip(&applied.outcomes).map(|(step, outcome)| {
        let (mut error, mut conflict, mut skipped_because_of) = (None, Vec::new(), None);
        match outcome {
            StepOutcome::Failed(failed) => {
                error = Some(serde_json::json!({
                    "message": redact(&failed.to_string(), secrets),
                    "status": failed.status(),
                    "code": failed.code(),
                    "trace": trace(failed),
                }));
            }
            StepOutcome::Unfinished(reason) => {
                error = Some(serde_json::json!({ "message": redact(reason, secrets), "status": null, "code": null, "trace": null }));
            }
            StepOutcome::Conflict(changes) => conflict.extend(changes.iter().map(|change| change.path.to_string())),
            StepOutcome::Skipped(before) => skipped_because_of = Some(before + 1),
            StepOutcome::Done | StepOutcome::LeftOut | StepOutcome::NotReached => {}
        }
        serde_json::json!({
            "address": step.address(),
            "action": step.action,
            "declared": step.declared.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "outcome": word(outcome),
            "error": error,
            "conflict": conflict,
            "skipped_because_of_step": skipped_because_of,
        })
    });
    let document = serde_json::json!({
        "portal": portal,
        "profile": profile,
        "complete": applied.is_complete(),
        "partial": partial::json(plan),
        "steps": steps.collect::<Vec<_>>(),
    });
    write_document(document, out)
}

fn trace(error: &PortalError) -> Option<&str> {
    match error {
        PortalError::Refused { trace, .. } => trace.as_deref(),
        _ => None,
    }
}

/// Counts each resource once, and the steps that are not done.
fn counted(ends: &[(&Step, &StepOutcome)]) -> String {
    let resources = |wanted: Action| {
        let first = |step: &Step| step.action == wanted && step.is_counted();
        ends.iter().filter(|(step, outcome)| first(step) && matches!(outcome, StepOutcome::Done)).count()
    };
    let not_done = ends.iter().filter(|(_, outcome)| !matches!(outcome, StepOutcome::Done)).count();
    let renamed = match resources(Action::Rename) {
        0 => String::new(),
        number => format!("{number} renamed, "),
    };
    let mut text = format!(
        "{renamed}{} created, {} updated, {} deleted",
        resources(Action::Create),
        resources(Action::Update),
        resources(Action::Delete)
    );
    if not_done > 0 {
        text += &format!(", {} not applied", count(not_done, "step"));
    }
    text + "."
}

/// What a refused step needs, if the portal seems not to have its kind, or not to let these credentials write it.
fn permission(step: &Step, error: &PortalError) -> String {
    let kind = step.key.kind;
    // Every other kind was listed before.
    let may_lack_kind = kind.api.list.is_none() && step.action == Action::Create;
    match error.status() {
        Some(403) => format!("; the credentials must have permission to write {}", kind.plural),
        Some(404) if may_lack_kind => {
            let plural = kind.plural;
            format!("; the portal must offer {plural}, and the credentials must have permission to write them")
        }
        _ => String::new(),
    }
}

fn reason(plan: &Plan, step: &Step, outcome: &StepOutcome) -> String {
    match outcome {
        StepOutcome::Failed(error) => format!("{error}{}", permission(step, error)),
        StepOutcome::Unfinished(reason) => reason.clone(),
        StepOutcome::Conflict(_) => {
            "changed since the plan was made, so it was not written; run plan again. Changed fields:".to_owned()
        }
        StepOutcome::Skipped(before) => format!("skipped, because {} was not applied", plan.steps[*before].address()),
        StepOutcome::LeftOut => "left out, because it is refused or not approved".to_owned(),
        StepOutcome::NotReached => "not started, because the run ended first".to_owned(),
        StepOutcome::Done => String::new(),
    }
}

fn word(outcome: &StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Done => "done",
        StepOutcome::Failed(_) => "failed",
        StepOutcome::Unfinished(_) => "unfinished",
        StepOutcome::Conflict(_) => "conflict",
        StepOutcome::Skipped(_) => "skipped",
        StepOutcome::LeftOut => "left-out",
        StepOutcome::NotReached => "not-started",
    }
}

fn doing(action: Action) -> &'static str {
    match action {
        Action::Create => "creating",
        Action::Update => "updating",
        Action::Delete => "deleting",
        Action::Rename => "renaming",
    }
}

fn done(action: Action) -> &'static str {
    match action {
        Action::Create => "created",
        Action::Update => "updated",
        Action::Delete => "deleted",
        Action::Rename => "renamed",
    }
}
