//! Completion in files of entities.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::ground::path::Segment;
use crate::kind::blueprint::KIND;
use crate::lsp::client::Capabilities;
use crate::lsp::cursor::Cursor;
use crate::lsp::document::Document;
use crate::lsp::entry::Slot;
use crate::lsp::port::entity::{entities, entity_depth};
use crate::lsp::port::links::{SCHEME, paths};
use crate::lsp::port::value::{Declared, written};
use crate::lsp::portal_entities::PortalEntities;
use crate::lsp::uri;
use crate::ops::editor::{EditorProject, EntityPlace};
use crate::yaml::parse::{Limits, parse};

/// The kinds of completions, by their numbers in the protocol.
const FIELD: u8 = 5;
const PROPERTY: u8 = 10;
const VALUE: u8 = 12;
const FILE: u8 = 17;
const OPTION: u8 = 20;
const REFERENCE: u8 = 18;

/// The maximum number of entities that are offered.
pub(crate) const MAX_ENTITIES: usize = 1_000;

const BLUEPRINT: &str = KIND.name;

/// The keys of an entity, and what they are.
const KEYS: &[(&str, &str, &str)] = &[
    ("identifier", " ", "The entity's identifier, unique in its blueprint."),
    ("title", " ", "The display name. If omitted, Port shows the identifier."),
    (KIND.name, " ", "The identifier of the entity's blueprint."),
    ("icon", " ", "The name of one of Port's icons, such as `Microservice`."),
    ("team", " ", "The identifier of the team that owns the entity, or a list of them."),
    ("properties", "\n", "The values of the blueprint's properties."),
    ("relations", "\n", "The related entities, by relation."),
];

