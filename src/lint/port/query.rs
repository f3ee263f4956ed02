//! Searches in place of an entity's identifier: `{combinator, rules}`.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::search::{Dialect, MembersOf, Mistake, check};
use crate::yaml::tree::{Node, to_value};

/// Returns the mistakes of a search, with paths from the search.
pub(crate) fn search_mistakes(query: Node<'_>) -> Vec<Mistake> {
    check(&Path::root(), &to_value(query), Dialect::EntityReference, MembersOf::new(&Value::Null))
}
