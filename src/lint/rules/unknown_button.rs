//! An outlet of an `INPUT` node without its button.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::workflow::{Graph, NodeType};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::error("unknown-button", include_str!("unknown_button.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(declaration.kind, &declaration.body) else { return };
    for node in graph.nodes.iter().filter(|node| node.node_type == NodeType::Input) {
        let buttons = node.named(&["userInputs", "buttons"]).unwrap_or_default();
        let outlets = node.config.get("outlets").and_then(Value::as_array).into_iter().flatten();
        for (nth, outlet) in outlets.enumerate() {
            let identifier = outlet.get("identifier").and_then(Value::as_str);
            let Some(identifier) = identifier.filter(|outlet| !buttons.contains(outlet)) else { continue };
            let outlets = Path::from_keys(&["nodes"]).child(node.at).child("config").child("outlets");
            let place = declaration.value(&outlets.child(nth).child("identifier"));
            let message = format!("node `{}` has no button `{identifier}`", node.identifier);
            let finding = RULE.at(place, message).label("no such button");
            let help = match buttons.as_slice() {
                [] => "add the button to `userInputs.buttons`".to_owned(),
                known => format!("its buttons are {}", listed(known)),
            };
            found.push(finding.help(help).suggest(closest(identifier, buttons.iter().copied())));
        }
    }
}
