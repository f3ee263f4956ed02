//! Findings as a report: for people, in one line each, or for another program. One format, one file.

mod concise;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod narrow;
mod sarif;
mod screen;

pub use concise::concise;
pub use github::github;
pub use gitlab::gitlab;
pub use human::{Style, human};
pub use json::json;
pub use junit::junit;
pub use sarif::sarif;

#[cfg(test)]
mod tests;
