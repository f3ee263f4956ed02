//! Edits of a text through its tree. Everything an edit does not touch keeps every byte, comments and line ends
//! included.

mod append;
mod reconciliation;
mod splice;

pub(crate) use append::{append, list_text, wrap_in_list};
pub(crate) use reconciliation::reconcile;
pub(crate) use splice::EditError;

use crate::ground::path::{Path, Segment};
use crate::yaml::tree::{Node, NodeId, Style, Tree, to_value};
use serde_json::Value;
use splice::editable;

/// Returns the text with the value at `path`, from the document `root`, set. A missing key is added after the last key
/// of its map, and missing parent maps are created. A string keeps the quotes of the one it replaces, and gets quotes
/// where it would otherwise be read as another type.
pub(crate) fn set(tree: &Tree, root: NodeId, path: &Path, value: &Value) -> Result<String, EditError> {
    let before = tree.node(root);
    let mut wanted = to_value(before);
    path.put(&mut wanted, value.clone());
    let mut at = before;
    let mut parent: Option<Node<'_>> = None;
    for (depth, segment) in path.0.iter().enumerate() {
        let so_far = || Path(path.0[..depth].to_vec());
        editable(at, parent, &so_far())?;
        let next = match segment {
            Segment::Index(index) if at.is_list() => at.items().nth(*index),
            Segment::Key(key) if at.is_map() => own_entry(at, key),
            _ => None,
        };
        if let Some(next) = next {
            parent = Some(at);
            at = next;
            continue;
        }
        let Segment::Key(key) = segment else {
            return Err(EditError::NotAMap { path: so_far(), span: at.span() });
        };
        if let Some((merged, _)) = at.entry(key).filter(|_| depth + 1 < path.0.len()) {
            return Err(EditError::Shared { path: so_far().child(key.as_str()), span: merged.span() });
        }
        let has_index = path.0[depth + 1..].iter().any(|segment| matches!(segment, Segment::Index(_)));
        if has_index || !at.is_null() && !at.is_map() {
            return Err(EditError::NotAMap { path: so_far(), span: at.span() });
        }
        return reconcile(tree, root, &wanted, &|_, _, _| false);
    }
    editable(at, parent, path)?;
    let in_flow = parent.is_some_and(|parent| parent.style() == Style::Flow);
    let is_block = at.style() == Style::Block && !in_flow || matches!(at.style(), Style::Literal | Style::Folded);
    if to_value(at) != *value && (is_block || at.raw().contains('\n')) {
        return Err(EditError::SeveralLines { path: path.clone(), span: at.span() });
    }
    reconcile(tree, root, &wanted, &|_, _, _| false)
}

fn own_entry<'t>(map: Node<'t>, name: &str) -> Option<Node<'t>> {
    map.own_entries().find(|(key, _)| key.key_text() == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests;
