//! Setting in a repository's `port.yml` what somebody asked for in a form.

mod access;
mod check;
mod edit;
mod event;
mod existence;
mod failure;
mod job;
mod publish;
mod reporter;
mod summary;
mod write;

pub(crate) use access::ForgeChoice;
pub use check::{Checked, Task, checked};
pub use edit::enrich;
pub(crate) use event::Event;
pub use failure::EnrichError;
pub(crate) use job::{EnrichReport, Hooks, Job, Place, ReportSettings, run};
pub(crate) use publish::Proposed;
pub(crate) use reporter::Summary;
pub use write::WriteError;
