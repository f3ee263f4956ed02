//! The walk through an entity's properties and relations. Each value is checked once, here, so that one mistake is one
//! finding. The rules only report the anomalies.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::blueprint::KIND;
use crate::kind::identifier::is_identifier;
use crate::lint::context::Context;
use crate::lint::port::anomaly::{Anomaly, AnomalyKind, Detail};
use crate::lint::port::field::Field;
use crate::lint::port::query::search_mistakes;
use crate::lint::port::section::Section;
use crate::lint::port::target::{self, ResolvedTarget};
use crate::lint::port::text::{Marks, is_jq, placeholder, unusual_character};
use crate::model::catalog::{Blueprint, Property};
use crate::yaml::format::respelt_url;
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Content, Node, Style};

pub(super) fn anomalies<'d>(
    [properties, relations]: [Option<Field<'d>>; 2],
    known: Option<&'d Blueprint>,
    marks: Marks,
    context: &Context<'_>,
) -> Vec<Anomaly<'d>> {
    let mut walk = Walk { known, marks, context, targets: Vec::new(), found: Vec::new() };
    let entries = |field: Option<Field<'d>>| field.into_iter().flat_map(|field| field.value.entries());
    let properties = entries(properties).map(|entry| (Section::Properties, entry));
    let relations = entries(relations).map(|entry| (Section::Relations, entry));
    for (section, (key, value)) in properties.chain(relations) {
        walk.member(section, key, value);
    }
    walk.found
}

/// Returns whether a map may be meant as a search, and not as an entity or a list of identifiers.
fn is_search(map: Node<'_>) -> bool {
    let is_query_key = |name: &str| {
        const KEYS: [&str; 4] = ["combinator", "rules", "operator", "conditions"];
        KEYS.contains(&name) || closest(name, KEYS).is_some()
    };
    map.get("rules").is_some()
        || map.get("identifier").is_none() && map.entries().any(|(key, _)| is_query_key(key.key_text()))
}

struct Walk<'d, 'c> {
    known: Option<&'d Blueprint>,
    marks: Marks,
    context: &'c Context<'c>,
    /// The resolved `file://` texts, so that each file is opened once.
    targets: Vec<(&'d str, ResolvedTarget)>,
    found: Vec<Anomaly<'d>>,
}

/// Keys of an entity that can also be names of properties.
const FIELDS: &[&str] = &["identifier", KIND.name, "title", "icon", "team"];

impl<'d> Walk<'d, '_> {
    fn push(&mut self, kind: AnomalyKind, anomaly: Anomaly<'d>) {
        self.found.push(Anomaly { kind, ..anomaly });
    }

    fn member(&mut self, section: Section, key: Node<'d>, value: Node<'d>) {
        let (name, at) = (key.key_text(), key.span());
        let (kind, property, relation) = match section {
            // Port's GitHub app writes this one itself.
            Section::Properties if name == "gitopsMetadata" => return,
            Section::Properties => {
                (AnomalyKind::UnknownProperty, self.known.and_then(|known| known.properties.get(name)), None)
            }
            Section::Relations => {
                (AnomalyKind::UnknownRelation, None, self.known.and_then(|known| known.relations.get(name)))
            }
        };
        let detail = Detail::None;
        let anomaly = Anomaly { kind, section, key, value, is_whole: true, at, property, relation, detail };
        match section {
            Section::Properties => self.property(anomaly),
            Section::Relations => self.relation(anomaly),
        }
    }

    fn property(&mut self, mut anomaly: Anomaly<'d>) {
        let (name, value) = (anomaly.name(), anomaly.value);
        if anomaly.property.is_none()
            && let Some((kind, detail)) = self.of_name(name, value)
        {
            return self.found.push(Anomaly { kind, detail, ..anomaly });
        }
        anomaly.at = value.span();
        if value.is_null() {
            let required = self.known.is_some_and(|blueprint| blueprint.required.iter().any(|one| one == name));
            return self.push(if required { AnomalyKind::NullRequired } else { AnomalyKind::Cleared }, anomaly);
        }
        let before = self.found.len();
        match value.is_list() {
            true => value.items().for_each(|item| {
                self.text(&Anomaly { value: item, is_whole: false, at: item.span(), ..anomaly.clone() })
            }),
            false => self.text(&anomaly),
        }
        if self.found.len() == before {
            self.value(anomaly);
        }
    }

