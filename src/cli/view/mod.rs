//! How results look, one format a file.

pub mod change;
pub mod escape;
pub mod list;
pub mod paint;
pub mod plan;
pub mod plan_json;
pub mod text;
pub mod value;
