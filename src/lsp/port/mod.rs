//! The features of files of entities (`port.yml`).

mod completion;
mod entity;
mod hover;
mod links;
mod navigation;
mod rename;
mod symbols;
mod value;

pub(crate) use completion::{MAX_ENTITIES, complete, resolve};
pub(crate) use hover::hover;
pub(crate) use links::links;
pub(crate) use navigation::{definition, member_at, references, uses_of_blueprint, uses_of_member};
pub(crate) use rename::{prepare_rename, rename};
pub(crate) use symbols::symbols;
pub(crate) use value::written;
