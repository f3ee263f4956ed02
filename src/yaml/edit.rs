//! Edits of a text by its tree: what an edit does not name keeps every byte, comments and line ends included.

mod append;
mod splice;

pub use append::{append, list_of, made_list};
pub use splice::Refused;

use crate::ground::path::{Path, Segment};
use crate::ground::source::Span;
use crate::yaml::tree::{Node, NodeId, Style, Tree, to_value};
use crate::yaml::write::{self, Layout};
use serde_json::{Map, Value};
use splice::{Splice, editable, verified};

/// The text with the value at `path` (from the document `root`) set. A missing key is added after the last one of its
/// map, missing maps on the way are made. A string keeps the quotes of the one it replaces, and gets some where it
/// would be read as something else.
///
/// # Errors
/// Why that cannot be done without touching anything else.
pub fn set(tree: &Tree, root: NodeId, path: &Path, value: &Value) -> Result<String, Refused> {
    let before = tree.node(root);
    let wanted = |body: &mut Value| put(body, &path.0, value.clone());
    if before.find(path).is_some_and(|node| to_value(node) == *value) {
        return Ok(tree.file().text.clone());
    }
    let mut at = before;
    let mut parent: Option<Node<'_>> = None;
    for (depth, segment) in path.0.iter().enumerate() {
        let so_far = || Path(path.0[..depth].to_vec());
        editable(at, parent, &so_far())?;
        let next = match segment {
            Segment::Index(index) if at.is_list() => at.items().nth(*index),
            Segment::Key(key) if at.is_map() => own_entry(at, key).map(|(_, value)| value),
            _ => None,
        };
        if let Some(next) = next {
            parent = Some(at);
            at = next;
            continue;
        }
        let Segment::Key(key) = segment else {
            return Err(Refused::NotAMap { path: so_far(), span: at.span() });
        };
        if let Some((merged, _)) = at.entry(key).filter(|_| depth + 1 < path.0.len()) {
            return Err(Refused::Shared { path: so_far().then(key.as_str()), span: merged.span() });
        }
        let nested = path.0[depth + 1..].iter().rev().try_fold(value.clone(), |inner, segment| match segment {
            Segment::Key(key) => Ok(Value::Object(Map::from_iter([(key.clone(), inner)]))),
            Segment::Index(_) => Err(Refused::NotAMap { path: so_far(), span: at.span() }),
        })?;
        let splice = added(at, parent, key, &nested, &so_far())?;
        return verified(tree, root, path, at.span(), splice, wanted);
    }
    editable(at, parent, path)?;
    let splice = replaced(at, parent, value, path)?;
    verified(tree, root, path, at.span(), splice, wanted)
}

/// The text without the key or list member at `path`. A map or list that loses its last member is left as `{}` or
/// `[]`.
///
/// # Errors
/// Why that cannot be done without touching anything else.
pub fn delete(tree: &Tree, root: NodeId, path: &Path) -> Result<String, Refused> {
    let absent = || Refused::Absent { path: path.clone() };
    let (last, parents) = path.0.split_last().ok_or_else(absent)?;
    let (mut at, mut above) = (tree.node(root), None);
    for (depth, segment) in parents.iter().enumerate() {
        editable(at, above, &Path(parents[..depth].to_vec()))?;
        let next = at.find(&Path(vec![segment.clone()])).ok_or_else(absent)?;
        (above, at) = (Some(at), next);
    }
    editable(at, above, &Path(parents.to_vec()))?;
    // Where each member starts and ends, and which one goes.
    let (members, index): (Vec<Span>, usize) = match last {
        Segment::Index(index) if at.is_list() => (at.items().map(Node::span).collect(), *index),
        Segment::Key(name) => {
            let own: Vec<_> = own_entries(at).collect();
            let index = own.iter().position(|(key, _)| key.key_text() == name).ok_or_else(absent)?;
            let spans = own.iter().map(|(key, value)| Span { start: key.span().start, end: value.span().end });
            (spans.collect(), index)
        }
        Segment::Index(_) => return Err(absent()),
    };
    let gone = *members.get(index).ok_or_else(absent)?;
    let layout = Layout::of(tree.file());
    let range = match at.style() {
        Style::Flow => layout.flow_member(&members, index),
        _ if members.len() == 1 => None,
        _ => layout.block_member(&members, index, at.is_list()),
    };
    let splice = match range {
        Some(range) => (range, String::new()),
        None if members.len() == 1 => emptied(at),
        None => return Err(Refused::Unsafe { path: path.clone(), span: gone }),
    };
    verified(tree, root, path, gone, splice, |body| remove(body, &path.0))
}

