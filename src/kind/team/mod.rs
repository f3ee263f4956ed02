//! Teams of users.

use crate::kind::api::{Api, List, Query, Route, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::treatment::{Field, Treatment};

/// The team kind.
pub(crate) static KIND: Kind = Kind {
    name: "team",
    plural: "teams",
    folder: "teams",
    identity: Identity { field: "name", ..Identity::IDENTIFIER },
    api: Api {
        list: Some(List { query: FIELDS_OF_ANSWERS, ..List::at(&["teams"], &[&["teams"]]) }),
        item: &["teams", "{identifier}"],
        item_query: FIELDS_OF_ANSWERS,
        item_keys: &["team"],
        create: Some(Route { path: &["teams"], query: &[] }),
        // A complete body would need the e-mail addresses of users that Port returns as objects.
        update: Update::Merge(&[]),
        deletes: true,
        ..Api::NONE
    },
    fields: FIELDS,
    managed_by: |body| body.get("provider")?.as_str().filter(|provider| !provider.eq_ignore_ascii_case("port")),
    schema: include_str!("../../../schemas/team.schema.json"),
    page: include_str!("team.md"),
    ..Kind::BASE
};

/// Without these, users are returned without their e-mail addresses.
const FIELDS_OF_ANSWERS: Query =
    &[("fields", "name"), ("fields", "description"), ("fields", "provider"), ("fields", "users.email")];

const FIELDS: &[Field] = &[
    Field::at(&["provider"], Treatment::ServerOwned),
    Field::at(&["description"], Treatment::EmptyIsAbsent),
    Field::at(&["users"], Treatment::Set),
    Field::at(&["users"], Treatment::Default("[]")),
    Field::at(&["users", "*"], Treatment::TextOf("email")),
];
