//! Setting in a repository's `port.yml` what somebody asked for in a form.

mod check;
mod edit;
mod existence;
mod failure;
mod publish;
mod write;

pub use check::{Checked, Task, checked};
pub use edit::enrich;
pub use failure::EnrichError;
pub use publish::{Places, Prepared, Proposed, address, prepare, publish};
pub use write::{WriteError, write};
