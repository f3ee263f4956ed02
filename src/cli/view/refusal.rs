//! The refused parts of a plan, and how to approve them.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::view::change;
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::Paint;
use crate::cli::view::words::shell_quoted;
use crate::ground::count::count;
use crate::ops::apply::{MassChange, RefusalReason, Refused, RefusedStep};
use crate::plan::{Action, Danger, Plan, Reason};

/// Writes the entries of `approvals.yml` that approve nothing, and what is refused.
pub(super) fn human(plan: &Plan, refused: &Refused, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (nth, unused) in refused.unused.iter().enumerate() {
        if nth == 0 {
            writeln!(out, "\nApprovals without effect:")?;
        }
        let place = unused.declared.file_and_line();
        writeln!(out, "  {}", escaped(&format!("{place}: {}", unused.message)))?;
    }
    if plan.refused().next().is_some() {
        return by_portal(plan, paint, out);
    }
    protected(refused, paint, out)?;
    missing(plan, refused, paint, out)?;
    refused.mass_change.map_or(Ok(()), |mass| mass_change(mass, paint, out))
}

/// Lists the steps that the portal would refuse.
fn by_portal(plan: &Plan, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let is_of_deletions = plan.refused().all(|step| step.action == Action::Delete);
    let why = if is_of_deletions { ", because the portal would refuse to delete" } else { "" };
    writeln!(out, "\nThis plan cannot be applied{why}:")?;
    for step in plan.refused() {
        for reason in &step.refusals {
            writeln!(out, "  {}", change::danger(&format!("{}: {reason}", step.address()), paint))?;
        }
    }
    Ok(())
}

fn protected(refused: &Refused, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut is_first = true;
    for step in &refused.steps {
        for reason in &step.reasons {
            let RefusalReason::Protected(pattern, danger) = reason else { continue };
            if std::mem::take(&mut is_first) {
                writeln!(out, "\nThese steps would lose data that `protected` in portwright.toml keeps:")?;
            }
            let line = format!("{}: {} (protected by `{pattern}`)", step.address, danger.message);
            writeln!(out, "  {}", change::danger(&line, paint))?;
        }
    }
    Ok(())
}

/// Lists the losses that need approval, and how to give it.
fn missing(plan: &Plan, refused: &Refused, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut entries: Vec<String> = Vec::new();
    for step in &refused.steps {
        for danger in unapproved(step) {
            if entries.is_empty() {
                writeln!(out, "\nThese steps can destroy data and need approval:")?;
            }
            let entities = plan.steps[step.nth].entities;
            let entities = entities.map_or_else(String::new, |number| format!(" ({})", count(number, "entity")));
            let line = format!("{}{entities}: {}", step.address, danger.message);
            writeln!(out, "  {}", change::danger(&line, paint))?;
            let entry = entry(&step.address, danger);
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "To approve them, add {}", allow_flags(&refused.allowing(), "\nor, "))?;
    // An undo reads no model, and so no `approvals.yml`.
    if plan.steps.iter().any(|step| step.reason == Reason::Undoes) {
        return Ok(());
    }
    writeln!(
        out,
        "or, so that the approval is reviewed with the change, add to `approvals.yml` in the model's folder:"
    )?;
    entries.iter().try_for_each(|entry| write!(out, "{entry}"))
}

/// Returns the flags that approve losses: one for each of these values of `--allow`, or one for all.
pub(crate) fn allow_flags(values: &[String], or: &str) -> String {
    let flags: Vec<String> = values.iter().map(|value| format!("--allow {}", shell_quoted(value))).collect();
    let has_entities = values.iter().any(|value| value.ends_with(":entities"));
    let all = if has_entities { "all but the deletion of entities" } else { "all of them at once" };
    format!("{}{or}for {all}, --allow-destructive", flags.join(" "))
}

fn unapproved(step: &RefusedStep) -> impl Iterator<Item = &Danger> {
    step.reasons.iter().filter_map(|reason| match reason {
        RefusalReason::Unapproved(danger) => Some(danger),
        _ => None,
    })
}

/// Returns the lines of `approvals.yml` that approve a loss.
fn entry(address: &str, danger: &Danger) -> String {
    let quoted =
        |text: &str| serde_yaml::to_string(text).map_or_else(|_| text.to_owned(), |text| text.trim().to_owned());
    let path = danger.path.to_string();
    let path = if path.is_empty() { path } else { format!("    path: {}\n", escaped(&quoted(&path))) };
    format!("  - address: {}\n{path}", escaped(&quoted(address)))
}

fn mass_change(mass: MassChange, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let MassChange { changed, all, percent } = mass;
    let line = format!("it deletes or recreates {changed} of {all} resources, which is more than {percent} %");
    writeln!(out, "\nThis plan is a mass change:\n  {}", change::danger(&line, paint))?;
    writeln!(out, "To approve it, add --allow-mass-change")
}

/// Returns what is refused for programs. Step numbers count from 1.
pub(super) fn json(refused: &Refused) -> Value {
    let step = |step: &RefusedStep| {
        let reasons: Vec<Value> = step.reasons.iter().map(reason_json).collect();
        json!({ "step": step.nth + 1, "address": step.address, "reasons": reasons })
    };
    let unused = refused.unused.iter().map(|one| json!({ "place": one.declared.to_string(), "message": one.message }));
    json!({
        "steps": refused.steps.iter().map(step).collect::<Vec<_>>(),
        "mass_change": refused.mass_change,
        "unused_approvals": unused.collect::<Vec<_>>(),
    })
}

fn reason_json(reason: &RefusalReason) -> Value {
    match reason {
        RefusalReason::Portal(message) => json!({ "reason": "portal", "message": message }),
        RefusalReason::Protected(pattern, danger) => {
            json!({ "reason": "protected", "pattern": pattern, "path": danger.path, "message": danger.message })
        }
        RefusalReason::Unapproved(danger) => {
            json!({ "reason": "unapproved", "path": danger.path, "message": danger.message })
        }
    }
}
