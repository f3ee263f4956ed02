//! Facts of the files of a model.

mod expressions;
pub(crate) mod fields;
mod form;
mod resolution;
pub(crate) mod schema;

pub(crate) use crate::model::Declaration;
pub(crate) use expressions::{Expression, expressions};
pub(crate) use form::{Form, at as form_path, property_schemas};
pub(crate) use resolution::{Resolution, is_undefined, text_part};
