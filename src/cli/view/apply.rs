//! The result of `apply`.

use std::fmt;
use std::io::{self, Write};

use crate::cli::classify::is_transient;
use crate::cli::terminal::print_note;
use crate::cli::view::escape::escaped;
use crate::cli::view::json::write_document;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::partial;
use crate::ground::count::count;
use crate::ops::apply::{Applied, Conflict, Recorded, StepOutcome};
use crate::plan::mask::redact;
use crate::plan::{Action, Plan, Reason, Step, by_and_at};
use crate::portal::PortalError;

/// Prints which tag was recorded.
pub(crate) fn recorded(recorded: &Recorded) {
    let Recorded { tag, commit, is_pushed } = recorded;
    let pushed = if *is_pushed { " and was pushed" } else { "" };
    print_note(&format!("Tag `{}` now points to commit {commit}{pushed}.", escaped(tag)));
}

/// Prints the result for people; `secrets` are redacted. A reviewed plan, from a file or with a checksum, is not made anew.
pub(crate) fn human(
    (plan, is_reviewed): (&Plan, bool),
    applied: &Applied,
    secrets: &[String],
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    if plan.steps.is_empty() {
        return Ok(());
    }
    let counts = counts(plan, applied);
    writeln!(out)?;
    if applied.is_complete() {
        writeln!(out, "{} {}", paint.styled(TextStyle::Green, "Apply complete:"), counts)?;
        return partial_plan(plan, paint, out);
    }
    for (step, outcome) in plan.steps.iter().zip(&applied.outcomes).filter(|(_, outcome)| !outcome.is_done()) {
        writeln!(
            out,
            "  {} {}{}: {}",
            paint.styled(TextStyle::Red, "!"),
            step.address(),
            declared(step),
            redact(&reason(plan, step, outcome), secrets)
        )?;
        if let StepOutcome::Conflict(conflict) = outcome {
            for change in &conflict.changes {
                writeln!(out, "      {}", change.path)?;
            }
        }
    }
    writeln!(out, "\n{} {}", paint.styled(TextStyle::Red, "Apply incomplete:"), counts)?;
    partial_plan(plan, paint, out)?;
    if needs_correction(applied) {
        return writeln!(
            out,
            "Completed steps stay as they are. Correct the cause of each failed step before the next apply."
        );
    }
    // What is undone may be undone in several runs. Any other reviewed plan is out of date now.
    let is_repeatable = !is_reviewed || plan.steps.iter().all(|step| step.reason == Reason::Undoes);
    match is_repeatable {
        true => writeln!(out, "Run it again to finish: completed steps are not repeated."),
        false => writeln!(out, "Make a new plan to finish, and review it: completed steps are not in it."),
    }
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
    let steps = plan.steps.iter().zip(&applied.outcomes);
    let steps = steps.map(|(step, outcome)| outcome_json(step, outcome, secrets));
    let document = serde_json::json!({
        "portal": portal,
        "profile": profile,
        "complete": applied.is_complete(),
        "partial": partial::json(plan),
        "steps": steps.collect::<Vec<_>>(),
    });
    write_document(document, out)
}

/// Returns the outcome of a step for programs.
pub(crate) fn outcome_json(step: &Step, outcome: &StepOutcome, secrets: &[String]) -> serde_json::Value {
    let error = |message: &str, failed: Option<&PortalError>| {
        serde_json::json!({
            "message": redact(message, secrets),
            "status": failed.and_then(PortalError::status),
            "code": failed.and_then(PortalError::code),
            "trace": failed.and_then(trace),
        })
    };
    let error = match outcome {
        StepOutcome::Failed(failed) => Some(error(&failed.to_string(), Some(failed))),
        StepOutcome::Unfinished(reason) => Some(error(reason, None)),
        _ => None,
    };
    let conflict = if let StepOutcome::Conflict(conflict) = outcome { Some(conflict) } else { None };
    let changed = conflict.iter().flat_map(|conflict| &conflict.changes).map(|change| change.path.to_string());
    let skipped_because_of = if let StepOutcome::Skipped(before) = outcome { Some(before + 1) } else { None };
    serde_json::json!({
        "address": step.address(),
        "action": step.action,
        "declared": step.declared.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "outcome": word(outcome),
        "error": error,
        "conflict": changed.collect::<Vec<_>>(),
        "changed_by": conflict.and_then(|conflict| conflict.by.as_deref()),
        "changed_at": conflict.and_then(|conflict| conflict.at.as_deref()),
        "skipped_because_of_step": skipped_because_of,
    })
}

