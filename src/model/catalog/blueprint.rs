//! A compiled blueprint: the properties and relations that its entities may and must have.

use crate::ground::path::Path;
use crate::kind::blueprint::{AGGREGATIONS, CALCULATIONS, MIRRORS, PROPERTIES, RELATIONS};
use crate::model::catalog::property::Property;
use serde_json::Value;

/// Named members of a blueprint, sorted by name.
#[derive(Debug)]
pub struct Members<T> {
    members: Vec<(String, T)>,
    /// Whether these are all members, so that others do not exist.
    pub is_complete: bool,
}

impl<T> Members<T> {
    fn compile(body: &Value, section: &[&str], extent: Completeness, compile: impl Fn(&Value) -> T) -> Self {
        let stated = Path::from_keys(section).find(body).and_then(Value::as_object);
        let is_complete = match extent {
            Completeness::Partial => false,
            Completeness::StatedSections => stated.is_some(),
            Completeness::Complete => true,
        };
        let mut members: Vec<_> =
            stated.into_iter().flatten().map(|(name, body)| (name.clone(), compile(body))).collect();
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self { members, is_complete }
    }

    pub fn get(&self, name: &str) -> Option<&T> {
        let at = self.members.binary_search_by(|(member, _)| member.as_str().cmp(name)).ok()?;
        Some(&self.members[at].1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.members.iter().map(|(name, member)| (name.as_str(), member))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.members.iter().map(|(name, _)| name.as_str())
    }
}

/// How complete the body of a blueprint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// It has some members: a file extends the blueprint.
    Partial,
    /// Each section that it has is complete: a file of the model declares the blueprint. It may have other sections in
    /// the portal.
    StatedSections,
    /// It is complete: it comes from a portal.
    Complete,
}

#[derive(Debug)]
pub struct Relation {
    pub target: String,
    /// Whether its value is a list, or `None` if the blueprint says neither, as with `many: "yes"`.
    pub many: Option<bool>,
    pub required: bool,
}

/// How Port computes a property that entities cannot set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// Read through a relation.
    Mirror,
    /// Computed from the entity itself.
    Calculation,
    /// Aggregated over related entities.
    Aggregation,
}

impl Computed {
    pub fn word(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::Calculation => "calculation",
            Self::Aggregation => "aggregation",
        }
    }

    pub fn section(self) -> &'static [&'static str] {
        match self {
            Self::Mirror => MIRRORS,
            Self::Calculation => CALCULATIONS,
            Self::Aggregation => AGGREGATIONS,
        }
    }
}

/// How the owning teams of an entity are determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// By the entity's own `team`.
    Direct,
    /// By a related entity.
    Inherited,
    /// Not at all: `team` has no effect.
    None,
    Unknown,
}

#[derive(Debug)]
pub struct Blueprint {
    pub identifier: String,
    pub properties: Members<Property>,
    pub relations: Members<Relation>,
    /// The properties that entities must set, in the order of the body.
    pub required: Vec<String>,
    pub ownership: Ownership,
    computed: Vec<(Computed, Members<()>)>,
}

impl Blueprint {
    pub fn compile(identifier: &str, body: &Value, extent: Completeness) -> Self {
        let flag = |body: &Value, field: &str| body.get(field).and_then(Value::as_bool).unwrap_or(false);
        let relation = |body: &Value| Relation {
            target: body.get("target").and_then(Value::as_str).unwrap_or_default().to_owned(),
            many: body.get("many").map_or(Some(false), Value::as_bool),
            required: flag(body, "required"),
        };
        let required =
            Path::from_keys(&["schema", "required"]).find(body).and_then(Value::as_array).into_iter().flatten();
        let ownership = match Path::from_keys(&["ownership", "type"]).find(body).and_then(Value::as_str) {
            Some("Direct") => Ownership::Direct,
            Some("Inherited") => Ownership::Inherited,
            None if extent == Completeness::Complete => Ownership::None,
            _ => Ownership::Unknown,
        };
        let computed = [Computed::Mirror, Computed::Calculation, Computed::Aggregation];
        Self {
            identifier: identifier.to_owned(),
            properties: Members::compile(body, PROPERTIES, extent, Property::compile),
            relations: Members::compile(body, RELATIONS, extent, relation),
            required: required.filter_map(Value::as_str).map(str::to_owned).collect(),
            ownership,
            computed: computed
                .into_iter()
                .map(|how| (how, Members::compile(body, how.section(), extent, |_| ())))
                .collect(),
        }
    }

    pub fn computed(&self, name: &str) -> Option<Computed> {
        self.computed.iter().find(|(_, members)| members.get(name).is_some()).map(|(how, _)| *how)
    }
}
