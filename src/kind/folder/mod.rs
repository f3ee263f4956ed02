//! Folders: groups of pages in the portal's catalog.

mod position;
mod sidebar;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::descriptor::Kind;
use crate::kind::treatment::{Field, Treatment};

pub(crate) use position::{NAME, position};

/// The folder kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "folders",
    folder: "folders",
    api: Api {
        // The list has all of the sidebar, and there is no request for one folder.
        list: Some(List {
            includes: sidebar::is_folder,
            elements: sidebar::items,
            ..List::at(&["sidebars", "catalog"], &[&["sidebar", "items"], &["items"]])
        }),
        item: &["sidebars", "catalog", "folders", "{identifier}"],
        reads_item: false,
        item_keys: &[NAME],
        create: Some(Route { path: &["sidebars", "catalog", "folders"], query: &[] }),
        update: Update::Merge(&[]),
        deletes: true,
        ..Api::NONE
    },
    beside: &[position::PAGE],
    fields: FIELDS,
    references: |_, _, body, resources| position(body, resources),
    schema: include_str!("../../../schemas/folder.schema.json"),
    page: include_str!("folder.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    Field::at(&["title"], Treatment::EmptyIsAbsent),
    Field::at(&["parent"], Treatment::EmptyIsAbsent),
    Field::at(&["after"], Treatment::EmptyIsAbsent),
    Field::at(&["after"], Treatment::Placement("parent")),
    Field::at(&["sidebar"], Treatment::ServerOwned),
    Field::at(&["sidebarType"], Treatment::ServerOwned),
];
