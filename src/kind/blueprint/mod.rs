//! Blueprints: the properties and relations of entities.

pub(crate) mod connection;
mod conversion;
mod danger;
pub(in crate::kind) mod members;
mod references;
mod rename;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::places::{ExpressionPlace, Places};
use crate::kind::rename::RENAMED_FROM;
use crate::kind::treatment::{Field, Treatment};

pub(crate) use danger::{danger, recreates};
pub(crate) use members::{
    AGGREGATIONS, CALCULATIONS, DATA, MIRRORS, NAME, PROPERTIES, RELATIONS, RELATIONS_ONLY, SECTIONS, member_names,
    prune_required,
};
pub(crate) use references::references;

/// The blueprints that Port creates in every portal.
pub(crate) const SYSTEM: &[&str] = &[
    "_ai_agent",
    "_ai_conversation",
    "_ai_invocations",
    "_mcp_server",
    "_rule",
    "_rule_result",
    "_scorecard",
    "_team",
    "_user",
];

/// The blueprint kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "blueprints",
    folder: "blueprints",
    identity: Identity::IDENTIFIER,
    api: Api {
        list: Some(List::at(&["blueprints"], &[&["blueprints"]])),
        item: &["blueprints", "{identifier}"],
        item_query: &[],
        reads_item: true,
        item_keys: &[NAME],
        // Port creates a catalog page for every new blueprint unless this parameter is set.
        create: Some(Route { path: &["blueprints"], query: &[("create_catalog_page", "false")] }),
        update: Update::ReplaceOrMerge,
        deletes: true,
    },
    is_basic: true,
    has_entities: true,
    extendable: true,
    members: SECTIONS,
    fields: FIELDS,
    places: PLACES,
    references,
    tidy: prune_required,
    danger,
    recreates,
    convertible: Some(PROPERTIES),
    conversion: conversion::conversion,
    renames: rename::RENAMES,
    // Port's own blueprints. Users cannot create blueprints with such an identifier.
    system: |identifier| identifier.starts_with('_'),
    own_part: Some(&["blueprints", "system", "{identifier}", "structure"]),
    delete_with_entities: Some(Route {
        path: &["blueprints", "{identifier}", "all-entities"],
        query: &[("delete_blueprint", "true")],
    }),
    schema: include_str!("../../../schemas/blueprint.schema.json"),
    page: include_str!("blueprint.md"),
    ..Kind::BASE
};

const PLACES: Places = Places {
    expressions: &[ExpressionPlace {
        at: &["calculationProperties", "*", "calculation"],
        noun: "calculation",
        input: "calculation",
    }],
    requests: &[&["changelogDestination"]],
    ..Places::NONE
};

const FIELDS: &[Field] = &[
    Field::at(&[RENAMED_FROM], Treatment::PreviousName),
    Field::at(&["schema", "properties", "*", RENAMED_FROM], Treatment::PreviousName),
    Field::at(
        &["relations|mirrorProperties|calculationProperties|aggregationProperties", "*", RENAMED_FROM],
        Treatment::PreviousName,
    ),
    Field::at(&["title"], Treatment::EmptyIsAbsent),
    Field::at(&["description"], Treatment::EmptyIsAbsent),
    Field::at(&["icon"], Treatment::EmptyIsAbsent),
    Field::at(&["schema", "properties"], Treatment::Members),
    Field::at(&["schema", "properties"], Treatment::EmptyIsAbsent),
    Field::at(&["schema", "required"], Treatment::Set),
    Field::at(&["schema", "required"], Treatment::EmptyIsAbsent),
    Field::at(&["schema", "properties", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["schema", "properties", "*", "description"], Treatment::EmptyIsAbsent),
    Field::at(&["schema", "properties", "*", "icon"], Treatment::EmptyIsAbsent),
    Field::at(&["schema", "properties", "*", "default", "**"], Treatment::Verbatim),
    Field::at(&["schema", "properties", "*", "properties", "**"], Treatment::Verbatim),
    Field::at(&["schema", "properties", "*", "patternProperties", "**"], Treatment::Verbatim),
    Field::at(&["schema", "properties", "*", "additionalProperties", "**"], Treatment::Verbatim),
    Field::at(&["schema", "properties", "*", "specAuthentication"], Treatment::Atomic),
    Field::at(
        &["schema", "properties", "*", "specAuthentication", "authorizationScope"],
        Treatment::Default(r#"["openid"]"#),
    ),
    Field::at(&["relations"], Treatment::Members),
    Field::at(&["relations"], Treatment::EmptyIsAbsent),
    Field::at(&["relations", "*", "required"], Treatment::ExplicitDefault("false")),
    Field::at(&["relations", "*", "many"], Treatment::ExplicitDefault("false")),
    Field::at(&["relations", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["relations", "*", "description"], Treatment::EmptyIsAbsent),
    Field::at(&["mirrorProperties"], Treatment::Members),
    Field::at(&["mirrorProperties"], Treatment::EmptyIsAbsent),
    Field::at(&["mirrorProperties", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["calculationProperties"], Treatment::Members),
    Field::at(&["calculationProperties"], Treatment::EmptyIsAbsent),
    Field::at(&["calculationProperties", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["calculationProperties", "*", "description"], Treatment::EmptyIsAbsent),
    Field::at(&["calculationProperties", "*", "icon"], Treatment::EmptyIsAbsent),
    Field::at(&["calculationProperties", "*", "specAuthentication"], Treatment::Atomic),
    Field::at(
        &["calculationProperties", "*", "specAuthentication", "authorizationScope"],
        Treatment::Default(r#"["openid"]"#),
    ),
    Field::at(&["aggregationProperties"], Treatment::Members),
    Field::at(&["aggregationProperties"], Treatment::EmptyIsAbsent),
    Field::at(&["aggregationProperties", "*", "type"], Treatment::Default(r#""number""#)),
    Field::at(&["aggregationProperties", "*", "description"], Treatment::EmptyIsAbsent),
    Field::at(&["aggregationProperties", "*", "icon"], Treatment::EmptyIsAbsent),
    Field::at(&["aggregationProperties", "*", "calculationSpec"], Treatment::Atomic),
    Field::at(&["aggregationProperties", "*", "query"], Treatment::EmptyIsAbsent),
    Field::at(&["aggregationProperties", "*", "query", "**"], Treatment::Verbatim),
    Field::at(&["aggregationProperties", "*", "pathFilter"], Treatment::Atomic),
    Field::at(&["ownership"], Treatment::Atomic),
    Field::at(&["ownership", "title"], Treatment::Default(r#""Owning teams""#)),
    Field::at(&["changelogDestination"], Treatment::Atomic),
];
