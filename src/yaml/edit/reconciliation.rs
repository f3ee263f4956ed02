//! Giving a document another value, as a person would edit it: only what differs changes.

mod align;
mod compose;
mod file;
mod parts;
mod replace;
mod text;

use crate::ground::path::Path;
use crate::ground::source::Span;
use crate::yaml::edit::splice::{EditError, Splice, reads_as, spliced};
use crate::yaml::quoting::{self, Place};
use crate::yaml::tree::{Content, Node, NodeData, NodeId, Style, Tree, to_value};
use align::{Origin, align};
use compose::Piece;
use file::FileStyle;
use parts::Part;
use replace::Holder;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// A map longer than this is not written in braces on one line.
const MAX_BRACES_WIDTH: usize = 110;

/// Decides whether two members of the list at a path are the same thing before and after.
pub(crate) type Same<'s> = &'s dyn Fn(&Path, &Value, &Value) -> bool;

/// Returns the text in which the document `root` has the value `wanted`. Only what differs is changed: comments, order,
/// blank lines, quotes, brackets, block scalars, indentation, aliases and line ends stay.
///
/// - A map keeps the order of its members. A new one follows the member before it in `wanted`, or the last one. One
///   that goes takes its comments with it: those directly above it, and behind its value.
/// - The members of a list are compared by `same`, which gets the path of the list, then by equality. A member that
///   moves takes its comments with it.
/// - Where a value comes from an alias or a merge key and must differ, it is written out there.
///
/// The result has been parsed and compared with `wanted`.
///
/// # Errors
///
/// [`EditError::Shared`] at a tag, at an anchor whose other uses would change, and at a merge key that brings a member
/// that `wanted` does not have. [`EditError::Unsafe`] where the layout is too unusual.
pub(crate) fn reconcile(tree: &Tree, root: NodeId, wanted: &Value, same: Same<'_>) -> Result<String, EditError> {
    let node = tree.node(root);
    let aliased: HashSet<NodeId> = (tree.records.iter())
        .filter_map(|record| if let NodeData::Alias(target) = record.data { Some(target) } else { None })
        .collect();
    let file = FileStyle::new(tree, node);
    let mut edit = Reconciliation { file, aliased, written: HashMap::new(), same, shared: None };
    let text = &tree.file().text;
    let splices = edit.document(node, wanted)?;
    let edited = spliced(text, Span::new(0, text.len()), splices).filter(|text| reads_as(tree, root, text, wanted));
    let failed = || edit.shared.clone().unwrap_or_else(|| unusual(&Path::root(), node));
    edited.ok_or_else(failed)
}

fn unusual(path: &Path, node: Node<'_>) -> EditError {
    EditError::Unsafe { path: path.clone(), span: node.span() }
}

struct Reconciliation<'t, 's> {
    file: FileStyle<'t>,
    /// The nodes that aliases refer to.
    aliased: HashSet<NodeId>,
    /// The value that each node has afterwards, if the file has aliases. A node that is gone is not in it.
    written: HashMap<NodeId, Value>,
    same: Same<'s>,
    /// The first anchored value that changes although aliases refer to it.
    shared: Option<EditError>,
}

/// A list or a map that is edited.
struct Collection<'t> {
    node: Node<'t>,
    parts: Vec<Part<'t>>,
    column: usize,
    in_brackets: bool,
    /// Whether each member in brackets has a line of its own.
    has_own_lines: bool,
}

