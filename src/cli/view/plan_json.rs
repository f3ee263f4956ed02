//! A plan as JSON. Within a major version of the format, a field is never renamed, removed or given another meaning; readers
//! must ignore fields that they do not know.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::view::json::write_document;
use crate::cli::view::partial;
use crate::cli::view::plan::{Count, deferred_path};
use crate::cli::view::refusal;
use crate::ground::path::Path;
use crate::ops::apply::Refused;
use crate::ops::impact::Impact;
use crate::plan::rename::Rename;
use crate::plan::write::Recreation;
use crate::plan::{Change, Plan, Reason, Step, Suggestion, checksum};

/// Writes the plan as one JSON document. Absent values are null, but `impact` is there only if it was computed.
pub(crate) fn json(
    (plan, impact): (&Plan, Option<&Impact>),
    refused: &Refused,
    portal: &str,
    profile: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Count { create, update, delete, rename } = Count::of(plan);
    let steps: Vec<Value> = plan.steps.iter().enumerate().map(|(nth, step)| step_json(plan, nth, step)).collect();
    let mut document = json!({
        "portal": portal,
        "profile": profile,
        "base": plan.base,
        "applyable": !plan.steps.is_empty() && plan.refused().next().is_none(),
        "complete": plan.partial.as_ref().is_none_or(|partial| partial.left_out.is_empty()),
        "partial": partial::json(plan),
        "checksum": checksum(plan),
        "steps": steps,
        "refused": refusal::json(refused),
        "summary": {
            "create": create,
            "update": update,
            "delete": delete,
            "rename": rename,
            "unchanged": plan.unchanged,
            "unmanaged": plan.unmanaged.len(),
        },
        "unmanaged": plan.unmanaged,
        "warnings": plan.warnings,
        "suggestions": plan.suggestions.iter().map(suggestion_json).collect::<Vec<_>>(),
    });
    if let Some(impact) = impact {
        document["impact"] = json!(impact);
    }
    write_document(document, out)
}

/// Step numbers count from 1.
fn step_json(plan: &Plan, nth: usize, step: &Step) -> Value {
    // A detached member is not written later.
    let deferred = step.write.deferred.iter().filter(|_| step.reason != Reason::Detaches);
    json!({
        "step": nth + 1,
        "address": step.address(),
        "kind": step.key.kind.name,
        "identifier": step.key.identifier,
        "parent": step.key.parent,
        "action": step.action,
        "reason": step.reason,
        "class": step.class,
        "attribution": plan.attributions.get(&step.key),
        "depends_on": step.write.after.iter().map(|before| before + 1).collect::<Vec<_>>(),
        "rename": step.write.rename.as_ref().map(rename_json),
        "changes": step.changes.iter().map(change_json).collect::<Vec<_>>(),
        "deferred": deferred.map(deferred_path).collect::<Vec<&Path>>(),
        "recreates": step.write.recreates.iter().map(recreation_json).collect::<Vec<_>>(),
        "notes": step.notes,
        "dangers": step.dangers,
        "refusals": step.refusals,
        "entities": step.entities,
        "declared": step.declared.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn rename_json(rename: &Rename) -> Value {
    json!({ "path": rename.path(&rename.old), "old": rename.old, "new": rename.new })
}

fn recreation_json(recreation: &Recreation) -> Value {
    json!({ "path": recreation.path, "keeps_values": recreation.migration.is_some() })
}

fn suggestion_json(suggestion: &Suggestion) -> Value {
    json!({
        "address": suggestion.key,
        "path": suggestion.path,
        "renamed_from": suggestion.old,
        "message": suggestion.message(),
        "declared": suggestion.declared.to_string(),
    })
}

fn change_json(change: &Change) -> Value {
    json!({
        "path": change.path,
        "old": change.old,
        "new": change.new,
        "danger": change.danger,
        "sensitive": change.sensitive,
        "class": change.class,
    })
}
