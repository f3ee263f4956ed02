//! The references of what actions and workflows have in common: events, forms, and the entities that they write.

use serde_json::Value;

use crate::ground::path::{Path, Segment};
use crate::kind::action::places::NAME as ACTION;
use crate::kind::blueprint::{self, DATA, RELATIONS_ONLY, SECTIONS, member_names};
use crate::kind::integration;
use crate::kind::places::{Places, values};
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::search::compared_properties;
use crate::kind::template::Chain;

/// References that are being collected.
#[derive(Debug, Default)]
pub(super) struct Found(pub Vec<Reference>);

impl Found {
    pub(super) fn resource(&mut self, at: Path, role: Role, kind: &'static str, identifier: &str) {
        let need = Requirement::Resource { kind, identifier: identifier.to_owned() };
        self.0.push(Reference { at, part: None, role, need });
    }

    pub(super) fn member(
        &mut self,
        at: Path,
        role: Role,
        of: &str,
        sections: &'static [&'static [&'static str]],
        name: &str,
    ) {
        let need = Requirement::Member { blueprint: of.to_owned(), sections, name: name.to_owned() };
        self.0.push(Reference { at, part: None, role, need });
    }

    /// Adds the references of the forms and the events of a body.
    pub(super) fn places(&mut self, places: &Places, body: &Value) {
        for (at, event) in values(places.events, body) {
            self.event(&at, event);
        }
        for (at, form) in values(places.forms, body) {
            self.inputs(&at.child("properties"), form.get("properties").unwrap_or(&Value::Null));
        }
    }

    fn event(&mut self, at: &Path, event: &Value) {
        if let Some(of) = text(event, "blueprintIdentifier") {
            self.resource(at.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, of);
            if let Some(property) = text(event, "propertyIdentifier") {
                self.member(at.child("propertyIdentifier"), Role::ActionProperty, of, DATA, property);
            }
        }
        if let Some(action) = text(event, "actionIdentifier") {
            self.resource(at.child("actionIdentifier"), Role::ActionEvent, ACTION, action);
        }
    }

    fn inputs(&mut self, form: &Path, inputs: &Value) {
        for (name, input) in inputs.as_object().into_iter().flatten() {
            let at = form.child(Segment::from(name.as_str()));
            let offers = [(at.clone(), input), (at.child("items"), input.get("items").unwrap_or(&Value::Null))];
            for (at, field) in offers {
                let Some(of) = text(field, "blueprint") else { continue };
                self.resource(at.child("blueprint"), Role::InputBlueprint, blueprint::NAME, of);
                let dataset = field.get("dataset").unwrap_or(&Value::Null);
                for (at, name) in compared_properties(&at.child("dataset"), dataset) {
                    self.member(at, Role::ActionProperty, of, SECTIONS, name);
                }
                if let Some(name) = field.get("sort").and_then(|sort| text(sort, "property")) {
                    self.member(at.child("sort").child("property"), Role::ActionProperty, of, SECTIONS, name);
                }
            }
        }
    }

    /// Adds the references of a step that writes an entity: it names the blueprint, and sets properties and relations.
    pub(super) fn upsert(&mut self, at: &Path, step: &Value) {
        let Some(of) = text(step, "blueprintIdentifier") else { return };
        self.resource(at.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, of);
        let mapping = step.get("mapping").unwrap_or(&Value::Null);
        for (section, sections) in [("properties", &DATA[..1]), ("relations", RELATIONS_ONLY)] {
            let entries = mapping.get(section).and_then(Value::as_object).into_iter().flatten();
            // A key may be a template, whose result names the property.
            for (name, _) in entries.filter(|(name, _)| !name.contains("{{")) {
                let at = at.child("mapping").child(section).child(name.as_str());
                self.member(at, Role::ActionProperty, of, sections, name);
            }
        }
    }

    /// Adds the integration that runs a step.
    pub(super) fn installation(&mut self, at: &Path, step: &Value) {
        if let Some(identifier) = text(step, "installationId").filter(|text| !text.contains("{{")) {
            self.resource(at.child("installationId"), Role::Installation, integration::NAME, identifier);
        }
    }

    /// Adds the property or relation that a chain of names reads of an entity, which the names in `entity` lead to.
    pub(super) fn read(
        &mut self,
        (at, text): (&Path, &str),
        chain: &Chain<'_>,
        entity: &[&str],
        of: &str,
        resources: &dyn Resources,
    ) {
        let body = resources.existence(blueprint::NAME, of).body().unwrap_or(&Value::Null);
        for (section, sections) in [("properties", DATA), ("relations", RELATIONS_ONLY)] {
            let Some(named) = chain.after(&[entity, &[section]].concat()) else { continue };
            let (name, span) = chain.dashed(text, member_names(body, sections)).unwrap_or(named);
            let need = Requirement::Member { blueprint: of.to_owned(), sections, name: name.to_owned() };
            self.0.push(Reference { at: at.clone(), part: Some(span), role: Role::TemplateProperty, need });
        }
    }
}

pub(super) fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str)
}
