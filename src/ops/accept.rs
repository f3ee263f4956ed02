//! Writing what changed in a portal outside of the model into the model's files.

use std::collections::BTreeSet;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::Key;
use crate::ops::drift::{DriftReport, DriftedResource};
use crate::ops::export::{ExportError, ExportInput, ExportReport, LeftOut};
use crate::ops::selection::fits_pattern;
use crate::ops::workspace::Workspace;
use crate::plan::export::Fields;
use crate::portal::Portal;

/// Why nothing was accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AcceptError {
    /// An argument names nothing that changed in the portal; with the name that was probably meant.
    #[error("nothing was accepted: `{0}` names nothing that changed in the portal")]
    Unknown(String, Option<String>),
    #[error(transparent)]
    Export(#[from] ExportError),
}

/// Writes the changes that these arguments name into the files, as an export does: `ADDRESS` or `ADDRESS:PATH`, in which `*`
/// is any text. What is not named, and what only the files changed, stays as the files have it.
pub(crate) fn run(
    report: DriftReport,
    accepted: &[String],
    workspace: Workspace<'_>,
    portal: &dyn Portal,
) -> Result<ExportReport, AcceptError> {
    let (mut fields, mut selected, mut left_out) = (Fields::new(), BTreeSet::new(), Vec::new());
    for argument in accepted {
        let resources = report.resources.iter().filter_map(|resource| Some((resource, named(argument, resource)?)));
        let resources: Vec<(&DriftedResource, Vec<&Path>)> = resources.collect();
        let is_new =
            |key: &&Key| fits_pattern(argument, &key.to_string()) && (!key.is_system() || is_exact(argument, key));
        let new: Vec<&Key> = report.unmanaged.iter().map(|(key, _)| key).filter(is_new).collect();
        if resources.is_empty() && new.is_empty() {
            return Err(AcceptError::Unknown(argument.clone(), near(argument, &report)));
        }
        selected.extend(new.into_iter().map(Key::to_string));
        for (resource, paths) in resources {
            if resource.is_deleted() {
                left_out.push(deleted(resource));
                continue;
            }
            selected.insert(resource.step.address());
            if !resource.is_to_delete() {
                fields.entry(resource.step.key.clone()).or_default().extend(paths.into_iter().cloned());
            }
        }
    }
    let selected: Vec<String> = selected.into_iter().collect();
    let input = ExportInput { workspace, portal, selected: &selected, as_extension: &[], all: false, dry: false };
    // An empty selection would be everything.
    let mut written =
        if selected.is_empty() { ExportReport::default() } else { input.accept(&fields, report.content)? };
    left_out.dedup();
    written.left_out.extend(left_out);
    Ok(written)
}

fn is_exact(argument: &str, key: &Key) -> bool {
    argument == key.to_string()
}

/// Returns the changes of a resource that an argument names; `None` if it does not name the resource.
fn named<'r>(argument: &str, resource: &'r DriftedResource) -> Option<Vec<&'r Path>> {
    let address = resource.step.address();
    let paths = || resource.changes.iter().map(|change| &change.path);
    if fits_pattern(argument, &address) {
        return Some(paths().collect());
    }
    if resource.is_to_delete() {
        return None;
    }
    // Identifiers may contain colons, too.
    let parts = argument.match_indices(':').map(|(at, _)| (&argument[..at], &argument[at + 1..]));
    let of_it = parts.filter(|(pattern, _)| fits_pattern(pattern, &address));
    let mut found = of_it.map(|(_, field)| paths().filter(|path| fits_field(field, path)).collect::<Vec<_>>());
    found.find(|found| !found.is_empty())
}

/// Returns whether a pattern fits a path or a field around it.
fn fits_field(pattern: &str, path: &Path) -> bool {
    (1..=path.0.len()).any(|depth| fits_pattern(pattern, &path.first(depth).to_string()))
}

fn deleted(resource: &DriftedResource) -> LeftOut {
    let places = resource.step.declared.iter().map(|at| format!("`{}`", at.file_and_line()));
    let places = places.collect::<Vec<_>>().join(" and ");
    let reason = format!("it was deleted in the portal; to accept that, remove its declaration at {places}");
    LeftOut { subject: resource.step.address(), reason, is_failure: true }
}

/// Returns what an argument probably means.
fn near(argument: &str, report: &DriftReport) -> Option<String> {
    let mut names: Vec<String> = report.unmanaged.iter().map(|(key, _)| key.to_string()).collect();
    for resource in &report.resources {
        let address = resource.step.address();
        names.extend(resource.changes.iter().map(|change| format!("{address}:{}", change.path)));
        names.push(address);
    }
    closest(argument, names.iter().map(String::as_str)).map(str::to_owned)
}
