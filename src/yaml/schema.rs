//! JSON Schema over a tree: every mistake once, on its own key or value.

use crate::ground::path::{Path, Segment};
use crate::ground::source::Span;
use crate::yaml::branch::{self, Mistake};
use crate::yaml::format;
use crate::yaml::instance::{Instance, TreeJson};
use crate::yaml::tree::Node;
pub use crate::yaml::violation::{Bound, ViolationKind};
use jsonschema::Validator;
use serde_json::Value;

/// One mistake in a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The way to the value, from the node that was checked.
    pub path: Path,
    /// The key that holds the value; of an unexpected key, that key.
    pub key: Option<Span>,
    /// The value.
    pub value: Span,
    /// The keyword of the schema that refuses it.
    pub keyword: String,
    /// What is wrong.
    pub fault: ViolationKind,
}

/// One mistake in a value that has no text.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueViolation {
    /// The way to the value.
    pub path: Path,
    /// The keyword of the schema that refuses it.
    pub keyword: String,
    /// What is wrong.
    pub fault: ViolationKind,
}

/// A schema, compiled once and used for many values.
#[derive(Debug)]
pub struct Schema {
    source: Value,
    validator: Validator<TreeJson>,
}

impl Schema {
    /// Compiles a schema written in JSON.
    ///
    /// # Errors
    /// What is wrong with the schema; it may refer to nothing outside itself.
    pub fn compile(text: &str) -> Result<Self, String> {
        Self::from_value(&serde_json::from_str(text).map_err(|error| error.to_string())?)
    }

    /// Compiles a schema.
    ///
    /// # Errors
    /// What is wrong with the schema; it may refer to nothing outside itself.
    pub fn from_value(schema: &Value) -> Result<Self, String> {
        let options = jsonschema::options_for::<TreeJson>().offline().should_validate_formats(true);
        let validator = format::register(options).build(schema).map_err(|error| error.to_string())?;
        Ok(Self { source: schema.clone(), validator })
    }

    /// Every mistake of a node, in the order of the text.
    pub fn check(&self, node: Node<'_>) -> Vec<Violation> {
        let place = |mistake: Mistake| {
            let path = self::path(&mistake, |path| node.find(path).is_some_and(|at| at.is_list()));
            let at = node.tree().locate(node.id(), &path);
            Violation { path, key: at.key, value: at.value, keyword: mistake.keyword, fault: mistake.fault }
        };
        let mut found: Vec<_> = self.mistakes(Instance::Tree(node)).into_iter().map(place).collect();
        found.sort_by_key(|violation| violation.key.unwrap_or(violation.value));
        found
    }

    /// Every mistake of a value.
    pub fn check_value(&self, value: &Value) -> Vec<ValueViolation> {
        let place = |mistake: Mistake| {
            let path = self::path(&mistake, |path| path.find(value).is_some_and(Value::is_array));
            ValueViolation { path, keyword: mistake.keyword, fault: mistake.fault }
        };
        self.mistakes(Instance::Value(value)).into_iter().map(place).collect()
    }

    fn mistakes(&self, instance: Instance<'_>) -> Vec<Mistake> {
        // Nearly every value is right, and asking only that is cheaper.
        if self.validator.is_valid(instance) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for error in self.validator.iter_errors(instance) {
            branch::flatten(&error, &self.source, &mut found);
        }
        branch::one_each(found)
    }
}

/// The mistake's path; a number is an index only where there is a list.
fn path(mistake: &Mistake, is_list: impl Fn(&Path) -> bool) -> Path {
    let mut path = Path::root();
    for segment in Path::from_pointer(&mistake.pointer).0 {
        match segment {
            Segment::Index(index) if !is_list(&path) => path.0.push(Segment::Key(index.to_string())),
            segment => path.0.push(segment),
        }
    }
    path
}

#[cfg(test)]
mod tests;
