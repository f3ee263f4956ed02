//! Scorecard groups: scorecards of several blueprints that share their levels.

mod danger;
mod makes;
mod references;

use crate::kind::api::{Api, Route, Update};
use crate::kind::descriptor::Kind;
use crate::kind::scorecard::DEFAULT_LEVELS;
use crate::kind::treatment::{Field, Treatment};

/// The scorecard group kind.
pub(crate) static KIND: Kind = Kind {
    name: "scorecard-group",
    plural: "scorecard groups",
    folder: "scorecard-groups",
    api: Api {
        item: &["scorecard-groups", "{identifier}"],
        item_keys: &["scorecardGroup"],
        create: Some(Route { path: &["scorecard-groups"], query: &[] }),
        update: Update::Replace,
        deletes: true,
        ..Api::NONE
    },
    fields: FIELDS,
    makes: makes::scorecards,
    exclusive: &[&["blueprints", "rules", "filter", "filters"], &["scorecards"]],
    references: references::references,
    danger: danger::danger,
    schema: include_str!("../../../schemas/scorecard-group.schema.json"),
    page: include_str!("scorecard_group.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    Field::at(&["levels"], Treatment::Default(DEFAULT_LEVELS)),
    Field::at(&["blueprints"], Treatment::Set),
    Field::at(&["rules"], Treatment::Keyed(&["identifier"])),
    Field::at(&["rules", "*", "title|description"], Treatment::EmptyIsAbsent),
    Field::at(&["rules", "*", "query", "**"], Treatment::Verbatim),
    Field::at(&["filter", "**"], Treatment::Verbatim),
    Field::at(&["filters"], Treatment::Members),
    Field::at(&["filters", "*", "**"], Treatment::Verbatim),
    Field::at(&["scorecards"], Treatment::Members),
    Field::at(&["scorecards", "*", "rules"], Treatment::Keyed(&["identifier"])),
    Field::at(&["scorecards", "*", "rules", "*", "title|description"], Treatment::EmptyIsAbsent),
    Field::at(&["scorecards", "*", "rules", "*", "query", "**"], Treatment::Verbatim),
    Field::at(&["scorecards", "*", "filter", "**"], Treatment::Verbatim),
    // Port may return members that the file does not have.
    Field::at(&["properties|relations"], Treatment::Partial),
    Field::at(&["properties|relations", "*", "**"], Treatment::Verbatim),
];
