//! Webhooks: how the payloads that other systems send to Port become entities.

mod mappings;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::mapping;
use crate::kind::places::{ExpressionPlace, Places};
use crate::kind::treatment::{Field, Treatment};

/// The webhook kind.
pub(crate) static KIND: Kind = Kind {
    name: "webhook",
    plural: "webhooks",
    folder: "webhooks",
    identity: Identity::IDENTIFIER,
    api: Api {
        list: Some(List::at(&["webhooks"], &[&["webhooks"], &["integrations"]])),
        item: &["webhooks", "{identifier}"],
        item_query: &[],
        reads_item: true,
        item_keys: &["integration", "webhook"],
        create: Some(Route { path: &["webhooks"], query: &[] }),
        update: Update::Merge(&[]),
        deletes: true,
    },
    fields: FIELDS,
    places: Places {
        expressions: &[ExpressionPlace {
            at: &["security", "requestIdentifierPath"],
            noun: "payload expression",
            input: "",
        }],
        ..Places::NONE
    },
    mappings: mappings::mappings,
    references: |_, _, body, resources| mapping::references(&mappings::mappings(body), resources),
    schema: include_str!("../../../schemas/webhook.schema.json"),
    page: include_str!("webhook.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    // Both contain the key with which anybody can send data.
    Field::at(&["webhookKey"], Treatment::ServerOwned),
    Field::at(&["url"], Treatment::ServerOwned),
    Field::at(&["description"], Treatment::EmptyIsAbsent),
    Field::at(&["icon"], Treatment::EmptyIsAbsent),
    Field::at(&["enabled"], Treatment::ExplicitDefault("true")),
    Field::at(&["integrationType"], Treatment::Default(r#""custom""#)),
    Field::at(&["security"], Treatment::EmptyIsAbsent),
    Field::at(&["security", "secret"], Treatment::WriteOnly),
    Field::at(&["security", "*"], Treatment::EmptyIsAbsent),
    Field::at(&["mappings"], Treatment::EmptyIsAbsent),
    Field::at(&["mappings", "*", "filter"], Treatment::Default(r#""true""#)),
    Field::at(&["mappings", "*", "operation"], Treatment::Default(r#""create""#)),
    Field::at(&["mappings", "*", "entity", "properties"], Treatment::EmptyIsAbsent),
    Field::at(&["mappings", "*", "entity", "relations"], Treatment::EmptyIsAbsent),
];
