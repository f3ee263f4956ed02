//! Permissions of a blueprint: who may read and change its entities.

mod references;

use crate::kind::blueprint;
use crate::kind::descriptor::Kind;
use crate::kind::permission::{self, NAMES};
use crate::kind::treatment::{Field, Treatment};

pub(crate) use references::{READ, READ_POLICY};

/// The kind of a blueprint's permissions.
pub(crate) static KIND: Kind = Kind {
    name: "blueprint-permissions",
    plural: "permissions of blueprints",
    fields: FIELDS,
    references: references::references,
    schema: include_str!("../../../schemas/blueprint-permissions.schema.json"),
    page: include_str!("blueprint_permissions.md"),
    ..permission::of(blueprint::NAME, "blueprint", &["blueprints", "{identifier}", "permissions"], GRANTS)
};

/// Where the grants are.
const GRANTS: &[&[&str]] = &[&["entities", OPERATIONS], &["entities", PER_MEMBER, "*"]];

/// The operations on entities that have one grant each.
const OPERATIONS: &str = "read|register|update|unregister";
/// The operations that have a grant per member of the blueprint.
const PER_MEMBER: &str = "updateProperties|updateRelations";

const FIELDS: &[Field] = &[
    Field::at(&["blueprint"], Treatment::InPath),
    Field::at(&["entities"], Treatment::Partial),
    Field::at(&["entities", OPERATIONS, NAMES], Treatment::Set),
    Field::at(&["entities", OPERATIONS, NAMES], Treatment::ExplicitDefault("[]")),
    Field::at(&["entities", OPERATIONS, "ownedByTeam"], Treatment::Default("false")),
    Field::at(&["entities", OPERATIONS, "policy", "*", "**"], Treatment::Verbatim),
    Field::at(&["entities", PER_MEMBER], Treatment::Partial),
    Field::at(&["entities", PER_MEMBER, "*", NAMES], Treatment::Set),
    Field::at(&["entities", PER_MEMBER, "*", NAMES], Treatment::ExplicitDefault("[]")),
    Field::at(&["entities", PER_MEMBER, "*", "ownedByTeam"], Treatment::Default("false")),
    Field::at(&["entities", PER_MEMBER, "*", "policy", "*", "**"], Treatment::Verbatim),
];