impl<'t> Collection<'t> {
    fn holder(&self, file: &FileStyle<'t>, part: &Part<'t>) -> Holder<'t> {
        let start = file.layout.line_start(part.lead);
        let lead = &file.layout.text[start..part.lead];
        match (self.in_brackets, self.node.is_map()) {
            (true, _) => Holder::Brackets(self.has_own_lines.then_some(lead)),
            (false, true) => Holder::Map(self.column),
            (false, false) => Holder::List(self.column),
        }
    }

    /// Returns the text of a member that is new.
    fn member(&self, file: &FileStyle<'t>, key: Option<&str>, value: &Value) -> String {
        let has_members = |part: &&Part<'_>| !part.value.is_empty();
        let mut collections = self.parts.iter().filter(has_members).peekable();
        let are_spread = collections.peek().is_none() || collections.any(|part| part.value.raw().contains('\n'));
        let lead = match self.parts.first().map(|part| self.holder(file, part)) {
            Some(Holder::Brackets(lead)) => lead.filter(|_| are_spread),
            _ => None,
        };
        match (key, self.in_brackets) {
            (Some(key), true) => file.entry_between_brackets(key, value, lead),
            (Some(key), false) => match self.like_others(file, value) {
                Some(text) => format!("{}: {text}", quoting::string(key, Style::Plain, Place::Block)),
                None => file.entry(key, value, self.column),
            },
            (None, true) => file.between_brackets(value, Style::Plain, lead),
            (None, false) => match self.like_others(file, value) {
                Some(text) => format!("- {text}"),
                None => file.member(value, self.column),
            },
        }
    }

    /// Returns a map in braces, if all the other maps of a block list or map are in braces, each on one line.
    fn like_others(&self, file: &FileStyle<'t>, value: &Value) -> Option<String> {
        let mut maps =
            self.parts.iter().map(|part| part.value).filter(|value| value.is_map() && !value.is_empty()).peekable();
        maps.peek()?;
        let are_short = maps.all(|map| map.style() == Style::Flow && !map.raw().contains('\n'));
        let is_map = value.as_object().is_some_and(|members| !members.is_empty());
        let text = Some(file.layout.inline(value, Style::Plain)).filter(|_| are_short && is_map)?;
        (self.column + text.len() <= MAX_BRACES_WIDTH && !text.contains("\\n")).then_some(text)
    }
}

