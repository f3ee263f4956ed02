//! JSON Schema validation of a tree, with each violation reported once, at its key or value.

use crate::ground::path::{Path, Segment};
use crate::yaml::branch::{self, SchemaError};
use crate::yaml::format;
use crate::yaml::instance::{Instance, TreeJson};
use crate::yaml::tree::Node;
use jsonschema::Validator;
use serde_json::Value;

pub(crate) use crate::yaml::violation::{Bound, ValueViolation, Violation, ViolationKind};

#[derive(Debug)]
pub(crate) struct Schema {
    source: Value,
    validator: Validator<TreeJson>,
}

impl Schema {
    /// Compiles a schema written in JSON. It cannot refer to anything outside itself.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        Self::from_value(&serde_json::from_str(text).map_err(|error| error.to_string())?)
    }

    pub(crate) fn from_value(schema: &Value) -> Result<Self, String> {
        let options = jsonschema::options_for::<TreeJson>().offline().should_validate_formats(true);
        let validator = format::register(options).build(schema).map_err(|error| error.to_string())?;
        Ok(Self { source: schema.clone(), validator })
    }

    /// Returns the violations of a node, in the order of the text.
    pub(crate) fn check(&self, node: Node<'_>) -> Vec<Violation> {
        let place = |error: SchemaError| {
            let path = self::path(&error, |path| node.find(path).is_some_and(|at| at.is_list()));
            let at = node.tree().locate(node.id(), &path);
            Violation { path, key: at.key, value: at.value, keyword: error.keyword, fault: error.fault }
        };
        let mut found: Vec<_> = self.errors(Instance::Tree(node)).into_iter().map(place).collect();
        found.sort_by_key(|violation| violation.key.unwrap_or(violation.value));
        found
    }

    pub(crate) fn check_value(&self, value: &Value) -> Vec<ValueViolation> {
        let place = |error: SchemaError| {
            let path = self::path(&error, |path| path.find(value).is_some_and(Value::is_array));
            ValueViolation { path, keyword: error.keyword, fault: error.fault }
        };
        self.errors(Instance::Value(value)).into_iter().map(place).collect()
    }

    fn errors(&self, instance: Instance<'_>) -> Vec<SchemaError> {
        // Nearly every value is valid, and checking only that is cheaper.
        if self.validator.is_valid(instance) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for error in self.validator.iter_errors(instance) {
            branch::flatten(&error, &self.source, &mut found);
        }
        branch::one_per_value(found)
    }
}

/// Returns the path of an error. A number is an index only where the value is a list.
fn path(error: &SchemaError, is_list: impl Fn(&Path) -> bool) -> Path {
    let mut path = Path::root();
    for segment in Path::from_pointer(&error.pointer).0 {
        match segment {
            Segment::Index(index) if !is_list(&path) => path.0.push(Segment::Key(index.to_string())),
            segment => path.0.push(segment),
        }
    }
    path
}

#[cfg(test)]
mod tests;