    /// Returns the anomaly of a name that is not a property.
    fn of_name(&self, name: &str, value: Node<'d>) -> Option<(AnomalyKind, Detail<'d>)> {
        let only = |kind| Some((kind, Detail::None));
        if unusual_character(name).is_some() {
            return only(AnomalyKind::InvisibleCharacter);
        }
        if matches!(name, "relations" | "properties") && (value.is_map() || value.is_null()) {
            return only(AnomalyKind::TooDeep);
        }
        let blueprint = self.known?;
        if let Some(computed) = blueprint.computed(name) {
            return Some((AnomalyKind::Computed, Detail::Computed(computed)));
        }
        if blueprint.relations.get(name).is_some() {
            return only(AnomalyKind::WrongSection);
        }
        if !blueprint.properties.is_complete {
            return None;
        }
        only(if FIELDS.contains(&name) { AnomalyKind::TooDeep } else { AnomalyKind::UnknownProperty })
    }

    /// Adds the anomaly of a text, such as a placeholder, jq or `file://`.
    fn text(&mut self, at: &Anomaly<'d>) {
        let Some(text) = at.value.as_str() else { return };
        let is_prose = at.property.is_some_and(Property::is_prose);
        let (kind, detail) = if self.marks.placeholder
            && !is_prose
            && let Some(placeholder) = placeholder(text)
        {
            (AnomalyKind::Placeholder, Detail::Placeholder(placeholder))
        } else if self.marks.sample && text == "related_entity_identifier" {
            (AnomalyKind::Sample, Detail::None)
        } else if self.marks.file && text.starts_with("file://") {
            self.file(text, at)
        } else if text.starts_with('.')
            && at.value.style() == Style::Plain
            && is_jq(text)
            && !accepts(at.property, text)
        {
            (AnomalyKind::Jq, Detail::None)
        } else if at.property.is_some_and(Property::is_url) && respelt_url(text).is_some() {
            let fault = ViolationKind::Format { format: "url".to_owned() };
            (AnomalyKind::WrongFormat, Detail::Violation(fault, Path::root()))
        } else {
            return;
        };
        self.found.push(Anomaly { kind, detail, ..at.clone() });
    }

    fn file(&mut self, text: &'d str, at: &Anomaly<'d>) -> (AnomalyKind, Detail<'d>) {
        if !self.context.provider.reads(at.section, at.is_whole) {
            return (AnomalyKind::FileNotRead, Detail::None);
        }
        let target = match self.targets.iter().find(|(known, _)| *known == text) {
            Some((_, target)) => target.clone(),
            None => {
                let target = target::resolve(text, &at.key.tree().file().name, self.context);
                self.targets.push((text, target.clone()));
                target
            }
        };
        let kind = match &target {
            ResolvedTarget::Outside => AnomalyKind::FileOutside,
            ResolvedTarget::Missing(_) => AnomalyKind::FileMissing,
            ResolvedTarget::UnderOtherBase(..) => AnomalyKind::FileElsewhere,
            ResolvedTarget::Found(file) if file.bytes > target::MAX_BYTES || !file.is_text => AnomalyKind::FileUnusable,
            ResolvedTarget::Found(_) | ResolvedTarget::Unknown => AnomalyKind::FileFound,
        };
        (kind, Detail::File(target))
    }

