//! What one body says must exist elsewhere.

use std::ops::Range;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::connection::Graph;
use crate::kind::blueprint::members::{NAME, RELATIONS_ONLY};
use crate::kind::search::META;

/// One mention of something that must exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The field of the body that mentions it.
    pub at: Path,
    /// Which bytes of that field's text are the mention; none where all of it is.
    pub part: Option<Range<usize>>,
    /// What the mention is for.
    pub role: Role,
    /// What must exist.
    pub need: Requirement,
}

/// What a mention is for. Each is judged by a rule of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The blueprint that a relation leads to.
    RelationTarget,
    /// A step of a mirror property's path, or the property at its end.
    MirrorPath,
    /// The blueprint that an aggregation looks at.
    AggregationTarget,
    /// The relations between a blueprint and the one that an aggregation looks at.
    AggregationConnection,
    /// A property that an aggregation computes with or filters by.
    AggregationProperty,
    /// A property that a calculation reads.
    CalculationProperty,
    /// A relation on the way of an aggregation.
    AggregationPath,
    /// A step of the path that ownership is inherited along, or the ownership at its end.
    OwnershipPath,
    /// The blueprint that an action belongs to, listens to or writes.
    ActionBlueprint,
    /// The property or relation that an action listens to or writes.
    ActionProperty,
    /// The action whose runs an automation listens to.
    ActionEvent,
    /// The blueprint whose entities an input offers.
    InputBlueprint,
    /// A property of the entity that an action's template reads.
    TemplateProperty,
    /// The blueprint that a scorecard grades.
    ScorecardBlueprint,
    /// A property that a scorecard's condition reads.
    ScorecardProperty,
}

/// Something that must exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Requirement {
    /// A resource of that kind and identifier.
    Resource {
        /// The kind's name.
        kind: &'static str,
        /// The identifier.
        identifier: String,
    },
    /// A member of a blueprint: a property of any sort, or a relation.
    Member {
        /// The blueprint.
        blueprint: String,
        /// Where it may be: `schema.properties`, `relations`, ...
        sections: &'static [&'static [&'static str]],
        /// Its name.
        name: String,
    },
    /// That relations lead from one blueprint to another, in whatever direction and over whatever others.
    Related {
        /// The one.
        blueprint: String,
        /// The other.
        to: String,
    },
    /// That entities of a blueprint are owned directly.
    DirectOwnership {
        /// The blueprint.
        blueprint: String,
    },
}

/// What is known of a resource.
#[derive(Clone, Copy, Debug)]
pub enum Existence<'w> {
    /// There is none.
    Absent,
    /// It exists, and this much of it is known; other members may exist.
    Partial(&'w Value),
    /// It exists, and this is all of it.
    Complete(&'w Value),
    /// Whether there is one is not known.
    Unknown,
}

impl<'w> Existence<'w> {
    /// What is known of the body.
    pub fn body(self) -> Option<&'w Value> {
        match self {
            Self::Partial(body) | Self::Complete(body) => Some(body),
            Self::Absent | Self::Unknown => None,
        }
    }
}

/// All resources that a body may refer to.
pub trait Resources: std::fmt::Debug + Sync {
    /// What is known of the resource of that kind and identifier.
    fn existence(&self, kind: &str, identifier: &str) -> Existence<'_>;

    /// The identifiers known of a kind, to suggest from.
    fn identifiers(&self, kind: &str) -> Vec<&str>;

    /// How the blueprints that are known relate.
    fn relations(&self) -> &Graph;
}

/// Whether a need is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequirementStatus {
    /// It exists.
    Met,
    /// It does not; these do.
    Missing(Vec<String>),
    /// Not enough is known to say.
    Unknown,
}

impl Requirement {
    /// The kind's name and the identifier of the resource that is needed, or that the needed member belongs to.
    pub fn resource(&self) -> (&'static str, &str) {
        match self {
            Self::Resource { kind, identifier } => (kind, identifier),
            Self::Member { blueprint, .. } | Self::Related { blueprint, .. } | Self::DirectOwnership { blueprint } => {
                (NAME, blueprint)
            }
        }
    }

    /// Whether the resources has what is needed.
    pub fn status(&self, resources: &dyn Resources) -> RequirementStatus {
        let (kind, identifier) = self.resource();
        let known = resources.existence(kind, identifier);
        match (self, known) {
            (Self::Resource { .. }, Existence::Absent) => {
                RequirementStatus::Missing(resources.identifiers(kind).into_iter().map(str::to_owned).collect())
            }
            (Self::Resource { .. }, Existence::Partial(_) | Existence::Complete(_)) => RequirementStatus::Met,
            // What a missing blueprint lacks is said once, where the blueprint itself is named.
            (_, Existence::Absent | Existence::Unknown) => RequirementStatus::Unknown,
            (Self::Member { sections, name, .. }, Existence::Partial(body) | Existence::Complete(body)) => {
                let members = || sections.iter().filter_map(|section| Path::from_keys(section).find(body)?.as_object());
                if members().any(|section| section.contains_key(name)) {
                    return RequirementStatus::Met;
                }
                // Nobody can add a name that begins so. The teams that own an entity are entities too.
                if name.starts_with('$') {
                    let meta = META.iter().map(|(meta, _)| *meta);
                    let others: Vec<String> = match *sections == RELATIONS_ONLY {
                        true => vec!["$team".to_owned()],
                        false => meta.map(str::to_owned).collect(),
                    };
                    return if others.contains(name) {
                        RequirementStatus::Met
                    } else {
                        RequirementStatus::Missing(others)
                    };
                }
                match known {
                    Existence::Complete(_) => {
                        RequirementStatus::Missing(members().flat_map(|section| section.keys().cloned()).collect())
                    }
                    _ => RequirementStatus::Unknown,
                }
            }
            (Self::Related { blueprint, to }, _) => related(resources, blueprint, to),
            (Self::DirectOwnership { .. }, Existence::Partial(body) | Existence::Complete(body)) => {
                let sort = body.get("ownership").and_then(|ownership| ownership.get("type")).and_then(Value::as_str);
                match (sort, known) {
                    (Some("Direct"), _) => RequirementStatus::Met,
                    (None, Existence::Partial(_)) => RequirementStatus::Unknown,
                    _ => RequirementStatus::Missing(Vec::new()),
                }
            }
        }
    }
}

/// Whether two blueprints are connected, as far as it can be known.
fn related(resources: &dyn Resources, from: &str, to: &str) -> RequirementStatus {
    let graph = resources.relations();
    if from == to || graph.path_between(from, to).is_some() {
        return RequirementStatus::Met;
    }
    // Any blueprint on either side whose relations are not all known may be the missing link.
    let partly = |identifier: &&str| !matches!(resources.existence(NAME, identifier), Existence::Complete(_));
    let around = [graph.connected_with(from), graph.connected_with(to), vec![from, to]].concat();
    if around.iter().any(partly) { RequirementStatus::Unknown } else { RequirementStatus::Missing(Vec::new()) }
}
