//! One finding in place of those that a missing line of a file causes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ground::finding::{Finding, Severity};
use crate::ground::join::join_with_or;
use crate::ground::source::{Location, SourceFile, Span};
use crate::kind::entity;
use crate::lint::model::{MissingLine, missing_line, missing_line_at};
use crate::lint::port::Section;
use crate::model::{FileContent, ModelFile};
use crate::yaml::fault::{Fault, FaultKind};

/// In a model with more faulty files, a missing line is not the mistake.
const MAX_FILES: usize = 20;

/// In a file with more faults, a missing line is not the mistake. Each of them takes a reading of the file.
const MAX_FAULTS: usize = 20;

/// Returns the finding for a fault, or the one for the missing line that causes it.
pub(super) fn explained(finding: Finding, fault: &Fault, file: &ModelFile) -> Finding {
    let FileContent::Resources(kind) = file.content else { return finding };
    if file.faults.len() > MAX_FAULTS {
        return finding;
    }
    match missing_line(fault, &file.file, kind, &kind.shape().names()) {
        Some(missing) => reported(&finding, missing, &file.file),
        None => finding,
    }
}

/// Returns the finding for a fault in a file of entities, or the one for the missing name of a section that causes it.
/// If several names fit, `findings` tells how many findings the file has with each of them.
pub(super) fn explained_section(
    finding: Finding,
    fault: &Fault,
    file: &Arc<SourceFile>,
    findings: impl Fn(&Arc<SourceFile>) -> usize,
) -> Finding {
    // A key that occurs twice is more often written twice than without the section between the two.
    if fault.kind != FaultKind::Syntax {
        return finding;
    }
    let sections = Section::ALL.map(Section::word).into_iter().collect();
    let Some(mut missing) = missing_line(fault, file, &entity::KIND, &sections) else { return finding };
    // A field of an entity is not in a section, so it is the indentation that is wrong.
    let name = file.slice(missing.below).split(':').next().unwrap_or_default();
    if entity::KIND.shape().root().knows(name) {
        return finding;
    }
    let counts: Vec<usize> = missing.names.iter().map(|name| findings(&missing.written(name, file))).collect();
    let mut counted = counts.iter();
    missing.names.retain(|_| counted.next() == counts.iter().min());
    if missing.names.is_empty() { finding } else { reported(&finding, missing, file) }
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
            Some(reported(of_file[0], missing_line_at(&places, &file.file, kind)?, &file.file))
        })
        .collect();
    found.retain(|one| explained.iter().all(|missing| missing.place.file.name != one.place.file.name));
    let is_missing = !explained.is_empty();
    found.extend(explained);
    is_missing
}

fn reported(instead: &Finding, missing: MissingLine, file: &Arc<SourceFile>) -> Finding {
    let indented = match missing.indentation {
        0 => "without indentation".to_owned(),
        1 => "indented by 1 space".to_owned(),
        spaces => format!("indented by {spaces} spaces"),
    };
    let place = Location::new(file, missing.below);
    let names: Vec<String> = missing.names.iter().map(|name| format!("`{name}:`")).collect();
    let (line, what) = match names.is_empty() {
        true => ("line with a name".to_owned(), "a name and `:`".to_owned()),
        false => (format!("line {}", join_with_or(&names)), join_with_or(&names)),
    };
    Finding::new(instead.rule, instead.severity, place, format!("the {line} is missing above this line"))
        .label("no line for it above")
        .help(format!("write {what}, {indented}, on a line before it"))
}
