//! The impact of a plan on the entities of a portal: levels, values, and what queries and permissions select.

mod calculate;
mod computability;
mod evaluate;
mod portal_change;
mod queries;
mod report;
mod run;
mod shift;
mod subject;

pub use report::{Effect, EffectKind, Example, Impact, NotComputed, Reading};
pub use run::impact;
