//! A workflow that nothing starts.

use crate::ground::path::Path;
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, schema, stray_trigger};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("missing-trigger", include_str!("missing_trigger.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    // A node without a type, or of one that does not exist, may be the trigger, and an empty list is refused by itself.
    let stated = declaration.body.get("nodes").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    if graph.triggers().next().is_some() || graph.nodes.len() < stated || stated == 0 {
        return;
    }
    let refused = schema::of(declaration.kind).check(declaration.node());
    let is_type = |at: &Path| at.key(0) == Some("nodes") && at.key(2) == Some("config") && at.key(3) == Some("type");
    if refused.iter().any(|violation| violation.path.0.len() == 4 && is_type(&violation.path)) {
        return;
    }
    if let Some(field) = stray_trigger(declaration) {
        let message = format!("{} has a trigger that is not one of its nodes", declaration.description());
        let finding = RULE.at(declaration.key_location(&Path::from_keys(&[field])), message).label("not a node");
        found.push(finding.help(
            "remove it here, and add an entry to `nodes`: `- identifier: trigger`, below it `config:`, and below that the \
             fields of the trigger, with the type `SELF_SERVE_TRIGGER`, `EVENT_TRIGGER` or `SCHEDULE_TRIGGER`",
        ));
        return;
    }
    let place = declaration.key_location(&Path::from_keys(&["nodes"]));
    let finding = RULE.at(place, format!("{} has no trigger", declaration.description())).label("no trigger");
    found.push(finding.help("add a node of type `SELF_SERVE_TRIGGER`, `EVENT_TRIGGER` or `SCHEDULE_TRIGGER`"));
}
