//! The walk through an entity's properties and relations: each value is judged once, here, so that one mistake is one
//! finding, and the rules put it into words.

use crate::kind::blueprint::KIND;
use crate::kind::identifier::is_identifier;
use crate::lint::port::entity::Entity;
use crate::lint::port::query;
use crate::lint::port::run::MOST;
use crate::lint::port::strange::{Section, Strange, What};
use crate::lint::port::text::{Marks, is_jq, odd_character, placeholder};
use crate::model::catalog::{Blueprint, Property};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Content, Node, Style};

/// Everything strange in an entity.
pub(super) fn strangers<'d>(entity: &Entity<'d>, marks: Marks) -> Vec<Strange<'d>> {
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
    found: Vec<Strange<'d>>,
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
        let mut strange = Strange {
            section: Section::Properties,
            key,
            value,
            is_whole: true,
            at: key.span(),
            property: self.known.and_then(|blueprint| blueprint.properties.get(name)),
            relation: None,
            what: What::Unknown,
        };
        if strange.property.is_none()
            && let Some(what) = self.of_name(name, value)
        {
            strange.what = what;
            return self.found.push(strange);
        }
        strange.at = value.span();
        if value.is_null() {
            let required = self.known.is_some_and(|blueprint| blueprint.required.iter().any(|one| one == name));
            strange.what = if required { What::NullRequired } else { What::Cleared };
            return self.found.push(strange);
        }
        let before = self.found.len();
        match value.is_list() {
            true => value.items().take(MOST).for_each(|item| {
                self.text(&Strange { value: item, is_whole: false, at: item.span(), ..strange.clone() })
            }),
            false => self.text(&strange),
        }
        if self.found.len() == before {
            self.value(strange);
        }
    }

    /// What is wrong with a name that is no property.
    fn of_name(&self, name: &str, value: Node<'d>) -> Option<What<'d>> {
        if odd_character(name).is_some() {
            return Some(What::OddKey);
        }
        if matches!(name, "relations" | "properties") && (value.is_map() || value.is_null()) {
            return Some(What::TooDeep);
        }
        let blueprint = self.known?;
        if let Some(computed) = blueprint.computed(name) {
            return Some(What::Computed(computed));
        }
        if blueprint.relations.get(name).is_some() {
            return Some(What::OtherSection);
        }
        if !blueprint.properties.are_all {
            return None;
        }
        Some(if FIELDS.contains(&name) { What::TooDeep } else { What::Unknown })
    }

    /// What a text gives away.
    fn text(&mut self, at: &Strange<'d>) {
        let Some(text) = at.value.as_str() else { return };
        let is_prose = at.property.is_some_and(Property::is_prose);
        let what = if self.marks.placeholder
            && !is_prose
            && let Some(placeholder) = placeholder(text)
        {
            What::Placeholder(placeholder)
        } else if self.marks.sample && text == "related_entity_identifier" {
            What::Sample
        } else if self.marks.file && text.starts_with("file://") {
            What::File(text)
        } else if text.starts_with('.')
            && at.value.style() == Style::Plain
            && is_jq(text)
            && !accepts(at.property, text)
        {
            What::Jq
        } else {
            return;
        };
        self.found.push(Strange { what, ..at.clone() });
    }

    fn value(&mut self, strange: Strange<'d>) {
        let Some(property) = strange.property else { return };
        let violations = property.violations(strange.value);
        if violations.is_empty() {
            return;
        }
        if property.is_list() && !strange.value.is_list() {
            return self.found.push(Strange { what: What::NotAList, ..strange });
        }
        let is_one = matches!(property.sort.as_deref(), Some("string" | "number" | "boolean"));
        if is_one && strange.value.is_list() {
            return self.found.push(Strange { what: What::NotOne, ..strange });
        }
        for violation in violations.into_iter().take(MOST) {
            let is_date = matches!(&violation.fault, ViolationKind::Format { format } if format == "date-time" || format == "timer");
            let node = strange.value.find(&violation.path).unwrap_or(strange.value);
            let unexpected = matches!(violation.fault, ViolationKind::Unexpected { .. } | ViolationKind::Name { .. });
            let at = if unexpected { violation.key.unwrap_or(violation.value) } else { violation.value };
            let what = match is_date && node.as_str().is_some_and(is_bare_date) {
                true => What::BareDate,
                false => What::Refused(violation.fault, violation.path),
            };
            self.found.push(Strange { value: node, at, what, ..strange.clone() });
        }
    }

    fn relation(&mut self, key: Node<'d>, value: Node<'d>) {
        let name = key.key_text();
        let mut strange = Strange {
            section: Section::Relations,
            key,
            value,
            is_whole: true,
            at: key.span(),
            property: None,
            relation: self.known.and_then(|blueprint| blueprint.relations.get(name)),
            what: What::Unknown,
        };
        if odd_character(name).is_some() {
            strange.what = What::OddKey;
            return self.found.push(strange);
        }
        if let Some(blueprint) = self.known.filter(|_| strange.relation.is_none()) {
            if blueprint.properties.get(name).is_some() {
                strange.what = What::OtherSection;
                return self.found.push(strange);
            }
            if blueprint.relations.are_all {
                return self.found.push(strange);
            }
        }
        strange.at = value.span();
        match value.kind() {
            Content::Null if strange.relation.is_some_and(|relation| relation.required) => {
                strange.what = What::NullRequired;
                self.found.push(strange);
            }
            Content::Null => {
                strange.what = What::Cleared;
                self.found.push(strange);
            }
            Content::Mapping(_) => {
                let mistakes = query::mistakes(value);
                let found = mistakes.into_iter().map(|mistake| Strange {
                    at: mistake.at,
                    what: What::Query(mistake),
                    ..strange.clone()
                });
                self.found.extend(found);
            }
            Content::Sequence(items) => {
                if strange.relation.is_some_and(|relation| !relation.many) {
                    strange.at = key.span();
                    strange.what = What::NotOne;
                    return self.found.push(strange);
                }
                for item in items.take(MOST) {
                    self.related(Strange { value: item, is_whole: false, at: item.span(), ..strange.clone() });
                }
            }
            Content::Bool(_) | Content::Number(_) | Content::String(_) => {
                let before = self.found.len();
                let is_many = strange.relation.is_some_and(|relation| relation.many);
                self.related(strange.clone());
                if is_many && self.found.len() == before {
                    strange.what = What::NotAList;
                    self.found.push(strange);
                }
            }
        }
    }

    /// A value that should be an entity's identifier.
    fn related(&mut self, strange: Strange<'d>) {
        let before = self.found.len();
        self.text(&strange);
        let is_good = strange.value.as_str().is_some_and(is_identifier);
        if self.found.len() == before && !is_good {
            self.found.push(Strange { what: What::NoIdentifier, ..strange });
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
