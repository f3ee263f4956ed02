//! Entities that configure the portal: AI agents and MCP servers.

mod known;
mod references;

use crate::kind::api::{Api, Route, Update};
use crate::kind::descriptor::{Identity, Kind, Parent};
use crate::kind::treatment::{Field, Treatment};

pub(crate) use known::{AGENT, BLUEPRINTS, SERVER, WRITABLE, known_blueprint};
pub(crate) use references::used;

/// The entity kind.
pub(crate) static KIND: Kind = Kind {
    name: "entity",
    plural: "entities",
    folder: "entities",
    identity: Identity { parent: Some(Parent { kind: "blueprint", field: "blueprint" }), ..Identity::IDENTIFIER },
    api: Api {
        item: &["blueprints", "{parent}", "entities", "{identifier}"],
        item_query: &[("exclude_calculated_properties", "true")],
        item_keys: &["entity"],
        create: Some(Route { path: &["blueprints", "{parent}", "entities"], query: &[] }),
        update: Update::Merge(&[]),
        deletes: true,
        ..Api::NONE
    },
    fields: FIELDS,
    references: references::references,
    is_often_undeclared: true,
    searched_in: BLUEPRINTS,
    schema: known::SCHEMA,
    page: include_str!("entity.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    Field::at(&["blueprint"], Treatment::InPath),
    Field::at(&["scorecards"], Treatment::ServerOwned),
    Field::at(&["propertySources|_propertySources|mappingWarnings"], Treatment::ServerOwned),
    Field::at(&["icon"], Treatment::EmptyIsAbsent),
    Field::at(&["team"], Treatment::Set),
    Field::at(&["team"], Treatment::EmptyIsAbsent),
    Field::at(&["properties|relations"], Treatment::Partial),
    Field::at(&["properties|relations"], Treatment::EmptyIsAbsent),
    // A null clears a value.
    Field::at(&["properties|relations", "*"], Treatment::EmptyIsAbsent),
    Field::at(&["properties|relations", "*", "**"], Treatment::Verbatim),
    Field::at(&["properties", "oauth_config", "client_secret"], Treatment::WriteOnly),
];
