//! Text, numbers, lists or resources of a model where an entity must be.

use crate::lint::port::{Document, FileContent};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::yaml_type;
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::error("wrong-root", include_str!("wrong_root.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if let FileContent::Resource(kind, node) = document.content {
        let named = ["identifier", "extends"].iter().find_map(|key| node.get(key)).map_or("", Node::raw);
        let start = node.entries().next().map_or(node.place(), |(key, _)| key.place());
        let finding = RULE.at(start, format!("{kind} `{named}` is a resource of a model, not an entity"));
        let help = "check the model with `portwright validate`; `portwright lint` checks files of entities";
        found.push(finding.label("not an entity").help(help));
    }
    for stray in document.nodes().filter(|node| !node.is_map()) {
        let finding =
            RULE.at(stray.place(), format!("an entity must be a map, not {}", yaml_type(stray))).label("not a map");
        found.push(
            finding.help(
                "an entity has `identifier:`, `blueprint:` and other keys; in a list, start each entity with `- `",
            ),
        );
    }
}
