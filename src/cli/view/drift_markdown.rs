//! Drift as Markdown, for issues and comments.

use std::io::{self, Write};

use serde_json::Value;

use crate::cli::view::drift::verdict;
use crate::cli::view::markdown::{code, text};
use crate::cli::view::{attribution, unmanaged};
use crate::ops::drift::{DriftReport, DriftedResource};

/// Longer values are cut.
const MAX_VALUE: usize = 80;

/// Writes a section for each resource, with a table of its changes.
pub(crate) fn markdown(report: &DriftReport, destination: &str, out: &mut dyn Write) -> io::Result<()> {
    let revision = code(&report.base.revision);
    writeln!(out, "## Drift in {} since {revision}", text(destination))?;
    if report.resources.is_empty() {
        writeln!(out, "\nNothing that the model declares has changed.")?;
    }
    for resource in &report.resources {
        write_resource(resource, out)?;
    }
    let keys: Vec<_> = report.unmanaged.iter().map(|(key, _)| key.clone()).collect();
    unmanaged::summary(&keys).map_or(Ok(()), |summary| writeln!(out, "\n{summary}."))
}

fn write_resource(resource: &DriftedResource, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {} {}\n", code(&resource.step.address()), verdict(resource))?;
    for line in attribution::lines(&resource.attribution) {
        writeln!(out, "- {}", text(&line))?;
    }
    for place in &resource.step.declared {
        writeln!(out, "- declared in {}", code(&place.file_and_line()))?;
    }
    if resource.is_deleted() || resource.changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| field | files | portal |\n|---|---|---|")?;
    for change in &resource.changes {
        let [files, portal] = [&change.old, &change.new].map(|value| value.as_ref().map(shown).unwrap_or_default());
        writeln!(out, "| {} | {files} | {portal} |", code(&change.path.to_string()))?;
    }
    Ok(())
}

fn shown(value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => code(&format!("{}…", &value[..end])),
        None => code(&value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut() {
        assert_eq!(shown(&Value::from("x".repeat(90))).chars().count(), MAX_VALUE + 3);
    }
}
