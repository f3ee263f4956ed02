//! Blueprints: the checks of a written one, and the routes that only they have.

mod change;
mod protected;
mod quirks;
mod reference;
mod rename;
mod settle;
mod stored;

use super::{Route, get, writes};
use crate::portal::wire::Method;

pub(super) use quirks::QUIRKS;
pub(super) use settle::has_type;

pub(super) const ROUTES: &[Route] = &[
    get("blueprints/system/:/structure", protected::read_structure),
    get("blueprints/:/entities-count", quirks::count_entities),
    writes(Method::Delete, "blueprints/:/all-entities", quirks::delete_entities),
    writes(Method::Patch, "blueprints/:/properties/:/rename", rename::rename_property),
    writes(Method::Patch, "blueprints/:/mirror/:/rename", rename::rename_mirror),
    writes(Method::Patch, "blueprints/:/relations/:/rename", rename::rename_relation),
];