impl<'t> Reconciliation<'t, '_> {
    fn document(&mut self, node: Node<'t>, wanted: &Value) -> Result<Vec<Splice>, EditError> {
        let start = node.span().start as usize;
        let part = Part { key: None, value: node, lead: start, after: 0, value_end: start, end: start };
        if can_be_edited(node, wanted) || equals(node, wanted) {
            return self.value(&part, Holder::Brackets(Some("")), wanted, &Path::root());
        }
        if matches!(node.style(), Style::Literal | Style::Folded) {
            return Err(unusual(&Path::root(), node));
        }
        let text = match self.file.layout.flow {
            Place::Json => self.file.between_brackets(wanted, node.style(), Some("")),
            _ => self.file.document(wanted),
        };
        Ok(vec![(node.span(), text)])
    }

    /// Returns the changes that give a member the wanted value.
    fn value(
        &mut self,
        part: &Part<'t>,
        holder: Holder<'t>,
        wanted: &Value,
        path: &Path,
    ) -> Result<Vec<Splice>, EditError> {
        let node = part.value;
        if self.aliased.is_empty() && equals(node, wanted) {
            return Ok(Vec::new());
        }
        if node.is_alias() && self.written.get(&node.resolved().id()) == Some(wanted) {
            return Ok(Vec::new());
        }
        if !node.is_alias() {
            self.note(node, wanted, path);
            if can_be_edited(node, wanted) {
                return match wanted {
                    Value::Object(members) => self.map(part, members, path),
                    Value::Array(members) => self.list(part, members, path),
                    _ => Ok(Vec::new()),
                };
            }
            if equals(node, wanted) {
                return Ok(Vec::new());
            }
        }
        if replace::is_tagged(self.file.layout.text, part) {
            return Err(EditError::Shared { path: path.clone(), span: node.span() });
        }
        if let (Value::String(text), Holder::Map(column) | Holder::List(column)) = (wanted, holder)
            && !node.is_alias()
            && matches!(node.style(), Style::Literal | Style::Folded)
            && let Some(splices) = text::rewritten(&self.file, part, column, text)
        {
            return Ok(splices);
        }
        replace::replaced(&self.file, part, holder, wanted).ok_or_else(|| unusual(path, node))
    }

    /// Notes the value that a node has afterwards, for the aliases that refer to it.
    fn note(&mut self, node: Node<'t>, wanted: &Value, path: &Path) {
        if self.aliased.is_empty() {
            return;
        }
        self.written.insert(node.id(), wanted.clone());
        if self.aliased.contains(&node.id()) && !equals(node, wanted) {
            self.shared.get_or_insert_with(|| EditError::Shared { path: path.clone(), span: node.span() });
        }
    }

    fn collection(&self, part: &Part<'t>, path: &Path) -> Result<Collection<'t>, EditError> {
        let (node, layout) = (part.value, &self.file.layout);
        let in_brackets = node.style() == Style::Flow;
        let is_usual = !in_brackets || node.raw().starts_with(['{', '[']);
        let parts = match in_brackets {
            true => parts::flow(layout, node),
            false => parts::block(layout, node, part.after),
        };
        let parts = parts.filter(|_| is_usual).ok_or_else(|| unusual(path, node))?;
        let has_own_lines = in_brackets && compose::has_own_lines(layout, node.span().start as usize, &parts);
        Ok(Collection { node, parts, column: layout.column(node.span().start), in_brackets, has_own_lines })
    }

    fn map(&mut self, part: &Part<'t>, wanted: &Map<String, Value>, path: &Path) -> Result<Vec<Splice>, EditError> {
        let map = self.collection(part, path)?;
        let missing = self.missing(&map, wanted, path)?;
        let mut stays: Vec<(usize, Vec<Splice>)> = Vec::new();
        for (index, part) in map.parts.iter().enumerate() {
            let Some((key, wanted)) = part.key.and_then(|key| wanted.get_key_value(key.key_text())) else { continue };
            let splices = self.value(part, map.holder(&self.file, part), wanted, &path.child(key.as_str()))?;
            stays.push((index, splices));
        }
        if missing.is_empty() && stays.len() == map.parts.len() {
            return Ok(stays.into_iter().flat_map(|(_, splices)| splices).collect());
        }
        // Each new member follows the one before it in the wanted order.
        let mut below: HashMap<Option<usize>, Vec<Piece>> = HashMap::new();
        let mut last = None;
        for (key, value) in wanted {
            if missing.contains(&key.as_str()) {
                below.entry(last).or_default().push(Piece::Put(map.member(&self.file, Some(key), value)));
            } else if let Some(index) = map.parts.iter().position(|part| is_named(part, key)) {
                last = Some(index);
            }
        }
        let mut pieces = Vec::new();
        for (index, splices) in stays {
            pieces.push(Piece::Stays(index, self.text_of(&map.parts[index], splices, path)?));
            pieces.extend(below.remove(&Some(index)).into_iter().flatten());
        }
        pieces.extend(below.remove(&None).into_iter().flatten());
        Ok(vec![self.composed(&map, &pieces).ok_or_else(|| unusual(path, map.node))?])
    }

    /// Returns the wanted members that the map does not have, or has another value for through a merge key.
    fn missing<'v>(
        &self,
        map: &Collection<'t>,
        wanted: &'v Map<String, Value>,
        path: &Path,
    ) -> Result<Vec<&'v str>, EditError> {
        let mut present: HashSet<&str> = map.parts.iter().filter_map(|part| Some(part.key?.key_text())).collect();
        for (key, value) in map.node.entries().filter(|_| map.node.len() > map.parts.len()) {
            let name = key.key_text();
            if present.contains(name) {
                continue;
            }
            let Some(wanted) = wanted.get(name) else {
                return Err(EditError::Shared { path: path.child(name), span: key.span() });
            };
            let target = value.resolved().id();
            if self.written.get(&value.id()).or_else(|| self.written.get(&target)) == Some(wanted) {
                present.insert(name);
            }
        }
        Ok(wanted.keys().map(String::as_str).filter(|key| !present.contains(key)).collect())
    }

    fn list(&mut self, part: &Part<'t>, wanted: &[Value], path: &Path) -> Result<Vec<Splice>, EditError> {
        let list = self.collection(part, path)?;
        let old: Vec<Value> = list.node.items().map(to_value).collect();
        let same = self.same;
        let origins = align(&old, wanted, &|old, new| same(path, old, new));
        let mut kept: Vec<Option<Vec<Splice>>> = Vec::new();
        // In the order of the file, so that anchors come before their aliases.
        for (index, part) in list.parts.iter().enumerate() {
            let nth = origins
                .iter()
                .position(|origin| matches!(origin, Origin::Stays(at) | Origin::Moves(at) if *at == index));
            let splices = match nth {
                Some(nth) => Some(self.value(part, list.holder(&self.file, part), &wanted[nth], &path.child(nth))?),
                None => None,
            };
            kept.push(splices);
        }
        if origins.len() == list.parts.len() && origins.iter().all(|origin| matches!(origin, Origin::Stays(_))) {
            return Ok(kept.into_iter().flatten().flatten().collect());
        }
        let mut pieces = Vec::with_capacity(wanted.len());
        for (origin, value) in origins.iter().zip(wanted) {
            let mut text =
                |index: usize| self.text_of(&list.parts[index], kept[index].take().unwrap_or_default(), path);
            pieces.push(match origin {
                Origin::Stays(index) => Piece::Stays(*index, text(*index)?),
                Origin::Moves(index) => Piece::Put(text(*index)?),
                Origin::New => Piece::Put(list.member(&self.file, None, value)),
            });
        }
        Ok(vec![self.composed(&list, &pieces).ok_or_else(|| unusual(path, list.node))?])
    }

    fn text_of(&self, part: &Part<'t>, splices: Vec<Splice>, path: &Path) -> Result<String, EditError> {
        let text = spliced(self.file.layout.text, Span::new(part.lead, part.end), splices);
        text.ok_or_else(|| unusual(path, part.value))
    }

    fn composed(&self, collection: &Collection<'t>, pieces: &[Piece]) -> Option<Splice> {
        let (layout, parts) = (&self.file.layout, &collection.parts);
        let span = collection.node.span();
        let (open, close) = (span.start as usize, (span.end as usize).saturating_sub(1));
        match (collection.in_brackets, collection.has_own_lines, parts.is_empty()) {
            (true, true, _) => compose::own_lines(layout, (open, close), parts, pieces),
            (true, false, _) => compose::one_line(layout, parts, pieces),
            (false, _, false) => compose::block(layout, parts, pieces, collection.column),
            // A block map with nothing but a merge key.
            (false, _, true) => {
                Some(compose::below(layout, layout.line_end(span.end as usize), pieces, collection.column))
            }
        }
    }
}

fn is_named(part: &Part<'_>, key: &str) -> bool {
    part.key.is_some_and(|own| own.key_text() == key)
}

/// Returns whether a list or a map can get the wanted value by changes of its members.
fn can_be_edited(node: Node<'_>, wanted: &Value) -> bool {
    match wanted {
        Value::Object(members) => node.is_map() && !node.is_empty() && !members.is_empty(),
        Value::Array(members) => node.is_list() && !node.is_empty() && !members.is_empty(),
        _ => false,
    }
}

fn equals(node: Node<'_>, wanted: &Value) -> bool {
    match (node.kind(), wanted) {
        (Content::Null, Value::Null) => true,
        (Content::Bool(old), Value::Bool(new)) => old == *new,
        (Content::Number(old), Value::Number(new)) => old == *new,
        (Content::String(old), Value::String(new)) => old == new,
        (Content::Sequence(mut old), Value::Array(new)) => {
            old.len() == new.len() && new.iter().all(|new| old.next().is_some_and(|old| equals(old, new)))
        }
        (Content::Mapping(mut old), Value::Object(new)) => {
            old.len() == new.len() && old.all(|(key, old)| new.get(key.key_text()).is_some_and(|new| equals(old, new)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
