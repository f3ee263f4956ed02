//! Rules that check the files of a model and files of entities (`port.yml`), each for one kind of mistake.
//!
//! From the bottom: [`port`] and [`model`] extract the facts of a file, `context` has information outside of the file,
//! `rule` defines what a rule is, `wording` has sentences and edits that several rules share, `rules` are the rules,
//! and [`engine`] runs them.

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

pub use fix::{Fixed, fix};
pub use mask::mask_secrets;
pub(crate) use rule::Need;
pub use rule::Rule;
pub use rules::RULES;
