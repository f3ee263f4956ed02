//! How to write a value as the map or the list that a schema describes.

use crate::ground::path::Segment;
use crate::kind::shape::{Fields, Position};
use crate::lint::names::listed;
use crate::lint::wording::repair::is_json_object;
use crate::yaml::tree::{Content, Node, Style};

/// The help for entries of a list whose place takes a map.
pub(crate) const WITHOUT_DASHES: &str = "replace each `- ` with 2 spaces";

/// Returns how to write a value of another type as the only type that its position takes, or `None` if the position
/// says nothing about it.
pub(crate) fn remedy(node: Node<'_>, expected: &[String], here: Position<'_>) -> Option<String> {
    // A value is never written as null.
    let mut types = expected.iter().filter(|name| *name != "null");
    let (only, None) = (types.next()?, types.next()) else { return None };
    let element = here.step(&Segment::Index(0));
    match (only.as_str(), node.kind()) {
        ("array", Content::Mapping(_)) => list_of(node, element),
        ("array", Content::String(_)) => fields(element)
            .map(|entry| format!("start each entry with `- `; the fields of an entry are {}", names(entry))),
        ("object", Content::Sequence(_)) if is_members(node, here) => Some(WITHOUT_DASHES.to_owned()),
        ("object", Content::String(text))
            if is_word(text) && fields(here).is_some_and(|one| one.names.contains("type")) =>
        {
            Some(format!("write `{{ type: {text} }}`"))
        }
        ("object", Content::Sequence(_)) if let Some(help) = named_entries(node, here) => Some(help),
        ("object", Content::String(text))
            if matches!(node.style(), Style::Literal | Style::Folded) && is_json_object(text) =>
        {
            Some("remove the `|` or `>` after the colon: JSON is YAML too".to_owned())
        }
        ("object", Content::Sequence(_) | Content::String(_)) => fields(here).map(|fields| {
            format!("write one `key: value` on each line below it; the fields here are {}", names(fields))
        }),
        _ => None,
    }
}

/// Returns how to write a map as a list with such elements.
fn list_of(map: Node<'_>, element: Position<'_>) -> Option<String> {
    if map.style() != Style::Block {
        return None;
    }
    let (first, value) = map.entries().next()?;
    let first = first.key_text();
    let Some(entry) = fields(element) else {
        let keys: Vec<&str> = map.entries().map(|(key, _)| key.key_text()).collect();
        return keys
            .iter()
            .all(|key| is_word(key))
            .then(|| format!("write `[{}]` in place of the map", keys.join(", ")));
    };
    if map.entries().all(|(key, _)| entry.names.contains(key.key_text())) {
        return Some(format!("write `- ` before `{first}`, and indent the lines below it by 2 spaces"));
    }
    let name = ["identifier", "title"].into_iter().find(|name| entry.names.contains(*name))?;
    let rest = if map.len() > 1 { ", and the other names likewise" } else { "" };
    value.is_map().then(|| format!("write `- {name}: {first}` in place of `{first}:`{rest}"))
}

/// Returns whether a list in block style has maps with the members of the map that belongs here.
fn is_members(list: Node<'_>, here: Position<'_>) -> bool {
    let is_member = |map: Node<'_>| {
        let is_text = |name: &str| map.len() == 1 && fields(here.key(name)).is_none();
        map.entries().all(|(key, value)| value.is_map() || is_text(key.key_text()))
    };
    let has_fields = |map: Node<'_>| match here.fields() {
        None => true,
        Some(fields) if fields.chosen => is_member(map),
        Some(fields) => map.entries().all(|(key, _)| fields.names.contains(key.key_text())),
    };
    list.style() == Style::Block
        && list.items().next().is_some()
        && list.items().all(|item| item.is_map() && has_fields(item))
}

/// Returns how to write the entries of a list as the members of a map whose names the user chooses.
fn named_entries(list: Node<'_>, here: Position<'_>) -> Option<String> {
    let first = list.items().next().filter(|_| here.fields().is_some_and(|fields| fields.chosen))?;
    if let Content::String(name) = first.kind() {
        let member = fields(here.key(name))
            .map_or_else(String::new, |fields| format!(", and its fields below that: {}", names(fields)));
        return Some(format!("write each name as a key on a line of its own, such as `{name}:`{member}"));
    }
    let (key, name) = first.entries().find(|(key, _)| ["identifier", "id", "name"].contains(&key.key_text()))?;
    let name = name.as_str().filter(|name| is_word(name))?;
    let is_first = first.entries().next().is_some_and(|(one, _)| one.span() == key.span());
    let is_block = list.style() == Style::Block && first.style() == Style::Block && is_first;
    is_block
        .then(|| format!("write `{name}:` in place of `- {}: {name}`, and the other entries likewise", key.key_text()))
}

/// Returns the fields of a map whose names the user does not choose.
fn fields(here: Position<'_>) -> Option<&Fields> {
    here.fields().filter(|fields| !fields.chosen)
}

fn names(fields: &Fields) -> String {
    listed(&fields.names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"_-".contains(&c))
}
