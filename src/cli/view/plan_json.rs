//! A plan as JSON, for other programs. A field is never renamed, removed or given another meaning within one major
//! version of the format; a reader ignores fields that it does not know.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::cli::view::escape::escaped_json;
use crate::cli::view::plan::{Count, held_path};
use crate::ground::path::Path;
use crate::plan::{Action, Change, Danger, Plan, Reason, Step};

const FORMAT_VERSION: &str = "1.0";

#[derive(Serialize)]
struct Document<'p> {
    format_version: &'static str,
    portwright_version: &'static str,
    portal: &'p str,
    /// Whether there is anything to apply.
    applyable: bool,
    /// Whether the plan covers all that the files declare.
    complete: bool,
    steps: Vec<Entry<'p>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'p> {
    /// The step's number, from 1, by which `after` speaks of it.
    step: usize,
    address: String,
    kind: &'static str,
    identifier: &'p str,
    parent: Option<&'p str>,
    action: Action,
    reason: Reason,
    after: Vec<usize>,
    changes: Vec<Field<'p>>,
    holds: Vec<&'p Path>,
    dangers: &'p [Danger],
    entities: Option<u64>,
    /// `file:line:column`, from 1.
    declared: Vec<String>,
}

#[derive(Serialize)]
struct Field<'p> {
    path: &'p Path,
    old: Option<&'p Value>,
    new: Option<&'p Value>,
    danger: Option<&'p str>,
    sensitive: bool,
}

#[derive(Serialize)]
struct Summary {
    create: usize,
    update: usize,
    delete: usize,
    unchanged: usize,
    foreign: usize,
}

/// Writes the plan for `portal` as one JSON document. What is absent is null.
pub(crate) fn json(plan: &Plan, portal: &str, out: &mut dyn Write) -> io::Result<()> {
    let count = Count::of(plan);
    let document = Document {
        format_version: FORMAT_VERSION,
        portwright_version: env!("CARGO_PKG_VERSION"),
        portal,
        applyable: !plan.steps.is_empty(),
        complete: true,
        steps: plan.steps.iter().enumerate().map(|(nth, step)| entry(nth, step)).collect(),
        summary: Summary {
            create: count.create,
            update: count.update,
            delete: count.delete,
            unchanged: plan.unchanged,
            foreign: plan.foreign,
        },
    };
    let text = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", escaped_json(&text))
}

fn entry(nth: usize, step: &Step) -> Entry<'_> {
    Entry {
        step: nth + 1,
        address: step.address(),
        kind: step.key.kind.name,
        identifier: &step.key.identifier,
        parent: step.key.parent.as_deref(),
        action: step.action,
        reason: step.reason,
        after: step.after.iter().map(|before| before + 1).collect(),
        changes: step.changes.iter().map(field).collect(),
        holds: step.deferred.iter().map(held_path).collect(),
        dangers: &step.dangers,
        entities: step.entities,
        declared: step.declared.iter().map(ToString::to_string).collect(),
    }
}

fn field(change: &Change) -> Field<'_> {
    Field {
        path: &change.path,
        old: change.old.as_ref(),
        new: change.new.as_ref(),
        danger: change.danger.as_deref(),
        sensitive: change.sensitive,
    }
}
