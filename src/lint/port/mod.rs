//! Files that hold entities (`port.yml`): what is in them, and how they are checked.

mod allow;
mod anomaly;
mod cycle;
pub mod declared;
mod document;
mod entity;
mod files;
mod foreign;
mod index;
mod levels;
mod provider;
pub mod query;
mod refusals;
pub mod repair;
mod run;
mod summary;
pub mod target;
pub mod text;
pub mod unknown;
mod walk;
pub mod words;

pub use allow::Allowance;
pub use anomaly::{Anomaly, AnomalyKind, Section};
pub use declared::Declared;
pub use document::{Document, Holding};
pub use entity::{Entity, Field};
pub use files::{Files, NoFiles, Target};
pub use index::{Index, Place as Mentioned, Stated};
pub use levels::{Level, Levels};
pub use provider::{Base, Provider};
pub use refusals::{Refusal, Refusals};
pub use run::{FileReport, Lint, MOST, check_file, check_repository, unreadable};
pub use summary::{Definition, Mention, Summary};
