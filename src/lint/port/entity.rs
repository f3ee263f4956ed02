//! One entity as declared in its file.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::ground::source::{Location, Span};
use crate::kind::blueprint::KIND;
use crate::lint::context::Context;
use crate::lint::port::anomaly::Anomaly;
use crate::lint::port::field::Field;
use crate::lint::port::section::Section;
use crate::lint::port::text::{Marks, is_sample};
use crate::lint::port::walk::anomalies;
use crate::model::catalog::Blueprint;
use crate::yaml::tree::Node;

#[derive(Debug)]
pub(crate) struct Entity<'d> {
    pub node: Node<'d>,
    pub identifier: Option<Field<'d>>,
    pub title: Option<Field<'d>>,
    pub blueprint: Option<Field<'d>>,
    pub icon: Option<Field<'d>>,
    pub team: Option<Field<'d>>,
    pub properties: Option<Field<'d>>,
    pub relations: Option<Field<'d>>,
    /// Keys that Port does not have.
    pub others: Vec<Field<'d>>,
    /// The blueprint, if it is loaded.
    pub known: Option<&'d Blueprint>,
    /// Whether it is Port's unedited sample, whose values are all placeholders.
    pub is_sample: bool,
    /// The anomalies among its properties and relations, at most one for each value.
    pub anomalies: Vec<Anomaly<'d>>,
    unset: [OnceCell<Vec<&'d str>>; 2],
    /// Where each anomaly is reported, and the value that each is about.
    anomalous: OnceCell<[HashSet<Span>; 2]>,
}

/// The keys that Port has. The key for the blueprint is the kind's name.
const KEYS: [&str; 7] = ["identifier", "title", "icon", "team", "properties", "relations", KIND.name];

impl<'d> Entity<'d> {
    pub(in crate::lint) fn of(node: Node<'d>, context: &'d Context<'_>, marks: Marks) -> Self {
        let fields = || node.entries().map(|(key, value)| Field { key, value });
        let field = |name: &str| fields().filter(|field| field.key.key_text() == name).last();
        let (identifier, title, icon, team) = (field("identifier"), field("title"), field("icon"), field("team"));
        let (blueprint, properties, relations) = (field(KIND.name), field("properties"), field("relations"));
        let others = fields().filter(|field| !KEYS.contains(&field.key.key_text())).collect();
        let is_sample = marks.sample && is_sample(identifier, title);
        let named = blueprint.and_then(|field| field.value.as_str());
        let known = context.catalog.zip(named).and_then(|(catalog, named)| catalog.blueprint(named));
        let anomalies = if is_sample { Vec::new() } else { anomalies([properties, relations], known, marks, context) };
        let unset = Default::default();
        Self {
            node,
            identifier,
            title,
            blueprint,
            icon,
            team,
            properties,
            relations,
            others,
            known,
            is_sample,
            anomalies,
            unset,
            anomalous: OnceCell::new(),
        }
    }

    pub(crate) fn section(&self, section: Section) -> Option<Field<'d>> {
        match section {
            Section::Properties => self.properties,
            Section::Relations => self.relations,
        }
    }

    /// Returns the keys directly after an empty section that belong in it, but are not indented below it.
    pub(crate) fn spilled(&self, section: Section) -> Vec<Field<'d>> {
        let Some(stated) = self.section(section).filter(|stated| stated.value.is_null()) else { return Vec::new() };
        let after = self.node.entries().skip_while(|(key, _)| key.span() != stated.key.span()).skip(1);
        let fields = after.map(|(key, value)| Field { key, value });
        fields.take_while(|field| !KEYS.contains(&field.key.key_text())).collect()
    }

    /// Returns whether a key belongs in the empty section before it.
    pub(crate) fn is_spilled(&self, field: Field<'_>) -> bool {
        let sections = [Section::Properties, Section::Relations].into_iter();
        sections.flat_map(|section| self.spilled(section)).any(|spilled| spilled.key.span() == field.key.span())
    }

    /// Returns the members of a section that the blueprint has and the entity does not set; empty if the blueprint is
    /// not loaded.
    pub(crate) fn unset(&self, section: Section) -> &[&'d str] {
        let stated = self.section(section);
        let is_unset = |name: &&str| stated.is_none_or(|stated| stated.value.get(name).is_none());
        let names = || self.known.map(|known| section.names(known).into_iter().filter(is_unset).collect());
        self.unset[section as usize].get_or_init(|| names().unwrap_or_default())
    }

    /// Whether an anomaly is reported at this place.
    pub(crate) fn has_anomaly_at(&self, at: Span) -> bool {
        !self.anomalies.is_empty() && self.anomalous()[0].contains(&at)
    }

    /// Whether an anomaly is about the value at this location.
    pub(crate) fn has_anomaly_in(&self, value: Span) -> bool {
        !self.anomalies.is_empty() && self.anomalous()[1].contains(&value)
    }

    fn anomalous(&self) -> &[HashSet<Span>; 2] {
        self.anomalous.get_or_init(|| {
            let anomalies = || self.anomalies.iter();
            [anomalies().map(|one| one.at).collect(), anomalies().map(|one| one.value.span()).collect()]
        })
    }

    /// Returns the place of the entity's first key.
    pub(crate) fn start(&self) -> Location {
        let span = match self.node.entries().next() {
            Some((key, _)) if !self.node.is_alias() => key.span(),
            _ => Span { end: self.node.span().start, ..self.node.span() },
        };
        Location::new(self.node.tree().file(), span)
    }

    /// Returns "entity `billing`", or "this entity" if it has no identifier.
    pub(crate) fn named(&self) -> String {
        match self.name() {
            Some(name) => format!("entity `{name}`"),
            None => "this entity".to_owned(),
        }
    }

    pub(crate) fn name(&self) -> Option<&'d str> {
        self.identifier.and_then(|field| field.value.as_str())
    }
}
