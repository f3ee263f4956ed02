//! Drift as JSON. Within a major version of the format, a field is never renamed, removed or given another meaning; readers
//! must ignore fields that they do not know.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::view::drift::of_class;
use crate::cli::view::json::write_document;
use crate::ops::drift::{DriftReport, DriftedResource};
use crate::plan::Class;

/// Writes drift as one JSON document. Absent values are null.
pub(crate) fn json(report: &DriftReport, portal: &str, profile: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let unmanaged = report.unmanaged.iter().map(|(key, attribution)| {
        json!({"address": key, "kind": key.kind.name, "system": key.is_system(), "attribution": attribution})
    });
    let document = json!({
        "portal": portal,
        "profile": profile,
        "base": report.base,
        "resources": report.resources.iter().map(resource).collect::<Vec<_>>(),
        "unmanaged": unmanaged.collect::<Vec<_>>(),
        "summary": {
            "drifted": of_class(report, Class::Drifted),
            "added_outside": of_class(report, Class::AddedOutside),
            "conflict": of_class(report, Class::Conflict),
            "unmanaged": report.unmanaged.len(),
        },
    });
    write_document(document, out)
}

fn resource(resource: &DriftedResource) -> Value {
    let step = &resource.step;
    let changes = resource.changes.iter().map(|change| {
        json!({
            "path": change.path,
            "files": change.old,
            "portal": change.new,
            "class": change.class,
            "sensitive": change.sensitive,
        })
    });
    json!({
        "address": step.address(),
        "kind": step.key.kind.name,
        "identifier": step.key.identifier,
        "parent": step.key.parent,
        "class": resource.class,
        "deleted": resource.is_deleted(),
        "changes": changes.collect::<Vec<_>>(),
        "declared": step.declared.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "attribution": resource.attribution,
    })
}