/// A block map or list without members, on the line of its key where that line ends in the colon.
fn emptied(at: Node<'_>) -> Splice {
    let empty = if at.is_list() { "[]" } else { "{}" };
    let before = at.tree().file().text[..at.span().start as usize].trim_end();
    if before.ends_with(':') {
        return (Span { start: before.len() as u32, end: at.span().end }, format!(" {empty}"));
    }
    // Below a comment: a list may stand as far left as its key, brackets may not.
    let lead = if at.is_list() { "  " } else { "" };
    (at.span(), format!("{lead}{empty}"))
}

/// The entries written in the map itself, not merged into it.
fn own_entries(map: Node<'_>) -> impl Iterator<Item = (Node<'_>, Node<'_>)> {
    let span = map.span();
    map.entries().filter(move |(key, _)| span.start <= key.span().start && key.span().end <= span.end)
}

fn own_entry<'t>(map: Node<'t>, name: &str) -> Option<(Node<'t>, Node<'t>)> {
    own_entries(map).find(|(key, _)| key.key_text() == name)
}

fn replaced(node: Node<'_>, parent: Option<Node<'_>>, value: &Value, path: &Path) -> Result<Splice, Refused> {
    let span = node.span();
    let raw = node.raw();
    if raw.contains('\n') || matches!(node.style(), Style::Literal | Style::Folded) {
        return Err(Refused::SeveralLines { path: path.clone(), span });
    }
    let in_flow = parent.is_some_and(|parent| parent.style() == Style::Flow);
    if node.style() == Style::Block && (node.is_map() || node.is_list()) && !in_flow {
        return Err(Refused::SeveralLines { path: path.clone(), span });
    }
    let text = write::inline(value, node.style(), &Layout::of(node.tree().file()));
    if !raw.is_empty() {
        return Ok((span, text));
    }
    let before = &node.tree().file().text[..span.start as usize];
    let lead = if before.ends_with([':', '-']) { " " } else { ": " };
    Ok((span, format!("{lead}{text}")))
}

/// Adds `key: value` to a map, or to what is null and becomes one.
fn added(at: Node<'_>, parent: Option<Node<'_>>, key: &str, value: &Value, path: &Path) -> Result<Splice, Refused> {
    let layout = Layout::of(at.tree().file());
    let in_flow = parent.is_some_and(|parent| parent.style() == Style::Flow);
    if at.is_null() {
        let lone = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
        if !at.raw().is_empty() || in_flow {
            return replaced(at, parent, &lone, path);
        }
        let holder = parent.and_then(|parent| own_entries(parent).find(|(_, value)| value.id() == at.id()));
        let Some((holder, _)) = holder else {
            return Err(Refused::NotAMap { path: path.clone(), span: at.span() });
        };
        let indent = layout.column(holder.span().start) + 2;
        return Ok(layout.line_after(at.span().end, &write::block(key, value, indent, &layout)));
    }
    if !at.is_map() {
        return Err(Refused::NotAMap { path: path.clone(), span: at.span() });
    }
    if at.style() == Style::Flow {
        let last = own_entries(at).last();
        let entry = write::pair(key, value, &layout);
        return Ok(match last {
            Some((key, last)) => layout.after_flow_member(key.span(), last.span().end, &entry),
            None if at.raw().trim_matches(['{', '}', ' ', '\n', '\r', '\t']).is_empty() => {
                (at.span(), format!("{{ {entry} }}"))
            }
            None => return Err(Refused::Shared { path: path.clone(), span: at.span() }),
        });
    }
    let indent = layout.column(at.span().start);
    Ok(layout.line_after(at.span().end, &write::block(key, value, indent, &layout)))
}

fn put(body: &mut Value, path: &[Segment], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *body = value;
        return;
    };
    if let (Segment::Index(index), Some(items)) = (first, body.as_array_mut()) {
        items.get_mut(*index).into_iter().for_each(|item| put(item, rest, value.clone()));
    } else if let Segment::Key(key) = first {
        if !body.is_object() {
            *body = Value::Object(Map::new());
        }
        let members = body.as_object_mut().expect("made an object above");
        put(members.entry(key.as_str()).or_insert(Value::Null), rest, value);
    }
}

fn remove(body: &mut Value, path: &[Segment]) {
    match (path, body) {
        ([Segment::Key(key)], Value::Object(members)) => {
            members.shift_remove(key);
        }
        ([Segment::Index(index)], Value::Array(items)) if *index < items.len() => {
            items.remove(*index);
        }
        ([Segment::Key(key), rest @ ..], Value::Object(members)) => {
            members.get_mut(key).into_iter().for_each(|inner| remove(inner, rest));
        }
        ([Segment::Index(index), rest @ ..], Value::Array(items)) => {
            items.get_mut(*index).into_iter().for_each(|inner| remove(inner, rest));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
