//! Rules, each for one fault, over a model and over documents.

pub mod rule;
pub mod rules;
pub mod run;

pub use rule::{Check, Context, Rule};
pub use rules::RULES;