fn trace(error: &PortalError) -> Option<&str> {
    match error {
        PortalError::Refused { trace, .. } => trace.as_deref(),
        _ => None,
    }
}

/// How many resources an apply created and so on, and how many steps are not done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub renamed: usize,
    pub created: usize,
    pub updated: usize,
    pub deleted: usize,
    pub already_there: usize,
    pub not_applied: usize,
}

/// Counts each resource once.
pub(crate) fn counts(plan: &Plan, applied: &Applied) -> Counts {
    let ends = || plan.steps.iter().zip(&applied.outcomes);
    let first = |is_it: &dyn Fn(&Step, &StepOutcome) -> bool| {
        ends().filter(|(step, outcome)| step.is_counted() && is_it(step, outcome)).count()
    };
    let done = |wanted: Action| first(&|step, outcome| step.action == wanted && matches!(outcome, StepOutcome::Done));
    Counts {
        renamed: done(Action::Rename),
        created: done(Action::Create),
        updated: done(Action::Update),
        deleted: done(Action::Delete),
        already_there: first(&|_, outcome| matches!(outcome, StepOutcome::AlreadyThere)),
        not_applied: ends().filter(|(_, outcome)| !outcome.is_done()).count(),
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { renamed, created, updated, deleted, already_there, not_applied } = self;
        if *renamed > 0 {
            write!(f, "{renamed} renamed, ")?;
        }
        write!(f, "{created} created, {updated} updated, {deleted} deleted")?;
        if *already_there > 0 {
            write!(f, ", {already_there} already there")?;
        }
        if *not_applied > 0 {
            write!(f, ", {} not applied", count(*not_applied, "step"))?;
        }
        f.write_str(".")
    }
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
        StepOutcome::Conflict(Conflict { by, at, .. }) => {
            let by_and_at = by_and_at(by.as_deref(), at.as_deref());
            format!(
                "changed{by_and_at}, since the plan was made, so it was not written; run plan again. Changed fields:"
            )
        }
        StepOutcome::Skipped(before) if plan.steps[*before].key == step.key => {
            "skipped, because an earlier change of it was not applied".to_owned()
        }
        StepOutcome::Skipped(before) => format!("skipped, because {} was not applied", plan.steps[*before].address()),
        StepOutcome::LeftOut => "left out, because it is refused or not approved".to_owned(),
        StepOutcome::NotReached => "not started, because the run ended first".to_owned(),
        StepOutcome::Done | StepOutcome::AlreadyThere => String::new(),
    }
}

fn word(outcome: &StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Done => "done",
        StepOutcome::AlreadyThere => "already-there",
        StepOutcome::Failed(_) => "failed",
        StepOutcome::Unfinished(_) => "unfinished",
        StepOutcome::Conflict(_) => "conflict",
        StepOutcome::Skipped(_) => "skipped",
        StepOutcome::LeftOut => "left-out",
        StepOutcome::NotReached => "not-started",
    }
}

/// Says how a step ended.
pub(crate) fn ended(action: Action, outcome: &StepOutcome) -> &'static str {
    match (outcome, action) {
        (StepOutcome::Done, _) => done(action),
        (StepOutcome::AlreadyThere, Action::Delete) => "already gone",
        (StepOutcome::AlreadyThere, _) => "already there",
        _ => word(outcome),
    }
}

pub(crate) fn doing(action: Action) -> &'static str {
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
