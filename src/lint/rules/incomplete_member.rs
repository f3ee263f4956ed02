//! A member that a file adds to a blueprint without its required fields.

use crate::ground::path::Path;
use crate::kind::blueprint::{PROPERTIES, RELATIONS};
use crate::lint::context::Context;
use crate::lint::model::fields::UnknownField;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::{Claim, Declaration};

pub(super) const RULE: Rule =
    Rule::error("incomplete-member", include_str!("incomplete_member.md"), Check::Declaration(check));

/// Each section, the word for its members, and the field that they need.
const NEEDS: [(&[&str], &str, &str); 2] = [(PROPERTIES, "property", "type"), (RELATIONS, "relation", "target")];

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    // Only a portal shows whether the blueprint already has the member.
    if declaration.claim == Claim::Full || !context.complete {
        return;
    }
    let Some(key) = &declaration.key else { return };
    let Some(body) = context.resources.existence(key.kind.name, &key.identifier).body() else { return };
    let unknown = &context.facts(declaration).unknown;
    for (section, member, field) in NEEDS {
        let stated = Path::from_keys(section).find(&declaration.body).and_then(serde_json::Value::as_object);
        for (name, _) in stated.into_iter().flatten() {
            let path = Path::from_keys(section).child(name.as_str());
            let is_misspelt =
                |other: &UnknownField| path.is_prefix_of(&other.path) && other.near.as_deref() == Some(field);
            if path.child(field).find(body).is_some() || unknown.iter().any(is_misspelt) {
                continue;
            }
            let message = format!("{member} `{name}` is new to blueprint `{}` and has no `{field}`", key.identifier);
            let finding = RULE.at(declaration.key_location(&path), message).label(format!("`{field}` missing"));
            found.push(finding.help(format!("add `{field}`; only a {member} that already exists can omit it")));
        }
    }
}
