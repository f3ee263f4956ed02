//! How much of one file is looked at.

/// After about so many findings a file is not looked at any further: nobody reads them, and each takes memory.
pub(crate) const MAX_FINDINGS_PER_FILE: usize = 1000;
