//! Files that hold entities (`port.yml`): what is in them, and how they are checked.

mod allow;
mod anomaly;
mod context;
mod cycle;
pub(crate) mod declared;
mod document;
mod entity;
mod field;
mod files;
mod foreign;
mod index;
mod limit;
mod provider;
pub(crate) mod query;
mod refusals;
mod section;
mod summary;
pub(crate) mod target;
pub(crate) mod text;
mod walk;

pub use allow::{Allowance, UnusedAllowance};
pub(in crate::lint) use allow::{allowances, apply as apply_allowances};
pub use anomaly::{Anomaly, AnomalyKind, Detail};
pub use context::Context;
pub use declared::Declared;
pub use document::{Document, Holding};
pub use entity::Entity;
pub use field::Field;
pub use files::{Files, NoFiles, Target};
pub use index::{FileSpan, Index, Stated};
pub use limit::MAX_FINDINGS_PER_FILE;
pub use provider::{Base, Provider};
pub use refusals::{Refusal, Refusals};
pub use section::Section;
pub(in crate::lint) use summary::Gathered;
pub use summary::{Definition, Mention, Summary};
