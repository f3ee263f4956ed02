//! The references of a workflow: the blueprints of its events, inputs and mappings, the properties that it reads and
//! writes, and the integrations, agents and secrets that it uses.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::automation::{Found, text};
use crate::kind::blueprint;
use crate::kind::entity;
use crate::kind::places::{at, values};
use crate::kind::reference::{Reference, Resources, Role};
use crate::kind::secret;
use crate::kind::template::{Chain, chains, jq_chains, template_texts};
use crate::kind::workflow::places::PLACES;

/// The node that templates call the trigger, whatever its identifier is.
const TRIGGER: &str = "trigger";

/// Returns every reference in a workflow's body to something that must exist.
pub(crate) fn references(
    _identifier: &str,
    _parent: Option<&str>,
    body: &Value,
    resources: &dyn Resources,
) -> Vec<Reference> {
    let mut found = Found::default();
    found.places(&PLACES, body);
    for (path, context) in at(&["nodes", "*", "config", "contexts", "*"], body) {
        if let Some(of) = text(context, "blueprintIdentifier") {
            found.resource(path.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, of);
        }
    }
    for (path, config) in at(&["nodes", "*", "config"], body) {
        found.upsert(&path, config);
        found.installation(&path, config);
        agents(&path, config, &mut found);
    }
    conditions(body, resources, &mut found);
    templates(body, resources, &mut found);
    for (path, value) in values(PLACES.templates, body) {
        found.0.extend(secret::used_in(&path, value, resources));
    }
    found.0
}

/// A step can ask an agent, and use the tools of MCP servers.
fn agents(path: &Path, config: &Value, found: &mut Found) {
    if let Some(agent) = text(config, "agentIdentifier") {
        found.0.extend(entity::used(path.child("agentIdentifier"), entity::AGENT, agent));
    }
    for (inside, server) in at(&["mcpServers", "*", "identifier"], config) {
        let path = path.join(&inside);
        found.0.extend(entity::used(path, entity::SERVER, server.as_str().unwrap_or_default()));
    }
}

/// The condition of an event reads both sides of the change.
fn conditions(body: &Value, resources: &dyn Resources, found: &mut Found) {
    for (path, config) in at(&["nodes", "*", "config"], body) {
        let Some(of) = config.get("event").and_then(|event| text(event, "blueprintIdentifier")) else { continue };
        for (inside, expression) in at(&["condition", "expressions", "*"], config) {
            let Some(jq) = expression.as_str() else { continue };
            let path = path.join(&inside);
            read((&path, jq), jq_chains(jq), &[&["diff"]], of, resources, found);
        }
    }
}

/// The nodes after an event read it as the output of its trigger.
fn templates(body: &Value, resources: &dyn Resources, found: &mut Found) {
    let nodes = || body.get("nodes").and_then(Value::as_array).into_iter().flatten();
    let node_type =
        |node: &Value| node.get("config").and_then(|config| text(config, "type")).unwrap_or_default().to_owned();
    let mut triggers = nodes().filter(|node| node_type(node).ends_with("_TRIGGER"));
    // With several triggers, the output has the form of any of them.
    let (Some(trigger), None) = (triggers.next(), triggers.next()) else { return };
    let event = trigger.get("config").and_then(|config| config.get("event"));
    let Some(of) = event.and_then(|event| text(event, "blueprintIdentifier")) else { return };
    let own = text(trigger, "identifier").unwrap_or(TRIGGER);
    let starts: &[&[&str]] = &[&["outputs", own, "diff"], &["outputs", TRIGGER, "diff"]];
    let starts = if own == TRIGGER { &starts[..1] } else { starts };
    for (place, value) in values(PLACES.templates, body) {
        for (path, text) in template_texts(&place, value) {
            read((&path, text), chains(text), starts, of, resources, found);
        }
    }
    for (path, expression) in at(&["nodes", "*", "config", "outlets", "*", "expression"], body) {
        let Some(jq) = expression.as_str() else { continue };
        read((&path, jq), jq_chains(jq), starts, of, resources, found);
    }
}

/// Adds what these chains read of the entity before or after a change, which the names in `starts` lead to.
fn read(
    (at, text): (&Path, &str),
    chains: Vec<Chain<'_>>,
    starts: &[&[&str]],
    of: &str,
    resources: &dyn Resources,
    found: &mut Found,
) {
    for chain in chains.iter().filter(|chain| !chain.is_guarded(text)) {
        for start in starts {
            for side in ["before", "after"] {
                found.read((at, text), chain, &[start, &[side][..]].concat(), of, resources);
            }
        }
    }
}
