//! Words that several rules share.

use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::ground::source::Place;
use crate::lint::port::anomaly::{Anomaly, Section};
use crate::lint::port::entity::Entity;
use crate::lint::port::run::Lint;
use crate::lint::rule::Rule;
use crate::lint::wording;
use crate::model::catalog::Blueprint;
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Content, Node};

/// The one name that was probably meant; none where two are near.
pub fn only_near<'n>(name: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let near = closest(name, names.clone())?;
    let differs_in_case = near.to_lowercase() == name.to_lowercase();
    let second = closest(name, names.filter(|other| *other != near));
    let is_one = match second {
        None => true,
        // Of names that differ in case alone, one is enough if no other does.
        Some(second) => differs_in_case && second.to_lowercase() != name.to_lowercase(),
    };
    is_one.then_some(near)
}

/// What YAML makes of a value: "the boolean `true`", "a list".
pub fn a_kind(node: Node<'_>) -> String {
    let raw = node.resolved().raw();
    let short = |word: &str| match raw.len() <= 40 && !raw.contains('\n') {
        true => format!("the {word} `{raw}`"),
        false => format!("a {word}"),
    };
    match node.kind() {
        Content::Null => "nothing".to_owned(),
        Content::Bool(_) => short("boolean"),
        Content::Number(_) => short("number"),
        Content::String(_) => short("text"),
        Content::Sequence(_) => "a list".to_owned(),
        Content::Mapping(_) => "a map".to_owned(),
    }
}

/// Adds where the model declares a member of the entity's blueprint, if a file does.
pub fn declared_here(finding: Finding, entity: &Entity<'_>, lint: &Lint<'_>, section: &[&str], name: &str) -> Finding {
    let place = lint
        .catalog
        .zip(entity.known)
        .and_then(|(catalog, blueprint)| catalog.place(&blueprint.identifier, &Path::of(section).then(name)));
    match place {
        Some(place) => finding.related(place, format!("`{name}` is declared here")),
        None => finding,
    }
}

/// The key that was probably meant to be this one, of those that Port does not know.
pub fn near_key<'d>(entity: &Entity<'d>, name: &str) -> Option<Node<'d>> {
    let keys = entity.others.iter().map(|field| field.key);
    keys.into_iter().find(|key| closest(key.key_text(), [name]).is_some())
}

/// A schema's refusal of a value in words.
pub fn refused(rule: &Rule, anomaly: &Anomaly<'_>, fault: &ViolationKind, path: &Path) -> Finding {
    let inside = Path(std::iter::once(anomaly.key.key_text().into()).chain(path.0.iter().cloned()).collect());
    let known = match fault {
        ViolationKind::Unexpected { allowed, .. } => allowed.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let words = wording::words(fault, &inside, Some(anomaly.value), &known);
    let finding = rule.at(Place::new(anomaly.key.tree().file(), anomaly.at), words.message).label(words.label);
    match words.help {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// The section of an entity in which a blueprint has a member of that name.
pub fn section_of(blueprint: &Blueprint, name: &str) -> Option<Section> {
    if blueprint.properties.get(name).is_some() {
        return Some(Section::Properties);
    }
    blueprint.relations.get(name).map(|_| Section::Relations)
}
