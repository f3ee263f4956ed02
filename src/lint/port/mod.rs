//! Facts of files that declare entities (`port.yml`).

mod allow;
mod anomaly;
mod cycle;
pub(crate) mod declared;
mod document;
mod earlier;
mod entity;
mod field;
mod files;
mod foreign;
mod index;
mod provider;
mod query;
mod refusals;
mod section;
mod summary;
pub(crate) mod target;
pub(crate) mod text;
mod walk;

pub(crate) use allow::{Allowance, AllowanceFault, AllowanceForm, MAX_NAMES, UnusedAllowance};
pub(in crate::lint) use allow::{allowances, apply as apply_allowances};
pub(crate) use anomaly::{Anomaly, AnomalyKind, Detail};
pub(crate) use declared::Declared;
pub(crate) use document::{Document, FileContent};
pub use earlier::Earlier;
pub(crate) use entity::Entity;
pub(crate) use field::Field;
pub use files::{Files, NoFiles, Target};
pub(crate) use index::{FileSpan, Index, Repetition};
pub use provider::Provider;
pub(crate) use provider::{Base, JsonReading};
pub(in crate::lint) use query::{is_search, search_mistakes};
pub use refusals::{Refusal, Refusals};
pub(crate) use section::Section;
pub(in crate::lint) use summary::Gathered;
pub use summary::Summary;
