//! One finding in place of the many that a missing line of a model file causes.

use std::collections::BTreeMap;

use crate::ground::finding::{Finding, Severity};
use crate::ground::join::join_with_or;
use crate::ground::source::{Location, Span};
use crate::lint::model::{MissingLine, missing_line, missing_line_at};
use crate::model::{FileContent, ModelFile};
use crate::yaml::fault::Fault;

/// In a model with more faulty files, a missing line is not the mistake.
const MAX_FILES: usize = 20;

/// Returns the finding for a fault, or the one for the missing line that causes it.
pub(super) fn explained(finding: Finding, fault: &Fault, file: &ModelFile) -> Finding {
    let FileContent::Resources(kind) = file.content else { return finding };
    match missing_line(fault, &file.file, kind) {
        Some(missing) => reported(&finding, missing, file),
        None => finding,
    }
}

/// Replaces the findings of each file that has several errors because of a missing line. Returns whether there is one.
pub(super) fn report(files: &[ModelFile], found: &mut Vec<Finding>) -> bool {
    let mut errors: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for one in found.iter().filter(|one| one.severity == Severity::Error) {
        errors.entry(&one.place.file.name).or_default().push(one);
    }
    let several = files.iter().filter(|file| file.faults.is_empty()).filter_map(|file| {
        let of_file = errors.get(file.file.name.as_str()).filter(|of_file| of_file.len() > 1)?;
        Some((file, of_file))
    });
    let explained: Vec<Finding> = several
        .take(MAX_FILES)
        .filter_map(|(file, of_file)| {
            let FileContent::Resources(kind) = file.content else { return None };
            let places: Vec<Span> = of_file.iter().map(|one| one.place.span).collect();
            Some(reported(of_file[0], missing_line_at(&places, &file.file, kind)?, file))
        })
        .collect();
    found.retain(|one| explained.iter().all(|missing| missing.place.file.name != one.place.file.name));
    let is_missing = !explained.is_empty();
    found.extend(explained);
    is_missing
}

fn reported(instead: &Finding, missing: MissingLine, file: &ModelFile) -> Finding {
    let indented = match missing.indentation {
        0 => "without indentation".to_owned(),
        1 => "indented by 1 space".to_owned(),
        spaces => format!("indented by {spaces} spaces"),
    };
    let place = Location::new(&file.file, missing.below);
    let names: Vec<String> = missing.names.iter().map(|name| format!("`{name}:`")).collect();
    let (line, what) = match names.is_empty() {
        true => ("line with a name".to_owned(), "a name and `:`".to_owned()),
        false => (format!("line {}", join_with_or(&names)), join_with_or(&names)),
    };
    Finding::new(instead.rule, instead.severity, place, format!("the {line} is missing above this line"))
        .label("no line for it above")
        .help(format!("write {what}, {indented}, on a line before it"))
}
