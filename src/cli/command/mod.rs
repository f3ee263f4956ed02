//! The commands: flags, one operation, one view.

pub mod apply;
pub mod explain;
pub mod plan;
pub mod sandbox;
pub mod validate;
