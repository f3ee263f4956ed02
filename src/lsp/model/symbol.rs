//! What the names in a model mean, and where they are used.

use crate::ground::path::{Path, Segment};
use crate::ground::source::Location;
use crate::kind::blueprint::{self, SECTIONS};
use crate::kind::{Key, Reference, Requirement};
use crate::model::{Declaration, Model};
use crate::ops::editor::EditorProject;

/// Something that a model declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Resource(Key),
    /// A member of a blueprint.
    Member {
        blueprint: String,
        name: String,
    },
}

impl Symbol {
    /// Whether a reference is to this.
    fn is_target(&self, need: &Requirement) -> bool {
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
    pub(crate) fn declared(&self, model: &Model) -> Vec<Location> {
        match self {
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
pub(super) fn symbol_at(file: &str, offset: usize, project: &EditorProject<'_>) -> Option<(Symbol, Location)> {
    let model = project.model();
    let contains = |place: &Location| (place.span.start as usize..=place.span.end as usize).contains(&offset);
    for declaration in model.declarations.iter().filter(|declaration| declaration.tree.file().name == file) {
        let Some(key) = &declaration.key else { continue };
        for reference in key.references(&declaration.body, project.resources()) {
            let place = place_of(&reference, declaration);
            if contains(&place)
                && let Some(symbol) = Symbol::of_need(&reference.need, model)
            {
                return Some((symbol, place));
            }
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

/// The place of a reference, without quotes.
fn place_of(reference: &Reference, declaration: &Declaration) -> Location {
    let place = match &reference.part {
        Some(part) => declaration.part(&reference.at, part),
        None => declaration.value(&reference.at),
    };
    let span = crate::lsp::text::unquoted(&place.file.text, place.span);
    Location { span, ..place }
}

/// The references of a model, each with its place.
pub(super) fn all(project: &EditorProject<'_>) -> Vec<(Requirement, Location)> {
    let mut found = Vec::new();
    for declaration in &project.model().declarations {
        let Some(key) = &declaration.key else { continue };
        let references = key.references(&declaration.body, project.resources());
        found.extend(references.into_iter().map(|one| (one.need.clone(), place_of(&one, declaration))));
    }
    found
}

/// The places in a model that refer to a symbol.
pub(crate) fn uses(symbol: &Symbol, project: &EditorProject<'_>) -> Vec<Location> {
    let mut places: Vec<Location> =
        all(project).into_iter().filter(|(need, _)| symbol.is_target(need)).map(|(_, place)| place).collect();
    places.sort_by(|one, other| (&one.file.name, one.span).cmp(&(&other.file.name, other.span)));
    places.dedup();
    places
}

/// How many of these references are to a symbol.
pub(super) fn count(symbol: &Symbol, references: &[(Requirement, Location)]) -> usize {
    references.iter().filter(|(need, _)| symbol.is_target(need)).count()
}
