//! Renaming an entity, with all relations to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::ground::source::Span;
use crate::kind::identifier::is_identifier;
use crate::lsp::document::Document;
use crate::lsp::failure::RequestFailure;
use crate::lsp::port::navigation::{Meaning, meaning};
use crate::lsp::port::value::written;
use crate::lsp::text::unquoted;
use crate::lsp::unparsed::refuse_in_entities;
use crate::ops::editor::EditorProject;

/// The place of the identifier at a byte, if it is that of an entity that a file defines.
pub(crate) fn prepare_rename(document: &Document, offset: usize, project: &EditorProject<'_>) -> Option<Span> {
    let (meaning, span) = meaning(document, offset, project)?;
    let Meaning::Entity(blueprint, name) = meaning else { return None };
    (!project.definitions(&blueprint, Some(&name)).is_empty()).then_some(span)
}

/// The edits, by file, that rename the entity at a byte. The names of the project must be current.
pub(crate) fn rename(
    document: &Document,
    offset: usize,
    to: &str,
    project: &EditorProject<'_>,
) -> Result<BTreeMap<PathBuf, Vec<(Span, String)>>, RequestFailure> {
    let refused = |message: String| Err(RequestFailure::refused(message));
    let Some((Meaning::Entity(blueprint, name), _)) = meaning(document, offset, project) else {
        return refused("only an entity, or a property or relation of the model, can be renamed here".to_owned());
    };
    if !is_identifier(to) {
        return refused(format!("`{to}` is not a valid identifier: use letters, digits and `@ _ . + : \\ / = -`"));
    }
    let definitions = project.definitions(&blueprint, Some(&name));
    if definitions.is_empty() {
        return refused(format!("no file defines the entity `{name}`, so that it cannot be renamed"));
    }
    // In Port, identifiers that differ only in case are easily taken for each other.
    let is_like = |known: &str, name: &str| known.to_lowercase() == name.to_lowercase();
    let all = project.definitions(&blueprint, None);
    if let Some(taken) = all.iter().find(|one| one.identifier != name && is_like(&one.identifier, to)) {
        return refused(format!("there already is an entity `{}` of the blueprint `{blueprint}`", taken.identifier));
    }
    refuse_in_entities(&name, project)?;
    let mut edits: BTreeMap<PathBuf, Vec<(Span, String)>> = BTreeMap::new();
    for place in definitions.into_iter().chain(project.mentions(&blueprint, Some(&name))) {
        let Some(file) = project.source(&place.path) else { continue };
        let span = unquoted(&file.text, place.span);
        // An alias or an escaped text is written in another way.
        if file.slice(span) != name {
            return refused(format!("`{}` writes `{name}` in another form; change it by hand first", file.name));
        }
        let is_quoted = span != place.span;
        let text = if is_quoted { quoted_part(to) } else { written(&json!(to)) };
        let of_file = edits.entry(place.path).or_default();
        if !of_file.iter().any(|(known, _)| *known == span) {
            of_file.push((span, text));
        }
    }
    Ok(edits)
}

/// An identifier within quotes. Of the characters that it may have, only `\` is special, in double quotes.
fn quoted_part(identifier: &str) -> String {
    let text: Value = json!(identifier);
    let text = text.to_string();
    text[1..text.len() - 1].to_owned()
}