    fn value(&mut self, anomaly: Anomaly<'d>) {
        let Some(property) = anomaly.property else { return };
        let violations = property.violations(anomaly.value);
        if violations.is_empty() {
            return;
        }
        if property.is_list() && !anomaly.value.is_list() {
            return self.push(AnomalyKind::PropertyNotAList, anomaly);
        }
        let is_one = matches!(property.type_name.as_deref(), Some("string" | "number" | "boolean"));
        if is_one && anomaly.value.is_list() {
            return self.push(AnomalyKind::PropertyNotSingle, anomaly);
        }
        for violation in violations.into_iter() {
            let is_date = matches!(&violation.fault, ViolationKind::Format { format } if format == "date-time" || format == "timer");
            let node = anomaly.value.find(&violation.path).unwrap_or(anomaly.value);
            let unexpected = matches!(violation.fault, ViolationKind::Unexpected { .. } | ViolationKind::Name { .. });
            let at = if unexpected { violation.key.unwrap_or(violation.value) } else { violation.value };
            let kind = match violation.fault {
                _ if is_date && node.as_str().is_some_and(is_bare_date) => AnomalyKind::BareDate,
                ViolationKind::Type { .. } => AnomalyKind::WrongType,
                ViolationKind::Options { .. } => AnomalyKind::NotAnOption,
                ViolationKind::Format { .. } => AnomalyKind::WrongFormat,
                _ => AnomalyKind::BrokenConstraint,
            };
            let detail = Detail::Violation(violation.fault, violation.path);
            self.found.push(Anomaly { kind, value: node, at, detail, ..anomaly.clone() });
        }
    }

    fn relation(&mut self, mut anomaly: Anomaly<'d>) {
        let name = anomaly.name();
        if unusual_character(name).is_some() {
            return self.push(AnomalyKind::InvisibleCharacter, anomaly);
        }
        if let Some(blueprint) = self.known.filter(|_| anomaly.relation.is_none()) {
            if blueprint.properties.get(name).is_some() {
                return self.push(AnomalyKind::WrongSection, anomaly);
            }
            if blueprint.relations.is_complete {
                return self.found.push(anomaly);
            }
        }
        anomaly.at = anomaly.value.span();
        self.relation_value(anomaly);
    }

    fn relation_value(&mut self, mut anomaly: Anomaly<'d>) {
        let value = anomaly.value;
        match value.kind() {
            Content::Null => {
                let required = anomaly.relation.is_some_and(|relation| relation.required);
                self.push(if required { AnomalyKind::NullRequired } else { AnomalyKind::Cleared }, anomaly);
            }
            Content::Mapping(_) if !is_search(value) => {
                self.push(AnomalyKind::NotAnIdentifier, anomaly);
            }
            Content::Mapping(_) => {
                let mistakes = search_mistakes(value);
                let found = mistakes.into_iter().map(|mistake| Anomaly {
                    kind: AnomalyKind::BadSearch,
                    at: value.tree().locate(value.id(), &mistake.at).value,
                    detail: Detail::Search(mistake),
                    ..anomaly.clone()
                });
                self.found.extend(found);
            }
            Content::Sequence(items) => {
                if anomaly.relation.is_some_and(|relation| relation.many == Some(false)) {
                    anomaly.at = anomaly.key.span();
                    return self.push(AnomalyKind::RelationNotSingle, anomaly);
                }
                for item in items {
                    self.related(Anomaly { value: item, is_whole: false, at: item.span(), ..anomaly.clone() });
                }
            }
            Content::Bool(_) | Content::Number(_) | Content::String(_) => {
                let before = self.found.len();
                let is_many = anomaly.relation.is_some_and(|relation| relation.many == Some(true));
                self.related(anomaly.clone());
                if is_many && self.found.len() == before {
                    self.push(AnomalyKind::RelationNotAList, anomaly);
                }
            }
        }
    }

    fn related(&mut self, anomaly: Anomaly<'d>) {
        let before = self.found.len();
        self.text(&anomaly);
        let is_good = anomaly.value.as_str().is_some_and(is_identifier);
        if self.found.len() == before && !is_good {
            self.push(AnomalyKind::NotAnIdentifier, anomaly);
        }
    }
}

/// Returns whether the property has this text as an option.
fn accepts(property: Option<&Property>, text: &str) -> bool {
    property.is_some_and(|property| property.options.iter().any(|option| option == text))
}

/// `2024-01-02`.
fn is_bare_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && digits(0..4) && digits(5..7) && digits(8..10)
}
