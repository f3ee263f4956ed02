//! Rules, each for one mistake, over the files of a model and over files of entities (`port.yml`).
//!
//! From the bottom: [`port`] and [`model`] hold the facts of a file, `context` what is known beside it, `rule` says what a rule
//! is, `wording` has the sentences and edits that several rules share, `rules` are the rules, and [`engine`] runs those that it
//! is given.

pub(crate) mod baseline;
pub(crate) mod context;
pub mod engine;
pub(crate) mod fix;
mod mask;
pub mod model;
mod names;
pub mod port;
pub(crate) mod rule;
pub(crate) mod rules;
mod wording;

pub use mask::mask_secrets;
pub(crate) use rule::Need;
pub use rule::Rule;
pub use rules::RULES;
