//! References from a body to other resources and their members.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::connection::Graph;
use crate::kind::blueprint::members::{NAME, RELATIONS_ONLY};
use crate::kind::search::META_PROPERTIES;

/// The name of the kind of scorecards.
const SCORECARD: &str = "scorecard";

/// The name of the kind of entities.
const ENTITY: &str = "entity";

/// A reference to something that must exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The field of the body with the reference.
    pub at: Path,
    /// The bytes of the reference in that field's text, or `None` if it is the entire text.
    pub part: Option<Range<usize>>,
    /// Its role.
    pub role: Role,
    /// What must exist.
    pub need: Requirement,
}

/// The role of a reference. Each role has its own rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The blueprint that a relation leads to.
    RelationTarget,
    /// A step of a mirror property's path, or the property at its end.
    MirrorPath,
    /// The target blueprint of an aggregation.
    AggregationTarget,
    /// The relations between a blueprint and the target of its aggregation.
    AggregationConnection,
    /// A property that an aggregation computes with or filters by.
    AggregationProperty,
    /// A property that a calculation reads.
    CalculationProperty,
    /// A relation in the path of an aggregation.
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
    /// The resource that permissions are about.
    PermissionOwner,
    /// A property or relation that permissions name.
    PermissionProperty,
    /// The blueprint of an entity, or a member of it that the entity sets.
    EntityMember,
    /// An action that an AI agent can run.
    AgentAction,
    /// An AI agent or an MCP server that a widget or a step of a workflow uses.
    AiEntity,
    /// The integration that an action or a step of a workflow uses.
    Installation,
    /// A secret that a template uses.
    Secret,
    /// The blueprint whose entities a mapping makes.
    MappingBlueprint,
    /// A property or relation that a mapping fills, or a property that it searches.
    MappingProperty,
    /// The folder that a page or a folder is in.
    Folder,
    /// The page or folder that another one is placed after.
    Sibling,
    /// The blueprint or action that a page or one of its widgets shows.
    WidgetTarget,
    /// A property, relation or scorecard that a widget shows or filters by.
    WidgetProperty,
}

impl Role {
    /// Whether Port refuses to delete what a reference in this role names. A widget of something that does not exist stays
    /// empty, an order closes, and entities can always be deleted.
    pub(crate) fn blocks_deletion(self) -> bool {
        !matches!(self, Self::Sibling | Self::WidgetTarget | Self::WidgetProperty | Self::AiEntity)
    }
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
    /// A scorecard of a blueprint, or one of its rules.
    Scorecard {
        /// The blueprint.
        blueprint: String,
        /// The identifier of the scorecard.
        identifier: String,
        /// The identifier of the rule.
        rule: Option<String>,
    },
    /// An entity of a blueprint.
    Entity {
        /// The blueprint.
        blueprint: String,
        /// The entity's identifier.
        identifier: String,
    },
    /// A connection of two blueprints by relations, in any direction and over any other blueprints.
    Related {
        /// The first blueprint.
        blueprint: String,
        /// The second blueprint.
        to: String,
    },
    /// Direct ownership of a blueprint's entities.
    DirectOwnership {
        /// The blueprint.
        blueprint: String,
    },
}

/// How much is known about a resource.
#[derive(Clone, Copy, Debug)]
pub enum Existence<'w> {
    /// It does not exist.
    Absent,
    /// It exists, and this much of it is known; other members may exist.
    Partial(&'w Value),
    /// It exists, and this is all of it.
    Complete(&'w Value),
    /// It is not known whether it exists.
    Unknown,
}

impl<'w> Existence<'w> {
    /// Returns the known part of the body.
    pub fn body(self) -> Option<&'w Value> {
        match self {
            Self::Partial(body) | Self::Complete(body) => Some(body),
            Self::Absent | Self::Unknown => None,
        }
    }
}

/// All resources that a body may refer to.
pub trait Resources: std::fmt::Debug + Sync {
    /// Returns what is known of the resource with that kind and identifier.
    fn existence(&self, kind: &str, identifier: &str) -> Existence<'_>;

    /// Returns the body that the portal has now of a resource with previous names in the files; `None` if it has none, or
    /// if this is not known.
    fn current(&self, kind: &str, identifier: &str) -> Option<&Value>;

    /// Returns the known identifiers of a kind, for suggestions.
    fn identifiers(&self, kind: &str) -> Vec<&str>;

    /// Returns the known resources of a kind that belong to the parent of this identifier, by identifier.
    fn children(&self, kind: &str, parent: &str) -> BTreeMap<&str, &Value>;

    /// Returns the relations between the known blueprints.
    fn relations(&self) -> &Graph;
}

/// Whether a requirement is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequirementStatus {
    /// It exists.
    Met,
    /// It does not exist; these do.
    Missing(Vec<String>),
    /// Too little is known to decide.
    Unknown,
}

