//! The kinds of places in YAML at which a cursor can be, and the keys and elements around it.

use std::ops::Range;

/// What is being written at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A key of the map at the path.
    Key,
    /// The value at the path, or an element of the list there.
    Value,
}

/// A key of a map or an element of a list, with its place.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub column: usize,
    pub parent: Option<usize>,
    /// The name of a key; `None` for an element of a list.
    pub key: Option<String>,
    pub value: Range<usize>,
}

/// Returns a scalar without its quotes.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}
