//! Two resources of an integration that give the same data different identifiers.

use serde_json::Value;

use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("conflicting-identifiers", include_str!("conflicting_identifiers.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for mapping in (declaration.kind.mappings)(&declaration.body) {
        let at = mapping.entity.child("identifier");
        let (Some(source), Some((blueprint, _))) = (mapping.source, mapping.blueprint()) else { continue };
        let Some(identifier) = at.find(&declaration.body).and_then(Value::as_str) else { continue };
        let identifier = identifier.trim();
        // Elements of different lists are different data.
        let list = mapping.items.find(&declaration.body);
        let same = seen.iter().find(|(data, _)| *data == (source, list, blueprint.clone()));
        match same {
            Some((_, first)) if *first != identifier => {
                let message =
                    format!("`{source}` becomes entities of blueprint `{blueprint}` twice, with different identifiers");
                let finding = RULE.at(declaration.value(&at), message).label("another identifier");
                found.push(finding.help(format!("give both resources the identifier `{first}`")));
            }
            Some(_) => {}
            None => seen.push(((source, list, blueprint), identifier)),
        }
    }
}
