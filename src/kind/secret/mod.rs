//! Secrets of the organization, which templates of actions and workflows can use.

mod references;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::treatment::{Field, Treatment};

pub(crate) use references::{NAME, used_in};

/// The secret kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "secrets",
    folder: "secrets",
    identity: Identity { field: "secretName", ..Identity::IDENTIFIER },
    api: Api {
        list: Some(List::at(&["organization", "secrets"], &[&["secrets"]])),
        item: &["organization", "secrets", "{identifier}"],
        item_keys: &["secret"],
        create: Some(Route { path: &["organization", "secrets"], query: &[] }),
        update: Update::Merge(&[]),
        deletes: true,
        ..Api::NONE
    },
    fields: FIELDS,
    is_often_undeclared: true,
    schema: include_str!("../../../schemas/secret.schema.json"),
    page: include_str!("secret.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] =
    &[Field::at(&["secretValue"], Treatment::WriteOnly), Field::at(&["description"], Treatment::EmptyIsAbsent)];
