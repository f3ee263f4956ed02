//! Workflows, whose graph must be one that a run can follow.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Body, Draft, Quirks, Refusal, Shape, Store};

static WRITE: Shape = Shape::new(include_str!("shapes/workflow.json"), "write");

const NAME: &str = "workflow";

pub(super) static QUIRKS: Quirks =
    Quirks { kind: NAME, create: Some(&WRITE), replace: Some(&WRITE), prepare, id: Some(NAME), answer, ..Quirks::NONE };

/// Checks the graph, and makes a new version.
fn prepare(_: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let configs = node_configs(&draft.body)?;
    if !configs.values().any(is_trigger) {
        return Err(Refusal::invalid("nodes", "must have a trigger"));
    }
    let mut starts = BTreeSet::new();
    for (index, edge) in list(&draft.body, "connections").iter().enumerate() {
        let start = check_edge(edge, &configs).map_err(|(field, reason)| {
            let pointer = format!("connections/{index}/{field}");
            Refusal::invalid(pointer.trim_end_matches('/'), reason)
        })?;
        if !starts.insert(start) {
            return Err(Refusal::invalid(&format!("connections/{index}"), "starts where another connection does"));
        }
    }
    if sorted(&draft.body).is_none() {
        return Err(Refusal::invalid("connections", "must not form a cycle"));
    }
    let version = draft.old.and_then(|old| old.get("version")?.as_u64()).unwrap_or_default();
    draft.body.insert("version".into(), json!(version + 1));
    Ok(())
}

/// The configuration of each node, by identifier.
fn node_configs(workflow: &Body) -> Result<BTreeMap<String, Value>, Refusal> {
    let mut found = BTreeMap::new();
    for (index, node) in list(workflow, "nodes").iter().enumerate() {
        let pointer = |field: &str| format!("nodes/{index}/{field}");
        let config = &node["config"];
        if found.insert(node["identifier"].as_str().unwrap_or_default().to_owned(), config.clone()).is_some() {
            return Err(Refusal::invalid(&pointer("identifier"), "is used by another node"));
        }
        let buttons = identifiers(&config["userInputs"]["buttons"]);
        if config["type"] == "INPUT" && !identifiers(&config["outlets"]).iter().all(|one| buttons.contains(one)) {
            return Err(Refusal::invalid(&pointer("config/outlets"), "must name buttons of the form"));
        }
    }
    Ok(found)
}

/// Returns where a connection starts, or the field that is wrong and why.
fn check_edge<'e>(
    edge: &'e Value,
    nodes: &BTreeMap<String, Value>,
) -> Result<(&'e str, &'e str), (&'static str, &'static str)> {
    let text = |field: &str| edge[field].as_str().unwrap_or_default();
    let (source, target) = (text("sourceIdentifier"), text("targetIdentifier"));
    let from = nodes.get(source).ok_or(("sourceIdentifier", "is not a node"))?;
    let to = nodes.get(target).ok_or(("targetIdentifier", "is not a node"))?;
    if source == target {
        return Err(("targetIdentifier", "is the node where the connection starts"));
    }
    if is_trigger(to) {
        return Err(("targetIdentifier", "is a trigger"));
    }
    let (outlet, is_fallback) = (text("sourceOutletIdentifier"), edge["fallback"] == true);
    let node_type = from["type"].as_str().unwrap_or_default();
    match node_type {
        "CONDITION" | "INPUT" => {
            if is_fallback && (node_type == "INPUT" || !outlet.is_empty()) {
                return Err(("fallback", "is for a CONDITION, without an outlet"));
            }
            if !is_fallback && !identifiers(&from["outlets"]).contains(outlet) {
                return Err(("sourceOutletIdentifier", "must name an outlet of the node"));
            }
        }
        _ if !outlet.is_empty() => return Err(("sourceOutletIdentifier", "is for a CONDITION or an INPUT")),
        _ if is_fallback => return Err(("fallback", "is for a CONDITION")),
        _ => {}
    }
    Ok((source, outlet))
}

/// Nodes are in the order of the graph, and texts that were not sent are empty.
fn answer(workflow: &mut Body) {
    if let Some(nodes) = sorted(workflow) {
        workflow.insert("nodes".into(), Value::Array(nodes));
    }
    let fill = |workflow: &mut Body, name: &str, fields: &[&str], empty: &Value| {
        let elements = workflow.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten();
        for element in elements.filter_map(Value::as_object_mut) {
            for field in fields {
                element.entry(*field).or_insert_with(|| empty.clone());
            }
        }
    };
    fill(workflow, "nodes", &["title", "icon", "description"], &json!(""));
    fill(workflow, "nodes", &["variables"], &json!({}));
    fill(workflow, "connections", &["sourceOutletIdentifier"], &json!(""));
    fill(workflow, "connections", &["description"], &Value::Null);
}

/// The nodes, each after those that lead to it, or `None` if they form a cycle.
fn sorted(workflow: &Body) -> Option<Vec<Value>> {
    let mut left: Vec<&Value> = list(workflow, "nodes").iter().collect();
    let mut found: Vec<Value> = Vec::new();
    while !left.is_empty() {
        let waits = |node: &Value| {
            let leads_here =
                list(workflow, "connections").iter().filter(|edge| edge["targetIdentifier"] == node["identifier"]);
            let is_left = |edge: &Value| left.iter().any(|other| other["identifier"] == edge["sourceIdentifier"]);
            leads_here.into_iter().any(is_left)
        };
        // Of those that can run, the last in the body comes first, so that nobody relies on their order.
        let next = left.iter().rposition(|node| !waits(node))?;
        found.push(left.remove(next).clone());
    }
    Some(found)
}

fn is_trigger(config: &Value) -> bool {
    config["type"].as_str().is_some_and(|name| name.ends_with("_TRIGGER"))
}

fn identifiers(list: &Value) -> BTreeSet<&str> {
    list.as_array().into_iter().flatten().filter_map(|one| one["identifier"].as_str()).collect()
}

fn list<'b>(workflow: &'b Body, name: &str) -> &'b [Value] {
    workflow.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
