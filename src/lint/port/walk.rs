//! The walk through an entity's properties and relations: each value is judged once, here, so that one mistake is one
//! finding, and the rules put it into words.

use crate::kind::blueprint::KIND;
use crate::kind::identifier::is_identifier;
use crate::lint::port::anomaly::{Anomaly, AnomalyKind, Section};
use crate::lint::port::entity::Entity;
use crate::lint::port::query;
use crate::lint::port::run::MOST;
use crate::lint::port::text::{Marks, is_jq, odd_character, placeholder};
use crate::model::catalog::{Blueprint, Property};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Content, Node, Style};

/// Everything strange in an entity.
pub(super) fn anomalies<'d>(entity: &Entity<'d>, marks: Marks) -> Vec<Anomaly<'d>> {
    let mut walk = Walk { known: entity.known, marks, found: Vec::new() };
    for (key, value) in entity.properties.iter().flat_map(|field| field.value.entries()) {
        walk.property(key, value);
        if walk.found.len() > MOST {
            return walk.found;
        }
    }
    for (key, value) in entity.relations.iter().flat_map(|field| field.value.entries()) {
        walk.relation(key, value);
        if walk.found.len() > MOST {
            break;
        }
    }
    walk.found
}

struct Walk<'d> {
    known: Option<&'d Blueprint>,
    marks: Marks,
    found: Vec<Anomaly<'d>>,
}

/// Keys of an entity that may be a property's name as well.
const FIELDS: &[&str] = &["identifier", KIND.name, "title", "icon", "team"];

impl<'d> Walk<'d> {
    fn property(&mut self, key: Node<'d>, value: Node<'d>) {
        let name = key.key_text();
        // Port's GitHub app writes this one itself.
        if name == "gitopsMetadata" {
            return;
        }
        let mut anomaly = Anomaly {
            section: Section::Properties,
            key,
            value,
            is_whole: true,
            at: key.span(),
            property: self.known.and_then(|blueprint| blueprint.properties.get(name)),
            relation: None,
            what: AnomalyKind::Unknown,
        };
        if anomaly.property.is_none()
            && let Some(what) = self.of_name(name, value)
        {
            anomaly.what = what;
            return self.found.push(anomaly);
        }
        anomaly.at = value.span();
        if value.is_null() {
            let required = self.known.is_some_and(|blueprint| blueprint.required.iter().any(|one| one == name));
            anomaly.what = if required { AnomalyKind::NullRequired } else { AnomalyKind::Cleared };
            return self.found.push(anomaly);
        }
        let before = self.found.len();
        match value.is_list() {
            true => value.items().take(MOST).for_each(|item| {
                self.text(&Anomaly { value: item, is_whole: false, at: item.span(), ..anomaly.clone() })
            }),
            false => self.text(&anomaly),
        }
        if self.found.len() == before {
            self.value(anomaly);
        }
    }

