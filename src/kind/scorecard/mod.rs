//! Scorecards: rules that grade the entities of one blueprint.

mod danger;
mod level;
mod references;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::descriptor::{Identity, Kind, Parent};
use crate::kind::treatment::{Field, Treatment};

pub(crate) use level::{DEFAULT_LEVELS, level};
pub(crate) use references::{compared, compared_in, references};

/// The scorecard kind.
pub(crate) static KIND: Kind = Kind {
    name: "scorecard",
    plural: "scorecards",
    folder: "scorecards",
    identity: Identity { parent: Some(Parent { kind: "blueprint", field: "blueprint" }), ..Identity::IDENTIFIER },
    api: Api {
        list: Some(List::at(&["scorecards"], &[&["scorecards"]])),
        item: &["blueprints", "{parent}", "scorecards", "{identifier}"],
        item_query: &[],
        reads_item: true,
        item_keys: &["scorecard"],
        create: Some(Route { path: &["blueprints", "{parent}", "scorecards"], query: &[] }),
        update: Update::Replace,
        deletes: true,
    },
    is_basic: true,
    fields: FIELDS,
    references,
    danger: danger::danger,
    schema: include_str!("../../../schemas/scorecard.schema.json"),
    page: include_str!("scorecard.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    // Port refuses unknown fields in the body.
    Field::at(&["blueprint"], Treatment::InPath),
    Field::at(&["blueprintIdentifier"], Treatment::ServerOwned),
    Field::at(&["levels"], Treatment::Default(DEFAULT_LEVELS)),
    Field::at(&["rules"], Treatment::Keyed(&["identifier"])),
    Field::at(&["rules", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["rules", "*", "description"], Treatment::EmptyIsAbsent),
    Field::at(&["rules", "*", "query", "**"], Treatment::Verbatim),
    Field::at(&["filter", "**"], Treatment::Verbatim),
    Field::at(&["properties"], Treatment::EmptyIsAbsent),
    Field::at(&["properties", "**"], Treatment::Verbatim),
];
