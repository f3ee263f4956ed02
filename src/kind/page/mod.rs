//! Pages: dashboards and tables of entities, made of widgets.

mod fields;
mod layout;
mod made;
mod property;
mod references;
mod widget;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::blueprint;
use crate::kind::descriptor::Kind;
use crate::kind::folder;

use fields::is;
pub(crate) use layout::{LayoutMistake, ROW, is_dashboard, layout_mistakes};
pub(crate) use property::prefix_of;
pub(crate) use widget::{TableFilter, Widget, meant_type, table_filters, widgets};

/// The name of the kind.
pub(crate) const NAME: &str = "page";

/// The page kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "pages",
    folder: "pages",
    api: Api {
        // Everybody has private pages of their own.
        list: Some(List { includes: |page| !is(page, "visibility", "private"), ..List::at(&["pages"], &[&["pages"]]) }),
        item: &["pages", "{identifier}"],
        item_keys: &[NAME],
        create: Some(Route { path: &["pages"], query: &[] }),
        update: Update::ReplaceOrMerge,
        deletes: true,
        ..Api::NONE
    },
    created_with: |page| {
        let of = page.get("blueprint").and_then(serde_json::Value::as_str).filter(|_| is(page, "type", "entity"));
        of.map(|blueprint| (blueprint::NAME, blueprint))
    },
    beside: &[folder::NAME],
    fields: fields::FIELDS,
    references: references::references,
    is_default: made::is_default,
    schema: include_str!("../../../schemas/page.schema.json"),
    page: include_str!("page.md"),
    ..Kind::BASE
};
