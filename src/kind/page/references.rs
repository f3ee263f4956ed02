//! The references of a page: where it is placed, and what its widgets show.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{self, SECTIONS};
use crate::kind::entity;
use crate::kind::folder;
use crate::kind::page::property::{WidgetProperty, has_prefix};
use crate::kind::page::widget::{FILTER, TABLES, Widget, elements, stated, tables, widgets};
use crate::kind::places;
use crate::kind::reference::{Reference, Requirement, Resources, Role};
use crate::kind::search::compared_properties;

/// The name of the kind of actions.
const ACTION: &str = "action";

/// The name of the kind of scorecards.
const SCORECARD: &str = "scorecard";

/// The name of the kind of scorecard groups.
const GROUP: &str = "scorecard-group";

/// Returns every reference in a page's body to something that must exist.
pub(super) fn references(
    _identifier: &str,
    _parent: Option<&str>,
    body: &Value,
    resources: &dyn Resources,
) -> Vec<Reference> {
    let mut found = Found { references: folder::position(body, resources), resources };
    let of = stated(body, "blueprint");
    if let Some(of) = of {
        found.resource(Path::from_keys(&["blueprint"]), blueprint::NAME, of);
    }
    for (at, filter) in elements(&Path::root(), body, "pageFilters") {
        found.compared(&at.child("query"), filter.get("query").unwrap_or(&Value::Null), of);
    }
    for widget in widgets(body) {
        found.widget(&widget);
    }
    found.references
}

struct Found<'r> {
    references: Vec<Reference>,
    resources: &'r dyn Resources,
}

impl Found<'_> {
    fn resource(&mut self, at: Path, kind: &'static str, identifier: &str) {
        let need = Requirement::Resource { kind, identifier: identifier.to_owned() };
        self.references.push(Reference { at, part: None, role: Role::WidgetTarget, need });
    }

    fn widget(&mut self, widget: &Widget<'_>) {
        self.shown(&widget.at, widget.body);
        // A chart of several lines has a blueprint for each.
        for (at, line) in elements(&widget.at, widget.body, "lines") {
            self.shown(&at, line);
        }
        if let Some(action) = widget.text("action") {
            self.resource(widget.at.child("action"), ACTION, action);
        }
        for (at, card) in elements(&widget.at, widget.body, "actions") {
            if let Some(action) = stated(card, "action") {
                self.resource(at.child("action"), ACTION, action);
            }
        }
        if let Some(agent) = widget.text("agentIdentifier") {
            self.references.extend(entity::used(widget.at.child("agentIdentifier"), entity::AGENT, agent));
        }
        for (of, table) in tables(widget.body) {
            let at = widget.at.child(TABLES).child(of.as_str());
            self.resource(at.clone(), blueprint::NAME, of);
            self.table(&at, table, of);
        }
    }

    /// Adds what a table filters, groups and sorts the entities of a blueprint by.
    fn table(&mut self, at: &Path, table: &Value, of: &str) {
        let filter = Path::from_keys(FILTER);
        self.compared(&at.join(&filter), filter.find(table).unwrap_or(&Value::Null), Some(of));
        for (path, column) in places::at(&["groupSettings", "groupBy", "*"], table) {
            self.column(at.join(&path), of, column);
        }
        for (path, column) in places::at(&["sortSettings", "sortBy", "*", "property"], table) {
            self.column(at.join(&path), of, column);
        }
    }

    /// Adds a column of a table, which can also be a scorecard. A path through a relation is not followed.
    fn column(&mut self, at: Path, of: &str, column: &Value) {
        let text = column.as_str().unwrap_or_default();
        let is_path = text.contains(['.', '#']) && !has_prefix(text);
        let is_scorecard = || self.resources.children(SCORECARD, of).contains_key(text) || self.is_of_group(of, text);
        if !text.is_empty() && !text.contains("{{") && !is_path && !is_scorecard() {
            self.property(at, of, text);
        }
    }

    /// Adds the blueprint that a widget or a line shows, and the properties that it shows and filters by.
    fn shown(&mut self, at: &Path, body: &Value) {
        let of = ["blueprint", "blueprintIdentifier"].into_iter().find_map(|field| Some((field, stated(body, field)?)));
        if let Some((field, of)) = of {
            self.resource(at.child(field), blueprint::NAME, of);
            for field in ["property", "propertyIdentifier", "measureTimeBy"] {
                if let Some(text) = stated(body, field) {
                    self.property(at.child(field), of, text);
                }
            }
            for (at, field) in elements(at, body, "excludedFields") {
                // Fields without a prefix are those that every entity has.
                if let Some(text) = field.as_str().filter(|text| has_prefix(text)) {
                    self.property(at, of, text);
                }
            }
        }
        let dataset = body.get("dataset").unwrap_or(&Value::Null);
        self.compared(&at.child("dataset"), dataset, of.map(|(_, of)| of));
    }

    fn property(&mut self, at: Path, of: &str, text: &str) {
        let blueprint = of.to_owned();
        let mut found = Vec::new();
        match WidgetProperty::of(text) {
            WidgetProperty::Member { sections, name, part } => {
                found.push((part, Requirement::Member { blueprint, sections, name: name.to_owned() }));
            }
            WidgetProperty::Scorecard { identifier, part, .. } if self.is_of_group(of, identifier) => {
                found.push((part, Requirement::Resource { kind: GROUP, identifier: identifier.to_owned() }));
            }
            WidgetProperty::Scorecard { identifier, part, rule } => {
                let scorecard = |rule| Requirement::Scorecard {
                    blueprint: blueprint.clone(),
                    identifier: identifier.to_owned(),
                    rule,
                };
                found.push((part, scorecard(None)));
                found.extend(rule.map(|(rule, part)| (part, scorecard(Some(rule.to_owned())))));
            }
        }
        let reference = |(part, need)| Reference { at: at.clone(), part: Some(part), role: Role::WidgetProperty, need };
        self.references.extend(found.into_iter().map(reference));
    }

    /// Whether a group of this identifier makes a scorecard of the blueprint.
    fn is_of_group(&self, of: &str, identifier: &str) -> bool {
        let group = self.resources.existence(GROUP, identifier).body().unwrap_or(&Value::Null);
        let lists = |listed: &Value| listed.as_array().is_some_and(|listed| listed.iter().any(|one| one == of));
        group.get("blueprints").is_some_and(lists) || group.get("scorecards").is_some_and(|own| own.get(of).is_some())
    }

    /// Adds what the rules of a query compare. A rule on `$blueprint` names the blueprint of the entities that it selects.
    fn compared(&mut self, at: &Path, query: &Value, of: Option<&str>) {
        for (place, name) in compared_properties(at, query) {
            if name == "$blueprint" {
                self.selected(&place, at, query);
            }
            // A rule may read through a relation. Such a path is not followed.
            let Some(of) = of.filter(|_| !name.contains(['.', '#'])) else { continue };
            let need = Requirement::Member { blueprint: of.to_owned(), sections: SECTIONS, name: name.to_owned() };
            self.references.push(Reference { at: place, part: None, role: Role::WidgetProperty, need });
        }
    }

    fn selected(&mut self, property: &Path, query_at: &Path, query: &Value) {
        let inside = Path(property.0[query_at.0.len()..property.0.len() - 1].to_vec());
        let Some(rule) = inside.find(query).filter(|rule| rule.get("operator").is_some_and(|word| word == "=")) else {
            return;
        };
        if let Some(of) = stated(rule, "value") {
            self.resource(property.first(property.0.len() - 1).child("value"), blueprint::NAME, of);
        }
    }
}