/// The completions at a byte of a document. The names of the project must be current.
pub(crate) fn complete(
    document: &Document,
    offset: usize,
    project: &EditorProject<'_>,
    (client, portal): (&Capabilities, &PortalEntities),
) -> Vec<Value> {
    let Some(cursor) = Cursor::at(document.text.as_str(), offset) else { return Vec::new() };
    let completion = Completion { document, cursor: &cursor, project, client, portal };
    let depth = entity_depth(&cursor.path);
    let path: Vec<Option<&str>> = cursor.path.0[depth..]
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect();
    let blueprint = cursor.members(depth).find(|(key, _)| *key == KIND.name).map(|(_, value)| value);
    let body = blueprint.and_then(|blueprint| project.blueprint(blueprint));
    match (path.as_slice(), &cursor.slot, body) {
        ([], Slot::Key, _) => completion.keys(depth),
        ([Some(BLUEPRINT)], Slot::Value, _) => completion.blueprints(),
        ([Some("team")], Slot::Value, _) | ([Some("team"), None], Slot::Key, _) => completion.entities("_team"),
        ([Some(section @ ("properties" | "relations"))], Slot::Key, Some(body)) => {
            completion.members(section, depth + 1, body)
        }
        ([Some(section @ ("properties" | "relations")), Some(name)], Slot::Value, Some(body))
        | ([Some(section @ ("properties" | "relations")), Some(name), None], Slot::Key, Some(body)) => {
            match Declared::find(body, section, name) {
                Some(declared) => completion.values(&declared),
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

struct Completion<'c> {
    document: &'c Document,
    cursor: &'c Cursor<'c>,
    project: &'c EditorProject<'c>,
    client: &'c Capabilities,
    portal: &'c PortalEntities,
}

impl Completion<'_> {
    fn item(&self, label: &str, kind: u8, text: &str) -> Value {
        let word = &self.cursor.word;
        let text_document = &self.document.text;
        let range = json!({ "start": text_document.position(word.start), "end": text_document.position(word.end) });
        let mut item = json!({ "label": label, "kind": kind, "textEdit": { "range": range, "newText": text } });
        if self.client.snippets && text.contains('$') {
            const SNIPPET: u8 = 2;
            item["insertTextFormat"] = json!(SNIPPET);
        }
        item
    }

    /// Whether a key already has its colon and a value after the cursor, so that only its name is completed.
    fn has_colon(&self) -> bool {
        self.document.text.as_str()[self.cursor.word.end..].starts_with(':')
    }

    fn keys(&self, depth: usize) -> Vec<Value> {
        let set: Vec<&str> = self.cursor.members(depth).map(|(key, _)| key).collect();
        let column = self.cursor.column;
        let item = |(nth, (key, after, what)): (usize, &(&str, &str, &str))| {
            let after = match (*after, column) {
                ("\n", Some(column)) => format!("\n{}", " ".repeat(column + 2)),
                ("\n", None) => " ".to_owned(),
                (after, _) => after.to_owned(),
            };
            let text = if self.has_colon() { (*key).to_owned() } else { format!("{key}:{after}") };
            let mut item = self.item(key, FIELD, &text);
            item["sortText"] = json!(format!("{nth}"));
            item["documentation"] = json!(what);
            item
        };
        let offered = KEYS.iter().filter(|(key, ..)| !set.contains(key) || *key == self.cursor.typed());
        offered.enumerate().map(item).collect()
    }

    fn blueprints(&self) -> Vec<Value> {
        // Port writes the entities of its own blueprints, except those of teams and users.
        let mut names = self.project.blueprint_names();
        names.sort_by_key(|name| name.starts_with('_'));
        let item = |(nth, name): (usize, &str)| {
            let mut item = self.item(name, REFERENCE, &written(&json!(name)));
            let title = self.project.blueprint(name).and_then(|body| body.get("title")).and_then(Value::as_str);
            item["detail"] = json!(title);
            item["sortText"] = json!(format!("{nth:05}"));
            item
        };
        names.into_iter().enumerate().map(item).collect()
    }

    /// The members that are not set yet, the required ones first.
    fn members(&self, section: &str, depth: usize, body: &Value) -> Vec<Value> {
        let set: Vec<&str> = self.cursor.members(depth).map(|(key, _)| key).collect();
        let is_offered = |name: &str| !set.contains(&name) || name == self.cursor.typed();
        let item = |(name, declared): (&str, Declared<'_>)| {
            let key = written(&json!(name));
            let text = match self.has_colon() {
                true => key,
                false => format!("{key}:{}", declared.skeleton(self.cursor.column, self.client.snippets)),
            };
            let mut item = self.item(name, PROPERTY, &text);
            let required = if declared.is_required { ", required" } else { "" };
            item["detail"] = json!(format!("{}{required}", declared.type_words().replace('`', "")));
            item["documentation"] = json!({ "kind": "markdown", "value": declared.description(name) });
            item["sortText"] = json!(format!("{}{name}", if declared.is_required { 0 } else { 1 }));
            item
        };
        Declared::all(body, section).filter(|(name, _)| is_offered(name)).map(item).collect()
    }

    fn values(&self, declared: &Declared<'_>) -> Vec<Value> {
        match declared.target() {
            Some(target) => self.entities(target),
            None if self.cursor.typed().starts_with(SCHEME) => {
                let paths = paths(self.document, self.cursor.typed(), self.project);
                paths.iter().map(|path| self.item(path, FILE, path)).collect()
            }
            None => {
                let options = declared.options();
                options.iter().map(|option| self.item(option.trim_matches(['"', '\'']), OPTION, option)).collect()
            }
        }
    }

    fn entities(&self, blueprint: &str) -> Vec<Value> {
        let of_portal = self.portal.of(blueprint);
        let item = |(name, place): (String, Option<EntityPlace>)| {
            let mut item = self.item(&name, VALUE, &written(&json!(name)));
            item["detail"] = json!(blueprint);
            if let Some(title) = of_portal.and_then(|titles| titles.get(&name)?.as_ref()) {
                item["documentation"] = json!(title);
            }
            if let Some(place) = place {
                item["data"] = json!({ "uri": uri::uri(&place.path), "at": place.span.start });
            }
            item
        };
        let typed = self.cursor.typed().trim_matches(['"', '\'']);
        let mut entities = self.project.entities(blueprint);
        for name in of_portal.into_iter().flat_map(|titles| titles.keys()) {
            entities.entry(name.clone()).or_default();
        }
        let mut entities: Vec<_> = entities.into_iter().collect();
        entities.sort_by_key(|(name, _)| !name.starts_with(typed));
        entities.into_iter().take(MAX_ENTITIES).map(item).collect()
    }
}

/// Adds the title of an entity to its completion. Reading all titles before would take long.
pub(crate) fn resolve(mut item: Value, project: &EditorProject<'_>) -> Value {
    let title = || {
        let path: PathBuf = uri::path(item.pointer("/data/uri")?.as_str()?)?;
        let at = u32::try_from(item.pointer("/data/at")?.as_u64()?).ok()?;
        let tree = parse(&project.source(&path)?, &Limits::default()).tree?;
        let is_it = |node: &crate::yaml::tree::Node<'_>| {
            node.get("identifier").is_some_and(|identifier| identifier.span().start == at)
        };
        let entity = entities(&tree).into_iter().find(is_it)?;
        entity.get("title")?.as_str().map(str::to_owned)
    };
    if let Some(title) = title() {
        item["documentation"] = json!(title);
    }
    item
}
