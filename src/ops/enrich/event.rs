//! What happens while an entity is enriched.

use crate::ground::finding::Finding;
use crate::ops::report::ReportError;

/// Something that a person may want to see while it happens.
#[derive(Clone, Copy, Debug)]
pub enum Event<'e> {
    /// What a refusal is about, as `lint` shows it.
    Findings(&'e [Finding]),
    /// A step on the forge begins.
    Step(&'e str),
    /// The run has ended, with this status, before it was reported on.
    RunHasEnded {
        /// The run.
        run: &'e str,
        /// Its status.
        status: &'e str,
    },
    /// A report could not be sent; the work goes on.
    ReportFailed(&'e ReportError),
}
