//! Plans: the steps that make a portal match the model, as data.

pub(crate) mod build;
pub(crate) mod checksum;
pub(crate) mod class;
pub(crate) mod classify;
pub(crate) mod dependents;
pub(crate) mod diff;
pub(crate) mod export;
pub(crate) mod inputs;
pub(crate) mod live;
pub(crate) mod mask;
pub(crate) mod merge;
pub(crate) mod migrate;
pub(crate) mod migration;
pub(crate) mod normalize;
pub(crate) mod order;
pub(crate) mod partial;
pub(crate) mod rename;
pub(crate) mod rollback;
pub(crate) mod saved;
pub(crate) mod schedule;
mod secrets;
pub(crate) mod step;
pub(crate) mod step_body;
mod uses;
pub(crate) mod write;

pub use build::{bodies_after, build};
pub use checksum::checksum;
pub use class::Class;
pub use inputs::Inputs;
pub use live::{Live, LiveIter};
pub use migrate::{MigrationChoice, UnknownMigration};
pub(crate) use order::resource;
pub use step::{Action, Partial, Plan, Reason};
pub(crate) use step::{
    AffectedEntities, Attribution, AuditEntry, BaseName, Change, Danger, Step, Suggestion, by_and_at,
};
