//! Findings as a report: for people, in one line each, or as JSON.

mod concise;
mod human;
mod json;
mod screen;

pub use concise::concise;
pub use human::{Style, human};
pub use json::json;

#[cfg(test)]
mod tests;
