//! One entity as its file states it.

use std::cell::OnceCell;

use crate::ground::source::{Location, Span};
use crate::kind::blueprint::KIND;
use crate::lint::context::Context;
use crate::lint::port::anomaly::Anomaly;
use crate::lint::port::field::Field;
use crate::lint::port::limit::MAX_FINDINGS_PER_FILE;
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
    /// Keys that Port does not know.
    pub others: Vec<Field<'d>>,
    /// The blueprint, where it is known.
    pub known: Option<&'d Blueprint>,
    /// Whether it is the sample that Port's page offers, so that nothing in it was meant.
    pub is_sample: bool,
    /// What is not as it should be among properties and relations, at most one thing for each value.
    pub anomalies: Vec<Anomaly<'d>>,
    unset: [OnceCell<Vec<&'d str>>; 2],
}

/// The keys that Port knows. An entity names its blueprint under the kind's own name.
const KEYS: [&str; 7] = ["identifier", "title", "icon", "team", "properties", "relations", KIND.name];

impl<'d> Entity<'d> {
    pub(in crate::lint) fn of(node: Node<'d>, context: &'d Context<'_>, marks: Marks) -> Self {
        let fields = || node.entries().map(|(key, value)| Field { key, value });
        let field = |name: &str| fields().filter(|field| field.key.key_text() == name).last();
        let (identifier, title, icon, team) = (field("identifier"), field("title"), field("icon"), field("team"));
        let (blueprint, properties, relations) = (field(KIND.name), field("properties"), field("relations"));
        let others =
            fields().filter(|field| !KEYS.contains(&field.key.key_text())).take(MAX_FINDINGS_PER_FILE).collect();
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
        }
    }

    pub(crate) fn section(&self, section: Section) -> Option<Field<'d>> {
        match section {
            Section::Properties => self.properties,
            Section::Relations => self.relations,
        }
    }

    /// What the blueprint has in a section and the entity does not set; nothing where the blueprint is not known.
    pub(crate) fn unset(&self, section: Section) -> &[&'d str] {
        let stated = self.section(section);
        let is_unset = |name: &&str| stated.is_none_or(|stated| stated.value.get(name).is_none());
        let names = || self.known.map(|known| section.names(known).into_iter().filter(is_unset).collect());
        self.unset[section as usize].get_or_init(|| names().unwrap_or_default())
    }

    /// Where the entity starts: its first key, which is where a reader's eye goes.
    pub(crate) fn start(&self) -> Location {
        let span = match self.node.entries().next() {
            Some((key, _)) if !self.node.is_alias() => key.span(),
            _ => Span { end: self.node.span().start, ..self.node.span() },
        };
        Location::new(self.node.tree().file(), span)
    }

    /// "entity `billing`", or "this entity" where it has no name.
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
