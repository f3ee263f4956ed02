//! Files that hold entities (`port.yml`): what is in them, and how they are checked.

mod allow;
mod anomaly;
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
mod query;
mod refusals;
mod section;
mod summary;
pub(crate) mod target;
pub(crate) mod text;
mod walk;

pub(crate) use allow::{Allowance, UnusedAllowance};
pub(in crate::lint) use allow::{allowances, apply as apply_allowances};
pub(crate) use anomaly::{Anomaly, AnomalyKind, Detail};
pub(crate) use declared::Declared;
pub(crate) use document::{Document, Holding};
pub(crate) use entity::Entity;
pub(crate) use field::Field;
pub use files::{Files, NoFiles, Target};
pub(crate) use index::{FileSpan, Index};
pub(crate) use limit::MAX_FINDINGS_PER_FILE;
pub use provider::Provider;
pub(in crate::lint) use query::search_mistakes;
pub use refusals::{Refusal, Refusals};
pub(crate) use section::Section;
pub(in crate::lint) use summary::Gathered;
pub use summary::Summary;
