//! What the names in a model mean, and where they are used.

use serde_json::Value;

use crate::ground::path::{Path, Segment};
use crate::ground::source::Location;
use crate::kind::blueprint::{self, SECTIONS};
use crate::kind::jq_references::jq_references;
use crate::kind::{Key, Reference, Requirement, Role};
use crate::lint::model::text_part;
use crate::lsp::model::input::{Input, InputPlace, inputs};
use crate::lsp::model::variable;
use crate::lsp::text::unquoted;
use crate::model::{Declaration, Model};
use crate::ops::editor::ModelView;

/// Something that a model declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Resource(Key),
    /// A member of a blueprint.
    Member {
        blueprint: String,
        name: String,
    },
    Input(Input),
    /// `${name}`.
    Variable(String),
}

/// A reference to something, with its place.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub need: Requirement,
    pub role: Role,
    pub place: Location,
}

impl Symbol {
    /// Whether a reference is to this.
    pub(super) fn is_target(&self, need: &Requirement) -> bool {
        match (self, need) {
            (Self::Member { blueprint, name }, Requirement::Member { blueprint: of, name: wanted, .. }) => {
                blueprint == of && name == wanted
            }
            (Self::Resource(key), Requirement::Resource { kind, identifier }) => {
                key.kind.name == *kind && key.identifier == *identifier
            }
            (
                Self::Resource(key),
                Requirement::Scorecard { blueprint: parent, identifier, .. }
                | Requirement::Entity { blueprint: parent, identifier },
            ) => {
                let (kind, _) = need.resource();
                key.kind.name == kind && key.identifier == *identifier && key.parent.as_ref() == Some(parent)
            }
            _ => false,
        }
    }

    /// What a reference is to, if the model declares it.
    pub(super) fn of_need(need: &Requirement, model: &Model) -> Option<Self> {
        if let Requirement::Member { blueprint, name, .. } = need {
            return Some(Self::Member { blueprint: blueprint.clone(), name: name.clone() });
        }
        let keys = model.declarations.iter().filter_map(|declaration| declaration.key.as_ref());
        keys.map(|key| Self::Resource(key.clone())).find(|symbol| symbol.is_target(need))
    }

    /// The places that declare it.
    pub(crate) fn declared(&self, view: ModelView<'_, '_>) -> Vec<Location> {
        let model = view.model;
        match self {
            Self::Input(input) => of_input(input, model, true),
            Self::Variable(name) => named(name, variable::declarations(view.project)),
            Self::Resource(key) => model.of(key).into_iter().map(Declaration::identifier_location).collect(),
            Self::Member { blueprint, name } => {
                let of_blueprint = model.of(&Key::new(&blueprint::KIND, blueprint.as_str()));
                let place = |declaration: &&Declaration| {
                    let paths = SECTIONS.iter().map(|section| Path::from_keys(section).child(name.as_str()));
                    let mut paths = paths.filter(|path| path.find(&declaration.body).is_some());
                    paths.next().map(|path| declaration.key_location(&path))
                };
                of_blueprint.iter().filter_map(place).collect()
            }
        }
    }
}

/// The symbol that the name at a byte of a file declares or refers to, with the place of the name.
pub(super) fn symbol_at(file: &str, offset: usize, view: ModelView<'_, '_>) -> Option<(Symbol, Location)> {
    let model = view.model;
    let contains = |place: &Location| (place.span.start as usize..=place.span.end as usize).contains(&offset);
    let variables = variable::uses(view.model).into_iter().chain(variable::declarations(view.project));
    let at = |(_, place): &(String, Location)| place.file.name == file && contains(place);
    if let Some((name, place)) = variables.into_iter().find(at) {
        return Some((Symbol::Variable(name), place));
    }
    for declaration in model.declarations.iter().filter(|declaration| declaration.tree.file().name == file) {
        let Some(key) = &declaration.key else { continue };
        for reference in references(key, declaration, view) {
            let place = place_of(&reference, declaration);
            if contains(&place)
                && let Some(symbol) = Symbol::of_need(&reference.need, model)
            {
                return Some((symbol, place));
            }
        }
        if let Some(found) = inputs(declaration).into_iter().find(|one| contains(&one.place)) {
            return Some((Symbol::Input(found.input), found.place));
        }
        let place = declaration.identifier_location();
        if contains(&place) {
            return Some((Symbol::Resource(key.clone()), place));
        }
        for path in members(declaration) {
            let place = declaration.key_location(&path);
            if contains(&place)
                && let Some(Segment::Key(name)) = path.0.last()
            {
                let symbol = Symbol::Member { blueprint: key.identifier.clone(), name: name.clone() };
                return Some((symbol, place));
            }
        }
    }
    None
}

