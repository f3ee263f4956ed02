//! What happens while an entity is enriched.

use crate::ground::finding::Finding;
use crate::ops::report::ReportError;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Event<'e> {
    /// What a refusal is about, as `lint` shows it.
    Findings(&'e [Finding]),
    Step(&'e str),
    /// The run has ended, with this status, before it was reported on.
    RunHasEnded {
        run: &'e str,
        status: &'e str,
    },
    ReportFailed(&'e ReportError),
}
