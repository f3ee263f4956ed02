//! A project that is being edited: its findings and names, with texts that are not saved yet.

mod names;
mod project;
mod titles;

pub(crate) use names::EntityPlace;
pub(crate) use project::{EditorProject, FileRole};
pub(crate) use titles::{Titles, titles};