/// The paths of the members that the declaration of a blueprint has.
pub(super) fn members(declaration: &Declaration) -> Vec<Path> {
    if declaration.kind.name != blueprint::KIND.name {
        return Vec::new();
    }
    let sections = SECTIONS.iter().map(|section| Path::from_keys(section));
    let members = sections.flat_map(|section| {
        let names = section.members(&declaration.body).map(|(name, _)| name.clone()).collect::<Vec<_>>();
        names.into_iter().map(move |name| section.child(name))
    });
    members.collect()
}

/// The places of these names that are of one.
fn named(name: &str, places: Vec<(String, Location)>) -> Vec<Location> {
    places.into_iter().filter(|(one, _)| one == name).map(|(_, place)| place).collect()
}

/// The places that declare an input, or those that name it.
fn of_input(input: &Input, model: &Model, declares: bool) -> Vec<Location> {
    let places = model.declarations.get(input.declaration).map(inputs).unwrap_or_default();
    let is_one = |one: &InputPlace| one.declares == declares && one.input == *input;
    places.into_iter().filter(is_one).map(|one| unquoted_place(one.place)).collect()
}

fn unquoted_place(place: Location) -> Location {
    let span = unquoted(&place.file.text, place.span);
    Location { span, ..place }
}

/// The place of a reference, without quotes. A name that something is stated for is a key.
fn place_of(reference: &Reference, declaration: &Declaration) -> Location {
    let Reference { at, part, need, .. } = reference;
    let (name, is_member) = match need {
        Requirement::Member { name, .. } => (name.as_str(), true),
        _ => (need.resource().1, false),
    };
    let section = || at.0.len().checked_sub(2).and_then(|above| at.key(above));
    let is_stated = || at.find(&declaration.body).and_then(Value::as_str) != Some(name);
    let gets_value = || is_member && matches!(section(), Some("properties" | "relations"));
    let is_key = part.is_none() && at.last_key() == Some(name) && (is_stated() || gets_value());
    unquoted_place(match part {
        _ if is_key => declaration.key_location(at),
        Some(part) => text_part(declaration, at, part),
        None => declaration.value(at),
    })
}

/// The references of a declaration, also those in jq that only rules find.
fn references(key: &Key, declaration: &Declaration, view: ModelView<'_, '_>) -> Vec<Reference> {
    let mut found = key.references(&declaration.body, view.resources);
    // No name stands for the relations that lead to a target.
    found.retain(|reference| reference.role != Role::AggregationConnection);
    for (at, part, need) in jq_references(key, &declaration.body) {
        let part = Some(part);
        if !found.iter().any(|known| known.at == at && known.part == part) {
            found.push(Reference { at, part, role: Role::CalculationProperty, need });
        }
    }
    found
}

/// The references of a model.
pub(super) fn all(view: ModelView<'_, '_>) -> Vec<Use> {
    let mut found = Vec::new();
    for declaration in &view.model.declarations {
        let Some(key) = &declaration.key else { continue };
        let of_declaration = references(key, declaration, view);
        found.extend(of_declaration.into_iter().map(|one| {
            let place = place_of(&one, declaration);
            Use { need: one.need, role: one.role, place }
        }));
    }
    found
}

/// The places in a model that refer to a symbol.
pub(crate) fn uses(symbol: &Symbol, view: ModelView<'_, '_>) -> Vec<Location> {
    let mut places = match symbol {
        Symbol::Input(input) => of_input(input, view.model, false),
        Symbol::Variable(name) => named(name, variable::uses(view.model)),
        Symbol::Resource(_) | Symbol::Member { .. } => {
            let is_one = |one: &Use| symbol.is_target(&one.need);
            all(view).into_iter().filter(is_one).map(|one| one.place).collect()
        }
    };
    places.sort_by(|one, other| (&one.file.name, one.span).cmp(&(&other.file.name, other.span)));
    places.dedup();
    places
}

/// How many of these references are to a symbol.
pub(super) fn count(symbol: &Symbol, references: &[Use]) -> usize {
    references.iter().filter(|one| symbol.is_target(&one.need)).count()
}
