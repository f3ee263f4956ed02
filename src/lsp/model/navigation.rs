//! Definitions and references of the names in a model.

use crate::ground::source::Location;
use crate::kind::blueprint;
use crate::lsp::model::symbol::{Symbol, symbol_at, uses};
use crate::lsp::port;
use crate::ops::editor::EditorProject;

/// Where the name at a byte of a file is declared.
pub(crate) fn definition(file: &str, offset: usize, project: &EditorProject<'_>) -> Vec<Location> {
    let found = symbol_at(file, offset, project.view());
    found.map_or_else(Vec::new, |(symbol, _)| symbol.declared(project.view()))
}

/// Where the name at a byte of a file is used: in the model, and in files of entities, whose names must be current.
pub(crate) fn references(
    file: &str,
    offset: usize,
    with_declaration: bool,
    project: &EditorProject<'_>,
) -> Vec<Location> {
    let Some((symbol, _)) = symbol_at(file, offset, project.view()) else { return Vec::new() };
    let mut found = if with_declaration { symbol.declared(project.view()) } else { Vec::new() };
    found.extend(uses(&symbol, project.view()));
    match &symbol {
        Symbol::Resource(key) if key.kind.name == blueprint::KIND.name => {
            found.extend(port::uses_of_blueprint(&key.identifier, project));
        }
        Symbol::Member { blueprint, name } => {
            for section in ["properties", "relations"] {
                found.extend(port::uses_of_member(blueprint, section, name, project));
            }
        }
        Symbol::Resource(_) | Symbol::Input(_) | Symbol::Variable(_) => {}
    }
    found
}
