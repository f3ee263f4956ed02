//! Integrations: how the data of each installation becomes entities.

mod mappings;

use crate::kind::api::{Api, List, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::mapping;
use crate::kind::treatment::{Field, Treatment};

/// The name of the kind.
pub(crate) const NAME: &str = "integration";

/// The integration kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "integrations",
    folder: "integrations",
    identity: Identity { field: "installationId", parent: None, owner: None },
    api: Api {
        list: Some(List::at(&["integration"], &[&["integrations"]])),
        item: &["integration", "{identifier}"],
        item_query: &[("byField", "installationId")],
        item_keys: &["integration"],
        update: Update::Merge(&["config"]),
        ..Api::NONE
    },
    fields: FIELDS,
    mappings: mappings::mappings,
    references: |_, _, body, resources| mapping::references(&mappings::mappings(body), resources),
    is_often_undeclared: true,
    schema: include_str!("../../../schemas/integration.schema.json"),
    page: include_str!("integration.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    // The installation owns everything else, such as the state of its resync, which changes at any time.
    Field::at(&["!installationId|config"], Treatment::ServerOwned),
    Field::at(&["installationId"], Treatment::InPath),
    // Each integration has settings of its own.
    Field::at(&["config"], Treatment::Verbatim),
    Field::at(&["config", "resources", "*"], Treatment::Verbatim),
    Field::at(&["config", "resources", "*", "selector", "**"], Treatment::Verbatim),
    Field::at(&["config", "resources", "*", "port"], Treatment::Verbatim),
];
