//! Writing the files of an export.

use crate::disk::create::create;
use crate::disk::project::FILE;
use crate::disk::settings_edit::with_sensitive_variables;
use crate::ground::source::SourceFile;
use crate::model::FileContent;
use crate::ops::export::draft::{ExportedFile, ProjectFolders};
use crate::ops::export::report::{ExportError, ExportReport};
use crate::ops::workspace::{Workspace, WorkspaceError};
use std::path::Path;

/// Declares the variables of an export in `portwright.toml`, and writes its files, unless `dry`. Each file is written
/// completely or not at all.
pub(super) fn write(
    report: &mut ExportReport,
    workspace: &Workspace<'_>,
    folders: &ProjectFolders<'_>,
    dry: bool,
) -> Result<(), ExportError> {
    report.settings = settings(report, workspace)?;
    if dry {
        return Ok(());
    }
    // First, because a file whose variable is not declared has an error.
    if let Some(settings) = &report.settings {
        workspace.write(Path::new(&settings.name), &settings.text)?;
    }
    let new: Vec<(&str, &str)> = report
        .files
        .iter()
        .filter(|file| file.before.is_none())
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    create(&folders.root, &new)
        .map_err(|(path, error)| WorkspaceError::Unwritable(workspace.display(&path), error.to_string()))?;
    for file in report.files.iter().filter(|file| file.before.is_some()) {
        workspace.write(Path::new(&file.name), &file.text)?;
    }
    Ok(())
}

/// Returns `portwright.toml` with the new variables; `None` if it declares all of them, as after an interrupted export.
fn settings(report: &ExportReport, workspace: &Workspace<'_>) -> Result<Option<ExportedFile>, ExportError> {
    let names = report.variables.iter().map(|variable| variable.name.as_str());
    let names: Vec<&str> = names.filter(|name| !workspace.variables.is_withheld(name)).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let path = workspace.project.root.join(FILE);
    let name = workspace.display(&workspace.here.join(&path));
    let before = if workspace.project.is_marked { Some(workspace.read(&path)?) } else { None };
    let text = with_sensitive_variables(before.as_deref().unwrap_or_default(), &names);
    let text =
        text.ok_or_else(|| ExportError::Settings(name.clone(), names.iter().map(|name| (*name).to_owned()).collect()))?;
    Ok(Some(ExportedFile {
        before: before.map(|text| SourceFile::new(name.as_str(), text)),
        path: FILE.to_owned(),
        name,
        text,
        content: FileContent::Nothing,
        keys: Vec::new(),
    }))
}
