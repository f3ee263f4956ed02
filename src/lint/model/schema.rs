//! The schemas of the kinds, each compiled once.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::kind::{KINDS, Kind};
use crate::yaml::schema::Schema;

/// A run mostly needs the schemas of few kinds, and compiling one takes milliseconds.
static COMPILED: LazyLock<BTreeMap<&'static str, OnceLock<Schema>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.name, OnceLock::new())).collect());

pub(crate) fn of(kind: &Kind) -> &'static Schema {
    COMPILED[kind.name].get_or_init(|| Schema::compile(kind.schema).expect("a test compiles the schema of every kind"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_every_kind_compiles() {
        for kind in KINDS {
            let identifier = crate::ground::path::Path::from_keys(&[kind.identity.field]);
            assert!(!of(kind).check_value(&serde_json::Value::Null).is_empty());
            assert!(kind.shape().knows(&identifier));
        }
    }
}
