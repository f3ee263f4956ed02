//! The references of an action: its blueprint, the blueprints of its inputs, and the resources that trigger it and that it writes and reads.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{self, DATA, RELATIONS_ONLY, SECTIONS, member_names};
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::search::compared_properties;
use crate::kind::secret;
use crate::kind::template::{chains, texts};

/// The name of the kind.
pub(crate) const NAME: &str = "action";

/// Returns every reference in an action's body to something that must exist.
pub(crate) fn references(
    _identifier: &str,
    _parent: Option<&str>,
    body: &Value,
    resources: &dyn Resources,
) -> Vec<Reference> {
    let mut found = Found(Vec::new());
    let trigger = body.get("trigger").unwrap_or(&Value::Null);
    let at = Path::from_keys(&["trigger"]);
    let own = text(trigger, "blueprintIdentifier");
    if let Some(own) = own {
        found.resource(at.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, own);
        let condition = trigger.get("condition").unwrap_or(&Value::Null);
        for (at, name) in compared_properties(&at.child("condition"), condition) {
            found.member(at, Role::ActionProperty, own, DATA, name);
        }
    }
    event(&at.child("event"), trigger.get("event").unwrap_or(&Value::Null), &mut found);
    inputs(trigger, &mut found);
    let invocation = body.get("invocationMethod").unwrap_or(&Value::Null);
    upsert(&Path::from_keys(&["invocationMethod"]), invocation, &mut found);
    if let Some(own) = own {
        templates(invocation, own, resources, &mut found);
    }
    for field in [&["invocationMethod"][..], &["approvalNotification", "url"]] {
        let at = Path::from_keys(field);
        found.0.extend(at.find(body).map(|value| secret::used_in(&at, value, resources)).unwrap_or_default());
    }
    found.0
}

struct Found(Vec<Reference>);

impl Found {
    fn resource(&mut self, at: Path, role: Role, kind: &'static str, identifier: &str) {
        let need = Requirement::Resource { kind, identifier: identifier.to_owned() };
        self.0.push(Reference { at, part: None, role, need });
    }

    fn member(&mut self, at: Path, role: Role, of: &str, sections: &'static [&'static [&'static str]], name: &str) {
        let need = Requirement::Member { blueprint: of.to_owned(), sections, name: name.to_owned() };
        self.0.push(Reference { at, part: None, role, need });
    }
}

fn event(at: &Path, event: &Value, found: &mut Found) {
    if let Some(of) = text(event, "blueprintIdentifier") {
        found.resource(at.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, of);
        if let Some(property) = text(event, "propertyIdentifier") {
            found.member(at.child("propertyIdentifier"), Role::ActionProperty, of, DATA, property);
        }
    }
    if let Some(action) = text(event, "actionIdentifier") {
        found.resource(at.child("actionIdentifier"), Role::ActionEvent, NAME, action);
    }
}

fn inputs(trigger: &Value, found: &mut Found) {
    let form = Path::from_keys(&["trigger", "userInputs", "properties"]);
    let inputs = form.0.iter().skip(1).try_fold(trigger, |value, segment| match segment {
        crate::ground::path::Segment::Key(key) => value.get(key),
        crate::ground::path::Segment::Index(_) => None,
    });
    for (name, input) in inputs.and_then(Value::as_object).into_iter().flatten() {
        let at = form.child(name.as_str());
        let offers = [(at.clone(), input), (at.child("items"), input.get("items").unwrap_or(&Value::Null))];
        for (at, field) in offers {
            let Some(of) = text(field, "blueprint") else { continue };
            found.resource(at.child("blueprint"), Role::InputBlueprint, blueprint::NAME, of);
            let dataset = field.get("dataset").unwrap_or(&Value::Null);
            for (at, name) in compared_properties(&at.child("dataset"), dataset) {
                found.member(at, Role::ActionProperty, of, SECTIONS, name);
            }
            if let Some(name) = field.get("sort").and_then(|sort| text(sort, "property")) {
                found.member(at.child("sort").child("property"), Role::ActionProperty, of, SECTIONS, name);
            }
        }
    }
}

/// An action that writes an entity names its blueprint, and sets its properties and relations.
fn upsert(at: &Path, invocation: &Value, found: &mut Found) {
    let Some(of) = text(invocation, "blueprintIdentifier") else { return };
    found.resource(at.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, of);
    let mapping = invocation.get("mapping").unwrap_or(&Value::Null);
    for (section, sections) in [("properties", &DATA[..1]), ("relations", RELATIONS_ONLY)] {
        let entries = mapping.get(section).and_then(Value::as_object).into_iter().flatten();
        // A key may be a template, whose result names the property.
        for (name, _) in entries.filter(|(name, _)| !name.contains("{{")) {
            let at = at.child("mapping").child(section).child(name.as_str());
            found.member(at, Role::ActionProperty, of, sections, name);
        }
    }
}

fn templates(invocation: &Value, own: &str, resources: &dyn Resources, found: &mut Found) {
    let body = resources.existence(blueprint::NAME, own).body().unwrap_or(&Value::Null);
    for (at, text) in texts(&Path::from_keys(&["invocationMethod"]), invocation) {
        for chain in chains(text).into_iter().filter(|chain| !chain.is_guarded(text)) {
            let reads = [("properties", DATA), ("relations", RELATIONS_ONLY)];
            for (section, sections) in reads {
                let Some(named) = chain.after(&["entity", section]) else { continue };
                let (name, span) = chain.dashed(text, member_names(body, sections)).unwrap_or(named);
                let need = Requirement::Member { blueprint: own.to_owned(), sections, name: name.to_owned() };
                found.0.push(Reference { at: at.clone(), part: Some(span), role: Role::TemplateProperty, need });
            }
        }
    }
}

fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str)
}
