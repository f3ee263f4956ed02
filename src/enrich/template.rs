//! The template of an entity: YAML with placeholders such as `"{{ service_type }}"` as values.

use crate::enrich::refusal::error_at;
use crate::enrich::wording::{name_list, quoted};
use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::ground::path::{Path, Segment};
use crate::ground::source::{Location, SourceFile, Span};
use crate::kind::blueprint::KIND;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Content, Node, NodeId, Tree};
use std::sync::Arc;

/// The keys that an entity may have.
const KEYS: &[&str] = &["identifier", KIND.name, "title", "icon", "team", "properties", "relations"];

/// A valid template.
#[derive(Debug)]
pub struct Template {
    /// The blueprint of its entity.
    pub blueprint: String,
    pub(super) tree: Tree,
    pub(super) entity: Path,
    /// The placeholders, in the order of the text.
    pub(super) placeholders: Vec<Placeholder>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placeholder {
    pub path: Path,
    /// The name between the braces.
    pub name: String,
    pub place: Location,
}

impl Template {
    /// Parses a template, or returns all problems, each with its location.
    pub fn read(file: &Arc<SourceFile>) -> Result<Self, Vec<Finding>> {
        let parsed = parse(file, &Limits::default());
        if !parsed.faults.is_empty() {
            return Err(parsed.faults.iter().map(|fault| fault.finding(file)).collect());
        }
        let start = || Location::new(file, Span::default());
        let Some(tree) = parsed.tree else { return Err(vec![error_at(start(), "the template cannot be read")]) };
        let entity = entity_of(&tree).map_err(|finding| vec![*finding])?;
        let root = tree.documents()[0];
        let node = tree.node(root).find(&entity).expect("`entity_of` found it there");
        let mut found = Vec::new();
        let blueprint = blueprint_of(node, &mut found);
        check_keys(node, &mut found);
        let mut placeholders = Vec::new();
        collect(node, &entity, &mut placeholders, &mut found);
        if !found.is_empty() {
            found.sort_by_key(|finding| finding.place.span);
            return Err(found);
        }
        Ok(Self { blueprint, entity, placeholders, tree })
    }

    pub(super) fn root(&self) -> NodeId {
        self.tree.documents()[0]
    }

    pub(super) fn node(&self) -> Node<'_> {
        self.tree.node(self.root()).find(&self.entity).expect("found when the template was read")
    }
}

/// Returns the path of the only entity in a template.
fn entity_of(tree: &Tree) -> Result<Path, Box<Finding>> {
    let mut roots = tree.roots();
    let file = tree.file();
    let Some(root) = roots.next().filter(|root| !root.is_null()) else {
        let start = Location::new(file, Span::default());
        return Err(Box::new(
            error_at(start, "the template is empty").help("write the entity that is to be added to a `port.yml`"),
        ));
    };
    if let Some(second) = roots.next() {
        return Err(Box::new(
            error_at(second.place(), "the template has several documents").help("keep one entity in it"),
        ));
    }
    if root.is_map() {
        return Ok(Path::root());
    }
    let mut members = root.items();
    match (members.next(), members.next()) {
        (Some(only), None) if only.is_map() => Ok(Path::root().child(0)),
        (Some(_), Some(second)) => {
            let finding = error_at(second.place(), "the template has several entities").help("keep one entity in it");
            Err(Box::new(finding.label("second document")))
        }
        _ => {
            let finding = error_at(root.place(), "the template contains no entity");
            Err(Box::new(finding.help("write one: `- identifier: \"{{ service_identifier }}\"`")))
        }
    }
}

/// Returns the blueprint of an entity. It cannot be a placeholder, because the names of placeholders may start with it.
fn blueprint_of(node: Node<'_>, found: &mut Vec<Finding>) -> String {
    let Some(value) = node.get(KIND.name) else {
        let start = node.entries().next().map_or(node.place(), |(key, _)| key.place());
        found.push(
            error_at(start, "the entity of the template has no `blueprint`").help("add one: `blueprint: service`"),
        );
        return String::new();
    };
    match value.as_str() {
        Some(name) if !name.contains("{{") && !name.is_empty() => name.to_owned(),
        _ => {
            let finding = error_at(value.place(), "the template must name the blueprint of its entity");
            found.push(finding.label("not a name").help("name the blueprint here: `blueprint: service`"));
            String::new()
        }
    }
}

fn check_keys(node: Node<'_>, found: &mut Vec<Finding>) {
    for (key, value) in node.entries() {
        let name = key.key_text();
        if !KEYS.contains(&name) && !name.contains("{{") {
            let finding = error_at(key.place(), format!("an entity has no key {}", quoted(name))).label("unknown key");
            let known = finding.help(format!("its keys are {}", name_list(KEYS.iter().copied())));
            found.push(known.suggest(closest(name, KEYS.iter().copied())));
        }
        if matches!(name, "properties" | "relations") && !value.is_map() {
            let help = "write `key: value` lines below it, or remove it";
            found.push(error_at(value.place(), format!("`{name}` must be a map")).label("not a map").help(help));
        }
    }
    if node.get("identifier").is_none() {
        let start = node.entries().next().map_or(node.place(), |(key, _)| key.place());
        let finding = error_at(start, "the entity of the template has no `identifier`");
        found.push(finding.help("add one: `identifier: \"{{ service_identifier }}\"`"));
    }
    let sets = |name: &str| !matches!(name, "identifier" | "properties" | "relations") && name != KIND.name;
    let members = |name: &str| node.get(name).map_or(0, Node::len);
    if members("properties") + members("relations") == 0 && !node.entries().any(|(key, _)| sets(key.key_text())) {
        let start = node.entries().next().map_or(node.place(), |(key, _)| key.place());
        found.push(error_at(start, "the template sets no values").help("add properties or relations to its entity"));
    }
}

/// Collects the placeholders inside a value, and reports malformed ones.
fn collect(node: Node<'_>, path: &Path, into: &mut Vec<Placeholder>, found: &mut Vec<Finding>) {
    match node.kind() {
        Content::Sequence(members) => {
            members.enumerate().for_each(|(nth, member)| collect(member, &path.child(nth), into, found));
        }
        Content::Mapping(entries) => {
            for (key, value) in entries {
                let name = key.key_text();
                if name.contains("{{") {
                    let finding = error_at(key.place(), "a placeholder cannot be a key").label("a key");
                    found.push(finding.help("only values can be placeholders: write the key itself"));
                }
                collect(value, &path.child(Segment::from(name)), into, found);
            }
        }
        Content::String(text) if text.contains("{{") || text.contains("}}") => match name_in(text) {
            Some(name) => {
                into.push(Placeholder { path: path.clone(), name: name.to_owned(), place: node.place() });
            }
            None => {
                let finding =
                    error_at(node.place(), format!("a placeholder must be the entire value: {}", quoted(text)));
                found.push(finding.label("more than a placeholder").help("write `\"{{ name }}\"` and nothing else"));
            }
        },
        _ => {}
    }
}

/// Returns the name in a text that consists of one placeholder.
fn name_in(text: &str) -> Option<&str> {
    let name = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let fits = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

#[cfg(test)]
mod tests;
