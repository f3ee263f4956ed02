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
        ("array", Content::Mapping(_)) => connected(node, element).or_else(|| list_of(node, element)),
        ("array" | "object", Content::String(text)) if let Some(help) = arrows(text, only, here) => Some(help),
        ("object", Content::Sequence(_)) if is_search(here) => search_of(node),
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

/// Returns whether a search query belongs here.
fn is_search(here: Position<'_>) -> bool {
    fields(here).is_some_and(|fields| ["combinator", "rules"].iter().all(|name| fields.names.contains(*name)))
}

/// Returns how to write the rules of a search query, without the query around them, as the query.
fn search_of(rules: Node<'_>) -> Option<String> {
    Some(match rules.style() {
        Style::Block => "write `combinator: and` and `rules:` on two lines before the list, 2 spaces to the right of \
                         the key above, and indent the list by 2 spaces"
            .to_owned(),
        _ if rules.raw().contains('\n') => "write `{ combinator: and, rules: ` before it, and ` }` after it".to_owned(),
        _ => format!("write `{{ combinator: and, rules: {} }}`", rules.raw()),
    })
}

/// Returns whether a connection between two nodes belongs here.
fn is_connection(here: Position<'_>) -> bool {
    fields(here).is_some_and(|fields| fields.names.contains("sourceIdentifier"))
}

/// Returns how to write `a -> b` or `a.outlet -> b` as a connection, or as the list of them.
fn arrows(text: &str, expected: &str, here: Position<'_>) -> Option<String> {
    let is_list = expected == "array";
    if !is_connection(if is_list { here.step(&Segment::Index(0)) } else { here }) {
        return None;
    }
    let text = ["-->", "==>", "->", "=>", "→"].iter().fold(text.to_owned(), |text, arrow| text.replace(arrow, "\n"));
    let ends: Vec<&str> = text.split('\n').map(str::trim).collect();
    let made: Vec<String> = ends.windows(2).map(|ends| connection(ends[0], ends[1])).collect::<Option<_>>()?;
    match made.as_slice() {
        [] => None,
        made if is_list => Some(format!("write `[{}]`", made.join(", "))),
        [only] => Some(format!("write `{only}`")),
        made => Some(format!("write one entry for each arrow: `- {}`", made.join("` and `- "))),
    }
}

/// Returns the connection between two nodes, of which the first may have an outlet.
fn connection(source: &str, target: &str) -> Option<String> {
    let (source, outlet) = source.split_once('.').map_or((source, None), |(source, outlet)| (source, Some(outlet)));
    let outlet = match outlet {
        Some(outlet) if is_word(outlet) => format!(", sourceOutletIdentifier: {outlet}"),
        Some(_) => return None,
        None => String::new(),
    };
    let target = target.split('.').next()?;
    (is_word(source) && is_word(target))
        .then(|| format!("{{ sourceIdentifier: {source}{outlet}, targetIdentifier: {target} }}"))
}

/// Returns how to write a map of the nodes that follow each node as the list of the connections.
fn connected(map: Node<'_>, element: Position<'_>) -> Option<String> {
    let (first, value) = map.entries().next().filter(|_| is_connection(element))?;
    let is_known = |name: &str| fields(element).is_some_and(|fields| fields.names.contains(name));
    let target = value.as_str().or_else(|| value.items().next()?.as_str()).filter(|_| !is_known(first.key_text()))?;
    let made = connection(first.key_text(), target)?;
    let rest = if map.len() > 1 || value.len() > 1 { ", and the other connections likewise" } else { "" };
    Some(format!("write `- {made}` in place of `{}:`{rest}", first.key_text()))
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
