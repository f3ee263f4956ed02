//! Reports of findings, one format per file.

mod concise;
mod excerpt_source;
mod github;
mod gitlab;
mod human;
mod indexed_source;
mod json;
mod junit;
mod sarif;

pub(crate) use concise::concise;
pub(crate) use github::github;
pub(crate) use gitlab::gitlab;
pub use human::{Style, human};
pub(crate) use json::{entries, json};
pub(crate) use junit::junit;
pub(crate) use sarif::sarif;

#[cfg(test)]
mod tests;
