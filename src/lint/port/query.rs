//! Searches in place of an entity's identifier: `{combinator, rules}`.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::search::{Dialect, MembersOf, Mistake, check};
use crate::yaml::tree::{Node, to_value};

/// Returns whether a map has a field of a search.
pub(crate) fn is_search(value: Node<'_>) -> bool {
    ["combinator", "rules", "conditions", "operator"].iter().any(|field| value.get(field).is_some())
}

/// Returns the mistakes of a search, with paths from the search.
pub(crate) fn search_mistakes(query: Node<'_>) -> Vec<Mistake> {
    check(&Path::root(), &to_value(query), Dialect::EntityReference, MembersOf::new(&Value::Null))
}
