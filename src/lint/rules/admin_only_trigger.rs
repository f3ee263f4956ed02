//! A self-service trigger that only admins can use.

use crate::ground::path::Path;
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::{Map, Value};

pub(super) const RULE: Rule =
    Rule::info("admin-only-trigger", include_str!("admin_only_trigger.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    for node in graph.triggers().filter(|node| node.config["type"] == "SELF_SERVE_TRIGGER") {
        let permissions = node.config.get("permissions");
        let is_empty = |stated: &Value| stated.is_null() || stated.as_object().is_some_and(Map::is_empty);
        if permissions.is_some_and(|stated| !is_empty(stated)) {
            continue;
        }
        let field = if permissions.is_some() { "permissions" } else { "type" };
        let at = Path::from_keys(&["nodes"]).child(node.at).child("config").child(field);
        let message = format!("only admins can start a run from `{}`", node.identifier);
        let finding = RULE.at(declaration.value(&at), message).label("no permissions");
        found.push(finding.help("state who can, for example `permissions: { roles: [Member] }`"));
    }
}
