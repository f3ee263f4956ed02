//! Facts of the files of a model.

mod displaced;
mod expressions;
pub(crate) mod fields;
mod form;
mod resolution;
pub(crate) mod schema;

pub(crate) use crate::model::Declaration;
pub(crate) use displaced::{Displaced, displaced};
pub(crate) use expressions::{Expression, entity_blueprint, expressions};
pub(crate) use form::{Form, at as form_path, property_schemas};
pub(crate) use resolution::{Resolution, emptied, is_undefined, text_part};
