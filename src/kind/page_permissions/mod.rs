//! Permissions of a page: who may see it, and who may change it.

use crate::kind::descriptor::Kind;
use crate::kind::page;
use crate::kind::permission::{self, NAMES};
use crate::kind::treatment::{Field, Treatment};

/// The kind of a page's permissions.
pub(crate) static KIND: Kind = Kind {
    name: "page-permissions",
    plural: "permissions of pages",
    fields: FIELDS,
    references: |of, _, _, _| vec![permission::owner(page::NAME, "page", of)],
    schema: include_str!("../../../schemas/page-permissions.schema.json"),
    page: include_str!("page_permissions.md"),
    ..permission::of(page::NAME, "page", &["pages", "{identifier}", "permissions"], &[&[GRANTS]])
};

const GRANTS: &str = "read|update";

const FIELDS: &[Field] = &[
    Field::at(&["page"], Treatment::InPath),
    Field::at(&[GRANTS, NAMES], Treatment::Set),
    Field::at(&[GRANTS, NAMES], Treatment::ExplicitDefault("[]")),
];
