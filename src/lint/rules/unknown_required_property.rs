//! A required property that the blueprint does not have.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::{Existence, blueprint};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::{Map, Value};

pub(super) const RULE: Rule =
    Rule::error("unknown-required-property", include_str!("unknown_required_property.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = &declaration.key else { return };
    let at = Path::from_keys(&["schema", "required"]);
    let Some(required) = at.find(&declaration.body).and_then(Value::as_array) else { return };
    // If only a part of the blueprint is known, the property may be in the other part.
    let Existence::Complete(body) = context.resources.existence(key.kind.name, &key.identifier) else { return };
    if context.facts(declaration).hide_members(declaration) {
        return;
    }
    let properties = Path::from_keys(blueprint::PROPERTIES).find(body).and_then(Value::as_object);
    let known: Vec<&str> = properties.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    for (nth, name) in required.iter().enumerate() {
        let Some(name) = name.as_str().filter(|name| !known.contains(name)) else { continue };
        let message = format!("`required` lists `{name}`, which is not a property of blueprint `{}`", key.identifier);
        let finding = RULE.at(declaration.value(&at.child(nth)), message).label("no such property");
        if body.get("relations").is_some_and(|relations| relations.get(name).is_some()) {
            found.push(
                finding.help(format!("remove the name, and write `required: true` below `{name}` in `relations`")),
            );
            continue;
        }
        let finding = finding.help("declare the property in `schema.properties`, or remove the name");
        found.push(finding.suggest(closest(name, known.iter().copied())));
    }
}
