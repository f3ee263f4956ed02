//! One verb, one file: each wires the floors below and returns values.

pub mod apply;
pub mod plan;
pub mod validate;
