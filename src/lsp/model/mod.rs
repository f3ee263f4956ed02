//! The features of the files of a model.

mod completion;
mod hover;
mod lens;
mod navigation;
mod symbol;

pub(crate) use completion::complete;
pub(crate) use hover::hover;
pub(crate) use lens::lenses;
pub(crate) use navigation::{definition, references};
pub(crate) use symbol::{Symbol, uses};
