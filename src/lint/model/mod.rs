//! Facts of the files of a model.

mod displaced;
mod expressions;
mod facts;
pub(crate) mod fields;
mod form;
mod grants;
mod missing_line;
mod other_type;
mod previous_names;
mod renamed;
mod resolution;
mod root;
pub(crate) mod schema;
mod strays;
mod trigger;
mod unindented;
mod variable_forms;

pub(crate) use crate::model::Declaration;
pub(crate) use displaced::Displaced;
pub(crate) use expressions::{Expression, entity_blueprint, expressions, template_texts};
pub(crate) use facts::Facts;
pub(in crate::lint) use facts::ModelFacts;
pub(crate) use form::{Form, input, property_schemas};
pub(crate) use grants::grantees;
pub(crate) use missing_line::{MissingLine, missing_line, missing_line_at};
pub(crate) use other_type::other_types;
pub(crate) use previous_names::{Rename, renames_in};
pub(crate) use resolution::{Resolution, emptied, is_undefined, text_part};
pub(crate) use root::RootFault;
pub(crate) use strays::strays;
pub(crate) use trigger::{mismatched, stray_trigger};
pub(crate) use unindented::is_one_line;
pub(crate) use variable_forms::other_forms;
