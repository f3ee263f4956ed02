//! A project that is being edited: its findings and names, with texts that are not saved yet.

mod earlier;
mod names;
mod outcome;
mod profile_variables;
mod profiles;
mod project;
mod titles;

pub(crate) use names::EntityPlace;
pub(crate) use profile_variables::ProfileVariables;
pub(crate) use profiles::ModelView;
pub(crate) use project::{EditorProject, FileRole};
pub(crate) use titles::{Titles, titles};
