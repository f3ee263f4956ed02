//! Setting the values of a form in the `port.yml` of a repository.

mod access;
mod check;
mod edit;
mod failure;
mod job;
mod publish;
mod reporter;
mod write;

pub(crate) use access::ForgeChoice;
pub use check::{Checked, Task, checked};
pub use edit::enrich;
pub use failure::EnrichError;
pub(crate) use job::{EnrichReport, Hooks, Job, Place, ReportSettings, run};
pub(crate) use publish::Proposed;
pub(crate) use reporter::{Event, Summary};
pub use write::WriteError;
