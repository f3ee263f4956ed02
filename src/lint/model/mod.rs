//! Facts of the files of a model.

mod displaced;
mod expressions;
mod facts;
pub(crate) mod fields;
mod form;
mod missing_line;
mod previous_names;
mod resolution;
pub(crate) mod schema;
mod trigger;
mod variable_forms;

pub(crate) use crate::model::Declaration;
pub(crate) use displaced::Displaced;
pub(crate) use expressions::{Expression, entity_blueprint, expressions, template_texts};
pub(crate) use facts::Facts;
pub(in crate::lint) use facts::ModelFacts;
pub(crate) use form::{Form, input, property_schemas};
pub(crate) use missing_line::{MissingLine, missing_line, missing_line_at};
pub(crate) use previous_names::{Rename, renames_in};
pub(crate) use resolution::{Resolution, emptied, is_undefined, text_part};
pub(crate) use trigger::mismatched;
pub(crate) use variable_forms::other_forms;
