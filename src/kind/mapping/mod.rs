//! Mappings: how the data of another system becomes entities of a blueprint. Integrations and webhooks have them.

mod literal;
mod place;
mod query;
mod references;

pub(crate) use literal::{is_bare, literal};
pub(crate) use place::{Mapping, TextRole};
pub(super) use references::references;
