//! One entity as its file states it.

use crate::ground::source::{Place, Span};
use crate::kind::blueprint::KIND;
use crate::lint::port::anomaly::Anomaly;
use crate::lint::port::run::{Lint, MOST};
use crate::lint::port::text::{Marks, is_sample};
use crate::lint::port::walk::anomalies;
use crate::model::catalog::Blueprint;
use crate::yaml::tree::Node;

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Field<'d> {
    /// The key.
    pub key: Node<'d>,
    /// The value.
    pub value: Node<'d>,
}

/// An entity.
#[derive(Debug)]
pub struct Entity<'d> {
    /// The map that it is.
    pub node: Node<'d>,
    /// `identifier`.
    pub identifier: Option<Field<'d>>,
    /// `title`.
    pub title: Option<Field<'d>>,
    /// `blueprint`.
    pub blueprint: Option<Field<'d>>,
    /// `icon`.
    pub icon: Option<Field<'d>>,
    /// `team`.
    pub team: Option<Field<'d>>,
    /// `properties`.
    pub properties: Option<Field<'d>>,
    /// `relations`.
    pub relations: Option<Field<'d>>,
    /// Keys that Port does not know.
    pub others: Vec<Field<'d>>,
    /// The blueprint, where it is known.
    pub known: Option<&'d Blueprint>,
    /// Whether it is the sample that Port's page offers, so that nothing in it was meant.
    pub is_sample: bool,
    /// What is not as it should be among properties and relations, at most one thing for each value.
    pub anomalies: Vec<Anomaly<'d>>,
}

impl<'d> Entity<'d> {
    pub(super) fn of(node: Node<'d>, lint: &'d Lint<'_>, marks: Marks) -> Self {
        let mut entity = Self {
            node,
            identifier: None,
            title: None,
            blueprint: None,
            icon: None,
            team: None,
            properties: None,
            relations: None,
            others: Vec::new(),
            known: None,
            is_sample: false,
            anomalies: Vec::new(),
        };
        for (key, value) in node.entries() {
            let field = Field { key, value };
            match key.key_text() {
                "identifier" => entity.identifier = Some(field),
                "title" => entity.title = Some(field),
                "icon" => entity.icon = Some(field),
                "team" => entity.team = Some(field),
                "properties" => entity.properties = Some(field),
                "relations" => entity.relations = Some(field),
                // An entity says of which blueprint it is under the kind's own name.
                name if name == KIND.name => entity.blueprint = Some(field),
                _ if entity.others.len() < MOST => entity.others.push(field),
                _ => {}
            }
        }
        entity.is_sample = marks.sample && is_sample(entity.identifier, entity.title);
        let named = entity.blueprint.and_then(|field| field.value.as_str());
        entity.known = lint.catalog.zip(named).and_then(|(catalog, named)| catalog.blueprint(named));
        if !entity.is_sample {
            entity.anomalies = anomalies(&entity, marks);
        }
        entity
    }

    /// Where the entity starts: its first key, which is where a reader's eye goes.
    pub fn start(&self) -> Place {
        let span = match self.node.entries().next() {
            Some((key, _)) if !self.node.is_alias() => key.span(),
            _ => Span { end: self.node.span().start, ..self.node.span() },
        };
        Place::new(self.node.tree().file(), span)
    }

    /// "entity `billing`", or "this entity" where it has no name.
    pub fn named(&self) -> String {
        match self.name() {
            Some(name) => format!("entity `{name}`"),
            None => "this entity".to_owned(),
        }
    }

    /// Its identifier, if that is a text.
    pub fn name(&self) -> Option<&'d str> {
        self.identifier.and_then(|field| field.value.as_str())
    }
}
