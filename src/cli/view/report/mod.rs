//! Reports of findings, one format per file.

mod concise;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod narrow;
mod sarif;
mod screen;

pub(crate) use concise::concise;
pub(crate) use github::github;
pub(crate) use gitlab::gitlab;
pub use human::{Style, human};
pub(crate) use json::{entries, json};
pub(crate) use junit::junit;
pub(crate) use sarif::sarif;

#[cfg(test)]
mod tests;
