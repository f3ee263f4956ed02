//! The references of an entity: its blueprint, the members that it sets, and the actions that an agent can run.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::action;
use crate::kind::blueprint::{self, PROPERTIES, RELATIONS_ONLY};
use crate::kind::entity::known::{AGENT, BLUEPRINTS};
use crate::kind::reference::{Reference, Requirement, Resources, Role};

/// The start of a tool that runs an action.
const RUN: &str = "run_";

/// Returns every reference in an entity's body to something that must exist.
pub(super) fn references(
    _identifier: &str,
    parent: Option<&str>,
    body: &Value,
    _resources: &dyn Resources,
) -> Vec<Reference> {
    // A rule reports other blueprints.
    let Some(of) = parent.filter(|of| BLUEPRINTS.contains(of)) else { return Vec::new() };
    let need = Requirement::Resource { kind: blueprint::NAME, identifier: of.to_owned() };
    let mut found = vec![Reference { at: Path::from_keys(&["blueprint"]), part: None, role: Role::EntityMember, need }];
    for (section, sections) in [("properties", &[PROPERTIES][..]), ("relations", RELATIONS_ONLY)] {
        let section = Path::from_keys(&[section]);
        for (name, _) in section.members(body) {
            let need = Requirement::Member { blueprint: of.to_owned(), sections, name: name.clone() };
            found.push(Reference { at: section.child(name.as_str()), part: None, role: Role::EntityMember, need });
        }
    }
    let tools = Path::from_keys(&["properties", "tools"]);
    let patterns = tools.find(body).filter(|_| of == AGENT).and_then(Value::as_array).into_iter().flatten();
    for (nth, pattern) in patterns.enumerate() {
        let Some((start, identifier)) = pattern.as_str().and_then(action_of) else { continue };
        let need = Requirement::Resource { kind: action::NAME, identifier: identifier.to_owned() };
        let part = Some(start..start + identifier.len());
        found.push(Reference { at: tools.child(nth), part, role: Role::AgentAction, need });
    }
    found
}

/// Returns the reference to an AI agent or an MCP server; `None` for a template, whose result names it.
pub(crate) fn used(at: Path, blueprint: &str, identifier: &str) -> Option<Reference> {
    let need = Requirement::Entity { blueprint: blueprint.to_owned(), identifier: identifier.to_owned() };
    let is_name = !identifier.is_empty() && !identifier.contains("{{");
    is_name.then_some(Reference { at, part: None, role: Role::AiEntity, need })
}

/// Returns the identifier of the one action that a tool's pattern names, and its first byte; `None` if the pattern can fit
/// several actions, or other tools.
fn action_of(pattern: &str) -> Option<(usize, &str)> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let identifier = inner.strip_suffix('$').unwrap_or(inner).strip_prefix(RUN)?;
    let is_literal = |c: char| c.is_alphanumeric() || "_@:=-".contains(c);
    let start = pattern.len() - inner.len() + RUN.len();
    (!identifier.is_empty() && identifier.chars().all(is_literal)).then_some((start, identifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_names_an_action_unless_it_is_a_pattern_of_several() {
        assert_eq!(action_of("run_restart"), Some((4, "restart")));
        assert_eq!(action_of("^run_scale-up$"), Some((5, "scale-up")));
        for pattern in ["run_.*", "run_(a|b)", "run_", "^(list|get)_.*", "list_entities"] {
            assert_eq!(action_of(pattern), None, "{pattern}");
        }
    }
}