impl Requirement {
    /// Returns the kind's name and the identifier of the required resource, or of the resource with the required
    /// member.
    pub fn resource(&self) -> (&'static str, &str) {
        match self {
            Self::Resource { kind, identifier } => (kind, identifier),
            Self::Scorecard { identifier, .. } => (SCORECARD, identifier),
            Self::Entity { identifier, .. } => (ENTITY, identifier),
            Self::Member { blueprint, .. } | Self::Related { blueprint, .. } | Self::DirectOwnership { blueprint } => {
                (NAME, blueprint)
            }
        }
    }

    /// Returns whether a member of a blueprint is required that may be the one of this name in this section.
    pub(crate) fn is_member(&self, of: &str, section: &[&str], wanted: &str) -> bool {
        let Self::Member { blueprint, sections, name } = self else { return false };
        blueprint == of && name == wanted && sections.contains(&section)
    }

    /// Returns whether the resources meet the requirement.
    pub fn status(&self, resources: &dyn Resources) -> RequirementStatus {
        if let Self::Scorecard { blueprint, identifier, rule } = self {
            return scorecard(resources, blueprint, identifier, rule.as_deref());
        }
        let (kind, identifier) = self.resource();
        let known = resources.existence(kind, identifier);
        if let Self::Entity { blueprint, .. } = self {
            let others = resources.children(kind, blueprint);
            return match known {
                _ if others.contains_key(identifier) => RequirementStatus::Met,
                Existence::Unknown => RequirementStatus::Unknown,
                _ => RequirementStatus::Missing(others.into_keys().map(str::to_owned).collect()),
            };
        }
        match (self, known) {
            (Self::Resource { .. }, Existence::Absent) => {
                RequirementStatus::Missing(resources.identifiers(kind).into_iter().map(str::to_owned).collect())
            }
            (Self::Resource { .. }, Existence::Partial(_) | Existence::Complete(_)) => RequirementStatus::Met,
            // A missing blueprint is reported once, at the reference to the blueprint itself.
            (_, Existence::Absent | Existence::Unknown) => RequirementStatus::Unknown,
            (Self::Member { sections, name, .. }, Existence::Partial(body) | Existence::Complete(body)) => {
                let members = || sections.iter().filter_map(|section| Path::from_keys(section).find(body)?.as_object());
                if members().any(|section| section.contains_key(name)) {
                    return RequirementStatus::Met;
                }
                // Only Port can add a name that begins like this. The teams that own an entity are entities too.
                if name.starts_with('$') {
                    let meta = META_PROPERTIES.iter().map(|(meta, _)| *meta);
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
            (Self::Scorecard { .. } | Self::Entity { .. }, _) => RequirementStatus::Unknown,
            (Self::DirectOwnership { .. }, Existence::Partial(body) | Existence::Complete(body)) => {
                let ownership =
                    body.get("ownership").and_then(|ownership| ownership.get("type")).and_then(Value::as_str);
                match (ownership, known) {
                    (Some("Direct"), _) => RequirementStatus::Met,
                    (None, Existence::Partial(_)) => RequirementStatus::Unknown,
                    _ => RequirementStatus::Missing(Vec::new()),
                }
            }
        }
    }
}

/// Returns whether a blueprint has a scorecard, and that has a rule. Others may add scorecards to a blueprint that is
/// only partly known.
fn scorecard(resources: &dyn Resources, blueprint: &str, identifier: &str, rule: Option<&str>) -> RequirementStatus {
    let known = resources.children(SCORECARD, blueprint);
    let names = |names: Vec<&str>| RequirementStatus::Missing(names.into_iter().map(str::to_owned).collect());
    let Some(body) = known.get(identifier) else {
        let is_complete = matches!(resources.existence(NAME, blueprint), Existence::Complete(_));
        // A missing scorecard is reported once, at the reference to the scorecard itself.
        let is_missing = is_complete && rule.is_none();
        return if is_missing { names(known.into_keys().collect()) } else { RequirementStatus::Unknown };
    };
    let Some(rule) = rule else { return RequirementStatus::Met };
    let rules = body.get("rules").and_then(Value::as_array).into_iter().flatten();
    let rules: Vec<&str> = rules.filter_map(|rule| rule.get("identifier")?.as_str()).collect();
    if rules.contains(&rule) { RequirementStatus::Met } else { names(rules) }
}

/// Returns whether two blueprints are connected, as far as this is known.
fn related(resources: &dyn Resources, from: &str, to: &str) -> RequirementStatus {
    let graph = resources.relations();
    if from == to || graph.path_between(from, to).is_some() {
        return RequirementStatus::Met;
    }
    // A blueprint on either side whose relations are not all known may have the missing relation.
    let partly = |identifier: &&str| !matches!(resources.existence(NAME, identifier), Existence::Complete(_));
    let around = [graph.connected_with(from), graph.connected_with(to), vec![from, to]].concat();
    if around.iter().any(partly) { RequirementStatus::Unknown } else { RequirementStatus::Missing(Vec::new()) }
}
