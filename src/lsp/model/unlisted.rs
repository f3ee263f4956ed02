//! The places of a model that name a blueprint or a member and are not among the references, because no rule checks them, or a
//! rule does that in another way.

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::blueprint::{self, AGGREGATIONS, PROPERTIES};
use crate::kind::search::compared_properties;
use crate::lsp::model::symbol::Symbol;
use crate::model::Declaration;
use crate::ops::editor::ModelView;

/// The property of a rule that selects the entities of a blueprint.
const BLUEPRINT: &str = "$blueprint";

/// The places that name a symbol and are not references.
pub(super) fn unlisted(symbol: &Symbol, view: ModelView<'_, '_>) -> Vec<Location> {
    let mut found = Vec::new();
    for declaration in &view.model.declarations {
        let (paths, name) = match symbol {
            Symbol::Resource(key) if key.kind.name == blueprint::KIND.name => {
                ([steps(declaration), selected(declaration)].concat(), &key.identifier)
            }
            Symbol::Member { blueprint, name } => {
                let paths = [required(declaration, blueprint, name), compared(declaration, blueprint)].concat();
                ([paths, conditions(declaration, blueprint)].concat(), name)
            }
            Symbol::Resource(_) | Symbol::Input(_) | Symbol::Variable(_) => continue,
        };
        let named =
            paths.iter().filter(|path| path.find(&declaration.body).is_some_and(|value| value == name.as_str()));
        found.extend(named.map(|path| declaration.value(path)));
    }
    found
}

/// The blueprints in the paths of aggregations.
fn steps(declaration: &Declaration) -> Vec<Path> {
    let section = Path::from_keys(AGGREGATIONS);
    let members = section.members(&declaration.body).filter(|_| declaration.kind.name == blueprint::KIND.name);
    let filters = members.map(|(name, _)| section.child(name.as_str()).child("pathFilter"));
    let steps = filters.flat_map(|filter| filter.elements(&declaration.body).collect::<Vec<_>>());
    steps.map(|step| step.child("fromBlueprint")).collect()
}

/// The properties that a blueprint requires.
fn required(declaration: &Declaration, of: &str, name: &str) -> Vec<Path> {
    let is_it = declaration.kind.name == blueprint::KIND.name
        && declaration.key.as_ref().is_some_and(|key| key.identifier == of)
        && Path::from_keys(PROPERTIES).child(name).find(&declaration.body).is_some();
    let list = Path::from_keys(&["schema", "required"]);
    if is_it { list.elements(&declaration.body).collect() } else { Vec::new() }
}

/// The values of rules on the blueprint of entities.
fn selected(declaration: &Declaration) -> Vec<Path> {
    let rules = maps_with(declaration, BLUEPRINT).into_iter().filter(|(_, rule)| rule["property"] == BLUEPRINT);
    let values = rules.map(|(at, _)| at.child("value"));
    let each = |value: Path| value.elements(&declaration.body).chain([value.clone()]).collect::<Vec<_>>();
    values.flat_map(each).collect()
}

/// What rules compare that stand beside a rule which selects the entities of a blueprint.
fn compared(declaration: &Declaration, of: &str) -> Vec<Path> {
    let selects = |rule: &Value| rule["property"] == BLUEPRINT && rule["operator"] == "=" && rule["value"] == of;
    let has_it = |list: Option<&Value>| list.and_then(Value::as_array).is_some_and(|list| list.iter().any(selects));
    let queries = maps_with(declaration, BLUEPRINT).into_iter().filter(|(_, query)| {
        query["combinator"] != "or" && (has_it(query.get("rules")) || has_it(query.get("conditions")))
    });
    queries.flat_map(|(at, query)| compared_properties(&at, query)).map(|(at, _)| at).collect()
}

/// The relations that the conditions of scorecards name in place of a property.
fn conditions(declaration: &Declaration, of: &str) -> Vec<Path> {
    let lists_it = || declaration.body["blueprints"].as_array().is_some_and(|list| list.iter().any(|one| one == of));
    let is_of_it = declaration.key.as_ref().is_some_and(|key| key.parent.as_deref() == Some(of)) || lists_it();
    let is_about = |at: &Path| match at.key(0) {
        Some("rules" | "filter") => is_of_it,
        Some("scorecards" | "filters") => at.key(1) == Some(of),
        _ => false,
    };
    let with_relation = maps_with(declaration, "relation").into_iter().filter(|(at, _)| is_about(at));
    with_relation.map(|(at, _)| at.child("relation")).collect()
}

/// All maps of a declaration whose file has a word.
fn maps_with<'d>(declaration: &'d Declaration, word: &str) -> Vec<(Path, &'d Value)> {
    let mut found = Vec::new();
    let mut waiting = vec![(Path::root(), &*declaration.body)];
    if !declaration.tree.file().text.contains(word) {
        return found;
    }
    while let Some((at, value)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                waiting.extend(map.iter().map(|(key, value)| (at.child(key.as_str()), value)));
                found.push((at, value));
            }
            Value::Array(list) => waiting.extend(list.iter().enumerate().map(|(nth, one)| (at.child(nth), one))),
            _ => {}
        }
    }
    found
}
