//! The schemas of the kinds, each compiled once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::kind::{KINDS, Kind};
use crate::yaml::schema::Schema;

static COMPILED: LazyLock<BTreeMap<&'static str, Schema>> = LazyLock::new(|| {
    let compile = |kind: &Kind| Schema::compile(kind.schema).expect("a test compiles the schema of every kind");
    KINDS.iter().map(|kind| (kind.name, compile(kind))).collect()
});

pub(crate) fn of(kind: &Kind) -> &'static Schema {
    &COMPILED[kind.name]
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
