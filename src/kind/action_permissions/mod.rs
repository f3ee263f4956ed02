//! Permissions of an action: who may run it, and who may approve its runs.

use crate::kind::action;
use crate::kind::descriptor::Kind;
use crate::kind::permission::{self, NAMES};
use crate::kind::treatment::{Field, Treatment};

/// The kind of an action's permissions.
pub(crate) static KIND: Kind = Kind {
    name: "action-permissions",
    plural: "permissions of actions",
    fields: FIELDS,
    references: |of, _, _, _| vec![permission::owner(action::NAME, "action", of)],
    schema: include_str!("../../../schemas/action-permissions.schema.json"),
    page: include_str!("action_permissions.md"),
    ..permission::of(action::NAME, "action", &["actions", "{identifier}", "permissions"], &[&[GRANTS]])
};

const GRANTS: &str = "execute|approve";

const FIELDS: &[Field] = &[
    Field::at(&["action"], Treatment::InPath),
    Field::at(&[GRANTS, NAMES], Treatment::Set),
    Field::at(&[GRANTS, NAMES], Treatment::ExplicitDefault("[]")),
    Field::at(&["execute", "ownedByTeam"], Treatment::Default("false")),
    Field::at(&[GRANTS, "policy", "*", "**"], Treatment::Verbatim),
];
