//! How often each name that a file declares is used, above its declaration.

use serde_json::{Value, json};

use crate::ground::count::count as counted;
use crate::ground::path::Segment;
use crate::kind::blueprint;
use crate::lsp::document::Document;
use crate::lsp::model::symbol::{Symbol, all, count, members};
use crate::ops::editor::EditorProject;

/// The lenses of a document. `file` is its name in the model.
pub(crate) fn lenses(document: &Document, file: &str, project: &EditorProject<'_>) -> Vec<Value> {
    let references = all(project.view());
    let mut found = Vec::new();
    let of_file = project.model().declarations.iter().filter(|declaration| declaration.tree.file().name == file);
    for declaration in of_file {
        let Some(key) = &declaration.key else { continue };
        let is_blueprint = key.kind.name == blueprint::KIND.name;
        let entities = if is_blueprint { project.definitions(&key.identifier, None).len() } else { 0 };
        let uses = count(&Symbol::Resource(key.clone()), &references);
        let mut title = counted(uses, "reference");
        if is_blueprint {
            title += &format!(", {}", entities_in_files(entities));
        }
        found.push((declaration.identifier_location().span, title));
        for path in members(declaration) {
            let Some(Segment::Key(name)) = path.0.last() else { continue };
            let symbol = Symbol::Member { blueprint: key.identifier.clone(), name: name.clone() };
            let uses = count(&symbol, &references);
            if uses > 0 {
                found.push((declaration.key_location(&path).span, counted(uses, "reference")));
            }
        }
    }
    let lens = |(span, title)| {
        // A command without a name is shown as text.
        json!({ "range": document.text.range(span), "command": { "title": title, "command": "" } })
    };
    found.into_iter().map(lens).collect()
}

fn entities_in_files(entities: usize) -> String {
    match entities {
        1 => "1 entity in files".to_owned(),
        entities => format!("{entities} entities in files"),
    }
}
