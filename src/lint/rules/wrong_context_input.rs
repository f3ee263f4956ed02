//! A context of a trigger whose input cannot get the entity.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, is_undefined};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::form::remedy;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("wrong-context-input", include_str!("wrong_context_input.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    for node in graph.triggers() {
        let inputs = Path::from_keys(&["userInputs", "properties"]);
        let Some(inputs) = inputs.find(node.config).and_then(Value::as_object) else { continue };
        let mut first: BTreeMap<&str, Path> = BTreeMap::new();
        let contexts = node.config.get("contexts").and_then(Value::as_array).into_iter().flatten();
        for (nth, context) in contexts.enumerate() {
            let Some(name) = context.get("userInput").and_then(Value::as_str) else { continue };
            let list = Path::from_keys(&["nodes"]).child(node.at).child("config").child("contexts");
            let at = list.child(nth).child("userInput");
            if is_undefined(declaration, &at) {
                continue;
            }
            let finding = |message: String| RULE.at(declaration.value(&at), message);
            let is_entity = |input: &Value| input.get("format").is_some_and(|format| format == "entity");
            found.extend(match (inputs.get(name), first.get(name)) {
                (None, _) => {
                    let names: Vec<&str> = inputs.keys().map(String::as_str).collect();
                    let finding = finding(format!("the context names `{name}`, which is not an input"));
                    Some(finding.label("no such input").help(remedy(name, &names)))
                }
                (Some(input), _) if !is_entity(input) => {
                    let offered = inputs.iter().filter(|(_, input)| is_entity(input)).map(|(name, _)| name.as_str());
                    let finding = finding(format!("the context gives an entity to input `{name}`, which offers none"));
                    let finding = finding.label("not `format: entity`").help("name an input with `format: entity`");
                    Some(finding.suggest(closest(name, offered)))
                }
                (Some(_), Some(earlier)) => {
                    let finding = finding(format!("two contexts give an entity to input `{name}`"));
                    let finding = finding.label("named again").related(declaration.value(earlier), "first named here");
                    Some(finding.help("remove one of the two"))
                }
                (Some(_), None) => None,
            });
            first.entry(name).or_insert(at);
        }
    }
}
