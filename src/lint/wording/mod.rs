//! Sentences and edits that several rules share.

pub mod form;
pub mod mention;
pub mod repair;
pub mod value;
pub mod violation;
