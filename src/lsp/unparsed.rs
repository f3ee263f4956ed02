//! Files that are not YAML while they are edited: a rename would miss the names in them.

use crate::lsp::failure::RequestFailure;
use crate::model::Model;
use crate::ops::editor::EditorProject;

/// Refuses the rename of a name that is in a file of a model which cannot be parsed.
pub(super) fn refuse_in_model(name: &str, model: &Model) -> Result<(), RequestFailure> {
    let unparsed = model.files.iter().filter(|file| file.tree.is_none());
    unparsed.map(|file| &file.file).try_for_each(|file| refuse(name, &file.name, &file.text))
}

/// Refuses the rename of a name that is in a file of entities which cannot be parsed.
pub(super) fn refuse_in_entities(name: &str, project: &EditorProject<'_>) -> Result<(), RequestFailure> {
    project.unparsed().try_for_each(|file| refuse(name, &file.name, &file.text))
}

fn refuse(name: &str, file: &str, text: &str) -> Result<(), RequestFailure> {
    if !text.contains(name) {
        return Ok(());
    }
    let message =
        format!("`{file}` contains `{name}` and cannot be parsed, so that it would keep the name; mend it first");
    Err(RequestFailure::refused(message))
}
