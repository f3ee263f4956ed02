//! The schemas of the kinds, each compiled once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::kind::shape::Shape;
use crate::kind::{KINDS, Kind};
use crate::yaml::schema::Schema;

#[derive(Debug)]
pub(crate) struct KindSchema {
    pub schema: Schema,
    pub shape: Shape,
}

static COMPILED: LazyLock<BTreeMap<&'static str, KindSchema>> = LazyLock::new(|| {
    let compiled = |kind: &&Kind| {
        let schema = Schema::compile(kind.schema).expect("a test compiles the schema of every kind");
        let shape = Shape::parse(kind.schema).expect("a test compiles the schema of every kind");
        (kind.name, KindSchema { schema, shape })
    };
    KINDS.iter().map(compiled).collect()
});

pub(crate) fn of(kind: &Kind) -> &'static KindSchema {
    &COMPILED[kind.name]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_every_kind_compiles() {
        assert!(KINDS.iter().all(|kind| of(kind).shape.knows(&crate::ground::path::Path::from_keys(&["identifier"]))));
    }
}
