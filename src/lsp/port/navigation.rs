//! Definitions and references of the names in files of entities.

use std::sync::Arc;

use crate::ground::path::Path;
use crate::ground::source::{Location, SourceFile, Span};
use crate::kind::Key;
use crate::kind::blueprint::KIND;
use crate::lsp::document::Document;
use crate::lsp::model::{self, Symbol};
use crate::lsp::port::entity::{Place, Word, declared_path, entities, inner};
use crate::lsp::port::value::Declared;
use crate::lsp::text::unquoted;
use crate::ops::editor::{EditorProject, EntityPlace};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::Node;

/// What the name at a place means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Blueprint(String),
    /// A member of a blueprint, and its section of an entity.
    Member(String, &'static str, String),
    /// An entity of a blueprint.
    Entity(String, String),
}

/// Returns what the name at a byte means, and its place.
pub(super) fn meaning(document: &Document, offset: usize, project: &EditorProject<'_>) -> Option<(Meaning, Span)> {
    let tree = parse(&document.text.file, &Limits::default()).tree?;
    let place = Place::at(&tree, offset)?;
    let blueprint = place.blueprint()?;
    let meaning = match place.word {
        Word::Field(name, node) if name == KIND.name => Meaning::Blueprint(node.as_str()?.to_owned()),
        Word::Field("identifier", node) => Meaning::Entity(blueprint.to_owned(), node.as_str()?.to_owned()),
        Word::Field("team", node) => Meaning::Entity("_team".to_owned(), node.as_str()?.to_owned()),
        Word::Member(section, key) => {
            let section = if section == "relations" { "relations" } else { "properties" };
            Meaning::Member(blueprint.to_owned(), section, key.key_text().to_owned())
        }
        Word::Value("relations", name, node) => {
            let target = Declared::find(project.blueprint(blueprint)?, "relations", name)?.target()?;
            Meaning::Entity(target.to_owned(), node.as_str()?.to_owned())
        }
        Word::Field(..) | Word::FieldName(_) | Word::Value(..) => return None,
    };
    Some((meaning, place.span()))
}

/// The member of a blueprint of the model that the key at a byte sets, and the place of the key.
pub(crate) fn member_at(document: &Document, offset: usize, project: &EditorProject<'_>) -> Option<(Symbol, Span)> {
    let (Meaning::Member(blueprint, _, name), span) = meaning(document, offset, project)? else { return None };
    let symbol = Symbol::Member { blueprint, name };
    (!symbol.declared(project.view()).is_empty()).then_some((symbol, span))
}

/// Where the name at a byte is declared. The names of the project must be current.
pub(crate) fn definition(document: &Document, offset: usize, project: &EditorProject<'_>) -> Vec<Location> {
    let Some((meaning, _)) = meaning(document, offset, project) else { return Vec::new() };
    let in_model = |blueprint: &str, path: &Path| {
        project.catalog().and_then(|catalog| catalog.place(blueprint, path)).into_iter().collect()
    };
    match meaning {
        Meaning::Blueprint(name) => Symbol::Resource(Key::new(&KIND, name)).declared(project.view()),
        Meaning::Member(blueprint, section, name) => in_model(&blueprint, &declared_path(section, &name)),
        Meaning::Entity(blueprint, name) => locations(project.definitions(&blueprint, Some(&name)), project),
    }
}

/// Where the name at a byte is used. The names of the project must be current.
pub(crate) fn references(
    document: &Document,
    offset: usize,
    with_declaration: bool,
    project: &EditorProject<'_>,
) -> Vec<Location> {
    let Some((meaning, _)) = meaning(document, offset, project) else { return Vec::new() };
    let mut found = if with_declaration { definition(document, offset, project) } else { Vec::new() };
    match meaning {
        Meaning::Blueprint(name) => {
            found.extend(model::uses(&Symbol::Resource(Key::new(&KIND, name.as_str())), project.view()));
            found.extend(uses_of_blueprint(&name, project));
        }
        Meaning::Member(blueprint, section, name) => {
            let symbol = Symbol::Member { blueprint: blueprint.clone(), name: name.clone() };
            found.extend(model::uses(&symbol, project.view()));
            found.extend(uses_of_member(&blueprint, section, &name, project));
        }
        Meaning::Entity(blueprint, name) => {
            found.extend(locations(project.mentions(&blueprint, Some(&name)), project));
        }
    }
    found
}

/// The places in files of entities, and in the template of `enrich`, that name a blueprint.
pub(crate) fn uses_of_blueprint(blueprint: &str, project: &EditorProject<'_>) -> Vec<Location> {
    in_entities(blueprint, project, &|entity| entity.get(KIND.name))
}

/// The places in files of entities, and in the template of `enrich`, that set a member of a blueprint.
pub(crate) fn uses_of_member(blueprint: &str, section: &str, name: &str, project: &EditorProject<'_>) -> Vec<Location> {
    in_entities(blueprint, project, &|entity| entity.get(section)?.entry(name).map(|(key, _)| key))
}

/// The places in their files, without quotes.
fn locations(places: Vec<EntityPlace>, project: &EditorProject<'_>) -> Vec<Location> {
    let of_file = |one: &EntityPlace, other: &EntityPlace| one.path == other.path;
    let mut found = Vec::new();
    for of_file in places.chunk_by(of_file) {
        let Some(file) = project.source(&of_file[0].path) else { continue };
        found.extend(of_file.iter().map(|place| Location::new(&file, unquoted(&file.text, place.span))));
    }
    found
}

/// The nodes that are chosen in the entities of a blueprint.
fn in_entities(
    blueprint: &str,
    project: &EditorProject<'_>,
    choose: &dyn for<'t> Fn(Node<'t>) -> Option<Node<'t>>,
) -> Vec<Location> {
    let mut found = Vec::new();
    let mut add = |file: &Arc<SourceFile>, is_one: &dyn Fn(&Node<'_>) -> bool| {
        let Some(tree) = parse(file, &Limits::default()).tree else { return };
        let chosen = entities(&tree).into_iter().filter(|entity| is_one(entity)).filter_map(choose);
        found.extend(chosen.map(|node| Location::new(file, inner(node))));
    };
    let of_file = |one: &EntityPlace, other: &EntityPlace| one.path == other.path;
    for of_file in project.definitions(blueprint, None).chunk_by(of_file) {
        let Some(file) = project.source(&of_file[0].path) else { continue };
        add(&file, &|entity| {
            let identifier = entity.get("identifier").map(Node::span);
            of_file.iter().any(|place| Some(place.span) == identifier)
        });
    }
    if let Some(template) = project.template_source() {
        add(&template, &|entity| entity.get(KIND.name).and_then(Node::as_str) == Some(blueprint));
    }
    found
}
