//! The features of the files of a model.

mod address;
mod approval;
mod completion;
mod hover;
mod input;
mod lens;
mod navigation;
mod offer;
mod removal;
mod rename;
mod rename_edits;
mod rename_record;
mod symbol;
mod tokens;
mod unlisted;
mod variable;

pub(crate) use completion::complete;
pub(crate) use hover::hover;
pub(crate) use lens::lenses;
pub(crate) use navigation::{definition, references};
pub(crate) use rename::{Renaming, prepare_rename, rename, rename_symbol};
pub(crate) use symbol::{Symbol, uses};
pub(crate) use tokens::{TYPES, tokens};
pub(crate) use variable::hints;
