//! An entity in the model that belongs in a `port.yml`.

use crate::ground::path::Path;
use crate::kind::entity::{BLUEPRINTS, KIND};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("misplaced-entity", include_str!("misplaced_entity.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = declaration.key.as_ref().filter(|key| key.kind.name == KIND.name) else { return };
    let Some(of) = key.parent.as_deref().filter(|of| !BLUEPRINTS.contains(of)) else { return };
    let message = format!("entities of blueprint `{of}` are not part of the model");
    let finding = RULE.at(declaration.value(&Path::from_keys(&["blueprint"])), message).label("not in a model");
    let allowed = listed(BLUEPRINTS);
    found.push(finding.help(format!(
        "move the entity to a `port.yml`, and write it with `portwright sync`; a model has entities of {allowed}"
    )));
}
