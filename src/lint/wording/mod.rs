//! Sentences and edits that several rules share.

pub(crate) mod element;
pub(crate) mod form;
pub(crate) mod mention;
pub(crate) mod query;
pub(crate) mod repair;
pub(crate) mod reshape;
pub(crate) mod value;
pub(crate) mod violation;
