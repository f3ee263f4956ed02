//! Names in a sentence.

use crate::ground::join::join_first;

/// Joins names for a sentence. Only the first few of many are listed.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MAX_NAMES: usize = 12;
    join_first(MAX_NAMES, names.iter().map(|name| format!("`{}`", name.as_ref())))
}