    /// What is wrong with a name that is no property.
    fn of_name(&self, name: &str, value: Node<'d>) -> Option<AnomalyKind<'d>> {
        if odd_character(name).is_some() {
            return Some(AnomalyKind::OddKey);
        }
        if matches!(name, "relations" | "properties") && (value.is_map() || value.is_null()) {
            return Some(AnomalyKind::TooDeep);
        }
        let blueprint = self.known?;
        if let Some(computed) = blueprint.computed(name) {
            return Some(AnomalyKind::Computed(computed));
        }
        if blueprint.relations.get(name).is_some() {
            return Some(AnomalyKind::OtherSection);
        }
        if !blueprint.properties.is_complete {
            return None;
        }
        Some(if FIELDS.contains(&name) { AnomalyKind::TooDeep } else { AnomalyKind::Unknown })
    }

    /// What a text gives away.
    fn text(&mut self, at: &Anomaly<'d>) {
        let Some(text) = at.value.as_str() else { return };
        let is_prose = at.property.is_some_and(Property::is_prose);
        let what = if self.marks.placeholder
            && !is_prose
            && let Some(placeholder) = placeholder(text)
        {
            AnomalyKind::Placeholder(placeholder)
        } else if self.marks.sample && text == "related_entity_identifier" {
            AnomalyKind::Sample
        } else if self.marks.file && text.starts_with("file://") {
            AnomalyKind::File(text)
        } else if text.starts_with('.')
            && at.value.style() == Style::Plain
            && is_jq(text)
            && !accepts(at.property, text)
        {
            AnomalyKind::Jq
        } else {
            return;
        };
        self.found.push(Anomaly { what, ..at.clone() });
    }

    fn value(&mut self, anomaly: Anomaly<'d>) {
        let Some(property) = anomaly.property else { return };
        let violations = property.violations(anomaly.value);
        if violations.is_empty() {
            return;
        }
        if property.is_list() && !anomaly.value.is_list() {
            return self.found.push(Anomaly { what: AnomalyKind::NotAList, ..anomaly });
        }
        let is_one = matches!(property.sort.as_deref(), Some("string" | "number" | "boolean"));
        if is_one && anomaly.value.is_list() {
            return self.found.push(Anomaly { what: AnomalyKind::NotOne, ..anomaly });
        }
        for violation in violations.into_iter().take(MOST) {
            let is_date = matches!(&violation.fault, ViolationKind::Format { format } if format == "date-time" || format == "timer");
            let node = anomaly.value.find(&violation.path).unwrap_or(anomaly.value);
            let unexpected = matches!(violation.fault, ViolationKind::Unexpected { .. } | ViolationKind::Name { .. });
            let at = if unexpected { violation.key.unwrap_or(violation.value) } else { violation.value };
            let what = match is_date && node.as_str().is_some_and(is_bare_date) {
                true => AnomalyKind::BareDate,
                false => AnomalyKind::Refused(violation.fault, violation.path),
            };
            self.found.push(Anomaly { value: node, at, what, ..anomaly.clone() });
        }
    }

    fn relation(&mut self, key: Node<'d>, value: Node<'d>) {
        let name = key.key_text();
        let mut anomaly = Anomaly {
            section: Section::Relations,
            key,
            value,
            is_whole: true,
            at: key.span(),
            property: None,
            relation: self.known.and_then(|blueprint| blueprint.relations.get(name)),
            what: AnomalyKind::Unknown,
        };
        if odd_character(name).is_some() {
            anomaly.what = AnomalyKind::OddKey;
            return self.found.push(anomaly);
        }
        if let Some(blueprint) = self.known.filter(|_| anomaly.relation.is_none()) {
            if blueprint.properties.get(name).is_some() {
                anomaly.what = AnomalyKind::OtherSection;
                return self.found.push(anomaly);
            }
            if blueprint.relations.is_complete {
                return self.found.push(anomaly);
            }
        }
        anomaly.at = value.span();
        match value.kind() {
            Content::Null if anomaly.relation.is_some_and(|relation| relation.required) => {
                anomaly.what = AnomalyKind::NullRequired;
                self.found.push(anomaly);
            }
            Content::Null => {
                anomaly.what = AnomalyKind::Cleared;
                self.found.push(anomaly);
            }
            Content::Mapping(_) => {
                let mistakes = query::mistakes(value);
                let found = mistakes.into_iter().map(|mistake| Anomaly {
                    at: mistake.at,
                    what: AnomalyKind::Query(mistake),
                    ..anomaly.clone()
                });
                self.found.extend(found);
            }
            Content::Sequence(items) => {
                if anomaly.relation.is_some_and(|relation| !relation.many) {
                    anomaly.at = key.span();
                    anomaly.what = AnomalyKind::NotOne;
                    return self.found.push(anomaly);
                }
                for item in items.take(MOST) {
                    self.related(Anomaly { value: item, is_whole: false, at: item.span(), ..anomaly.clone() });
                }
            }
            Content::Bool(_) | Content::Number(_) | Content::String(_) => {
                let before = self.found.len();
                let is_many = anomaly.relation.is_some_and(|relation| relation.many);
                self.related(anomaly.clone());
                if is_many && self.found.len() == before {
                    anomaly.what = AnomalyKind::NotAList;
                    self.found.push(anomaly);
                }
            }
        }
    }

    /// A value that should be an entity's identifier.
    fn related(&mut self, anomaly: Anomaly<'d>) {
        let before = self.found.len();
        self.text(&anomaly);
        let is_good = anomaly.value.as_str().is_some_and(is_identifier);
        if self.found.len() == before && !is_good {
            self.found.push(Anomaly { what: AnomalyKind::NoIdentifier, ..anomaly });
        }
    }
}

/// Whether a closed set of texts holds this one.
fn accepts(property: Option<&Property>, text: &str) -> bool {
    property.is_some_and(|property| property.options.iter().any(|option| option == text))
}

/// `2024-01-02`.
fn is_bare_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && digits(0..4) && digits(5..7) && digits(8..10)
}
