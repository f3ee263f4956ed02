//! The root of a model file that is neither a resource nor a list of resources.

use std::collections::BTreeSet;

use crate::kind::shape::Fields;
use crate::kind::{KINDS, Kind};
use crate::model::build::EXTENDS;
use crate::model::{FileContent, ModelFile};
use crate::yaml::tree::{Node, Style};

/// What the root of a file is in place of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RootFault<'t> {
    /// The resource, or the list of them, is inside this key, as in a response from Port's API.
    Answer { key: Node<'t>, value: Node<'t> },
    /// A list in a list.
    ListInList(Node<'t>),
    /// A text or a number.
    Scalar(Node<'t>),
    /// A list with one entry for each field of a resource; the second entry.
    FieldInEntry(Node<'t>),
    /// The elements of a list that a resource has in the last of these fields.
    Part { list: Node<'t>, fields: [Option<&'static str>; 2] },
    /// Resources below their identifiers; the first of these.
    ByName { key: Node<'t>, is_only: bool },
}

impl<'t> RootFault<'t> {
    /// Returns the first such root of a file of resources, and the kind of the folder.
    pub(crate) fn of(file: &'t ModelFile) -> Option<(&'static Kind, Self)> {
        let FileContent::Resources(kind) = file.content else { return None };
        let roots = file.tree.as_ref()?.roots().filter(|root| !root.is_null());
        let fault =
            roots.into_iter().find_map(|root| if root.is_list() { of_list(root, kind) } else { of_one(root, kind) });
        Some((kind, fault?))
    }
}

fn of_one<'t>(root: Node<'t>, kind: &'static Kind) -> Option<RootFault<'t>> {
    if !root.is_map() {
        return Some(RootFault::Scalar(root));
    }
    answer(root, kind).or_else(|| by_name(root, kind))
}

fn of_list<'t>(root: Node<'t>, kind: &'static Kind) -> Option<RootFault<'t>> {
    if let Some(stray) = root.items().find(|item| !item.is_map()) {
        return Some(if stray.is_list() { RootFault::ListInList(stray) } else { RootFault::Scalar(stray) });
    }
    let first = root.items().next()?;
    answer(first, kind).or_else(|| field_in_entry(root, kind)).or_else(|| part(root, kind))
}

fn answer<'t>(map: Node<'t>, kind: &'static Kind) -> Option<RootFault<'t>> {
    if is_named(map, kind) {
        return None;
    }
    let is_answer = map.get("ok").is_some_and(|ok| ok.as_bool().is_some());
    let is_alone = map.entries().filter(|(key, _)| key.key_text() != "$schema").count() == 1;
    let is_key = |name: &str| {
        let of_list =
            |kind: &Kind| kind.api.list.as_ref().is_some_and(|list| list.keys.iter().any(|at| at.contains(&name)));
        KINDS.iter().any(|kind| kind.api.item_keys.contains(&name) || of_list(kind))
            || ["data", "result"].contains(&name)
    };
    let is_inside = |value: Node<'t>| value.is_map() || (value.is_list() && value.items().any(Node::is_map));
    let is_unknown = |name: &str| beside(kind).all(|kind| !kind.shape().root().knows(name));
    let (key, value) = map.entries().find(|(key, value)| {
        let name = key.key_text();
        is_key(name) && is_inside(*value) && (is_answer || (is_alone && is_unknown(name)))
    })?;
    Some(RootFault::Answer { key, value })
}

fn by_name<'t>(root: Node<'t>, kind: &'static Kind) -> Option<RootFault<'t>> {
    let entries: Vec<_> = root.entries().filter(|(key, _)| key.key_text() != "$schema").collect();
    let (key, first) = *entries.first()?;
    let is_unknown = |name: &str| beside(kind).all(|kind| !kind.shape().root().knows(name));
    let is_resource = |map: Node<'_>| {
        let kind = kind.of_body(|field| map.get(field).is_some());
        map.len() > 1 && map.entries().all(|(key, _)| kind.shape().root().knows(key.key_text()))
    };
    let is_block = root.style() == Style::Block && first.style() == Style::Block;
    let all = entries.iter().all(|(key, value)| is_unknown(key.key_text()) && value.is_map() && is_resource(*value));
    (is_block && all).then_some(RootFault::ByName { key, is_only: entries.len() == 1 })
}

/// Returns the second entry of a list that has all of a resource's fields, each in an entry of its own.
fn field_in_entry<'t>(list: Node<'t>, kind: &'static Kind) -> Option<RootFault<'t>> {
    let has = |field: &str| list.items().any(|item| item.get(field).is_some());
    let kind = kind.of_body(has);
    let keys: Vec<&str> = list.items().flat_map(|item| item.entries()).map(|(key, _)| key.key_text()).collect();
    let is_once = keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
    let is_known = keys.iter().all(|key| kind.shape().root().knows(key));
    let named = list.items().filter(|item| is_named(*item, kind)).count();
    let is_split = list.style() == Style::Block && list.len() > 1 && is_once && is_known && named == 1;
    is_split.then(|| list.items().nth(1).map(RootFault::FieldInEntry)).flatten()
}

/// Returns the field that a list belongs in, if its elements are parts of a resource instead of resources.
fn part<'t>(list: Node<'t>, kind: &'static Kind) -> Option<RootFault<'t>> {
    let root = kind.shape().root();
    let has_all = |fields: &Fields| {
        !fields.chosen
            && list.items().flat_map(|item| item.entries()).all(|(key, _)| fields.names.contains(key.key_text()))
    };
    let own = root.fields()?;
    let is_resource =
        |item: Node<'_>| is_named(item, kind) && item.entries().all(|(key, _)| root.knows(key.key_text()));
    if list.is_empty() || kind.extendable || list.items().any(is_resource) {
        return None;
    }
    let takes = |outer: Option<&'static str>, name: &'static str| {
        let here = outer.map_or(root, |outer| root.key(outer)).key(name);
        here.element().fields().is_some_and(has_all).then_some(RootFault::Part { list, fields: [outer, Some(name)] })
    };
    let inner = |outer: &'static str| {
        let names =
            root.key(outer).fields().filter(|fields| !fields.chosen).into_iter().flat_map(|fields| &fields.order);
        names.map(move |name| (Some(outer), name.as_str()))
    };
    let outer = own.order.iter().map(|name| (None, name.as_str()));
    outer.chain(own.order.iter().flat_map(|name| inner(name))).find_map(|(outer, name)| takes(outer, name))
}

/// Returns the kinds in the folder of one.
fn beside(kind: &'static Kind) -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied().filter(|other| other.folder == kind.folder)
}

fn is_named(map: Node<'_>, kind: &'static Kind) -> bool {
    let has = |field: &str| map.get(field).is_some_and(|value| value.as_str().is_some());
    beside(kind).any(|kind| has(kind.identity.field)) || (kind.extendable && has(EXTENDS))
}
