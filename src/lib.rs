//! portwright keeps the data model of a Port portal as code.
//!
//! The house has floors, and a module imports only from floors below its own.

pub mod cli;
pub mod disk;
pub mod ground;
pub mod kind;
pub mod lint;
pub mod model;
pub mod ops;
pub mod plan;
pub mod portal;
pub mod yaml;
