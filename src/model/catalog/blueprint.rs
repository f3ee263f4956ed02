//! One blueprint: what its entities may and must hold.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{AGGREGATIONS, CALCULATIONS, MIRRORS, PROPERTIES, RELATIONS};
use crate::model::catalog::property::Property;

/// Named members of a blueprint, sorted by name.
#[derive(Debug)]
pub struct Members<T> {
    members: Vec<(String, T)>,
    /// Whether these are all, so that others do not exist.
    pub is_complete: bool,
}

impl<T> Members<T> {
    fn of(body: &Value, section: &[&str], extent: Extent, compile: impl Fn(&Value) -> T) -> Self {
        let stated = Path::of(section).find(body).and_then(Value::as_object);
        let is_complete = match extent {
            Extent::Partial => false,
            Extent::StatedSections => stated.is_some(),
            Extent::Complete => true,
        };
        let mut members: Vec<_> =
            stated.into_iter().flatten().map(|(name, body)| (name.clone(), compile(body))).collect();
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self { members, is_complete }
    }

    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<&T> {
        let at = self.members.binary_search_by(|(member, _)| member.as_str().cmp(name)).ok()?;
        Some(&self.members[at].1)
    }

    /// Names and members, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.members.iter().map(|(name, member)| (name.as_str(), member))
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.members.iter().map(|(name, _)| name.as_str())
    }
}

/// How much of a blueprint its body tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Some members; a file adds to what somebody else made.
    Partial,
    /// All of each section that is there; a file of a model leaves the others as they are.
    StatedSections,
    /// All of it; a portal answered so.
    Complete,
}

/// A relation.
#[derive(Debug)]
pub struct Relation {
    /// The blueprint it leads to.
    pub target: String,
    /// Whether an entity may relate to several.
    pub many: bool,
    /// Whether an entity must relate to one.
    pub required: bool,
}

/// How Port computes a property that entities cannot set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// Seen through a relation.
    Mirror,
    /// From the entity itself.
    Calculation,
    /// From related entities.
    Aggregation,
}

impl Computed {
    /// "mirror", "calculation" or "aggregation".
    pub fn word(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::Calculation => "calculation",
            Self::Aggregation => "aggregation",
        }
    }

    /// The section of the blueprint that declares it.
    pub fn section(self) -> &'static [&'static str] {
        match self {
            Self::Mirror => MIRRORS,
            Self::Calculation => CALCULATIONS,
            Self::Aggregation => AGGREGATIONS,
        }
    }
}

/// Who may say which teams own an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The entity itself, by `team`.
    Direct,
    /// A related entity.
    Inherited,
    /// Nobody: `team` means nothing.
    Nobody,
    /// Not known.
    Unknown,
}

/// A blueprint.
#[derive(Debug)]
pub struct Blueprint {
    /// Its identifier.
    pub identifier: String,
    /// Properties that entities set.
    pub properties: Members<Property>,
    /// Relations.
    pub relations: Members<Relation>,
    /// Properties that entities must set, in the order they are stated.
    pub required: Vec<String>,
    /// Who owns its entities.
    pub ownership: Ownership,
    computed: Vec<(Computed, Members<()>)>,
}

impl Blueprint {
    /// A blueprint's body, compiled.
    pub fn compile(identifier: &str, body: &Value, extent: Extent) -> Self {
        let flag = |body: &Value, field: &str| body.get(field).and_then(Value::as_bool).unwrap_or(false);
        let relation = |body: &Value| Relation {
            target: body.get("target").and_then(Value::as_str).unwrap_or_default().to_owned(),
            many: flag(body, "many"),
            required: flag(body, "required"),
        };
        let required = Path::of(&["schema", "required"]).find(body).and_then(Value::as_array).into_iter().flatten();
        let ownership = match Path::of(&["ownership", "type"]).find(body).and_then(Value::as_str) {
            Some("Direct") => Ownership::Direct,
            Some("Inherited") => Ownership::Inherited,
            None if extent == Extent::Complete => Ownership::Nobody,
            _ => Ownership::Unknown,
        };
        let sorts = [Computed::Mirror, Computed::Calculation, Computed::Aggregation];
        Self {
            identifier: identifier.to_owned(),
            properties: Members::of(body, PROPERTIES, extent, Property::compile),
            relations: Members::of(body, RELATIONS, extent, relation),
            required: required.filter_map(Value::as_str).map(str::to_owned).collect(),
            ownership,
            computed: sorts.into_iter().map(|sort| (sort, Members::of(body, sort.section(), extent, |_| ()))).collect(),
        }
    }

    /// How Port computes the property of that name, if it does.
    pub fn computed(&self, name: &str) -> Option<Computed> {
        self.computed.iter().find(|(_, members)| members.get(name).is_some()).map(|(sort, _)| *sort)
    }
}
