//! Rules, each for one fault, over a model and over documents.

pub mod baseline;
pub mod fault;
pub mod fields;
pub mod fix;
pub mod form;
pub mod port;
pub mod reference;
pub mod rule;
pub mod rules;
pub mod run;
pub mod schema;
mod wording;

pub use rule::{Check, Context, Rule};
pub use rules::RULES;
