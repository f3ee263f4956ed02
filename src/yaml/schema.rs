//! JSON Schema validation of a tree, with each violation reported once, at its key or value.

use crate::ground::path::{Path, Segment};
use crate::ground::source::Span;
use crate::yaml::branch::{self, SchemaError};
use crate::yaml::format;
use crate::yaml::instance::{Instance, TreeJson};
use crate::yaml::tree::Node;
use jsonschema::Validator;
use serde_json::Value;

/// The keyword of a limit that a value exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// Smaller than `minimum`.
    Minimum,
    /// Greater than `maximum`.
    Maximum,
    /// Not greater than `exclusiveMinimum`.
    ExclusiveMinimum,
    /// Not smaller than `exclusiveMaximum`.
    ExclusiveMaximum,
    /// Not a multiple of `multipleOf`.
    MultipleOf,
    /// Fewer characters than `minLength`.
    MinLength,
    /// More characters than `maxLength`.
    MaxLength,
    /// Fewer members than `minItems`.
    MinItems,
    /// More members than `maxItems`.
    MaxItems,
    /// Fewer keys than `minProperties`.
    MinProperties,
    /// More keys than `maxProperties`.
    MaxProperties,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum ViolationKind {
    /// A key that the schema does not allow. The path leads to it.
    Unexpected {
        /// The key.
        name: String,
        /// The keys that it does allow, for a suggestion.
        allowed: Vec<String>,
    },
    /// A required key that is missing. The path leads to the map.
    Missing {
        /// The key.
        name: String,
    },
    /// The value has the wrong type.
    Type {
        /// The types it may have, as JSON Schema names them: `string`, `array`, `object`, ...
        expected: Vec<String>,
    },
    /// The value is not one of the allowed ones.
    Options {
        /// The allowed values.
        allowed: Vec<Value>,
    },
    /// The value exceeds a limit.
    Limit {
        /// Which.
        bound: Bound,
        /// The limit itself.
        limit: Value,
    },
    /// The text does not match a pattern.
    Pattern {
        /// The regular expression.
        pattern: String,
    },
    /// The text is not of that format.
    Format {
        /// The format's name.
        format: String,
    },
    /// A list contains the same value twice.
    DuplicateItems,
    /// A key whose name is not valid. The path leads to it.
    Name {
        /// The key.
        name: String,
        /// What is wrong with the name.
        fault: Box<ViolationKind>,
    },
    /// More than one shape matches where exactly one must.
    Ambiguous,
    /// The value matches a schema that is forbidden by `not`.
    Forbidden,
    /// A violation of any other keyword.
    Other {
        /// The validator's message.
        message: String,
    },
}

/// One violation in a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The path to the value, from the node that was checked.
    pub path: Path,
    /// The key of the value; for an unexpected key, that key.
    pub key: Option<Span>,
    /// The value.
    pub value: Span,
    /// The schema keyword that was violated.
    pub keyword: String,
    /// What is wrong.
    pub fault: ViolationKind,
}

/// One violation in a JSON value without a source text.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueViolation {
    /// The path to the value.
    pub path: Path,
    /// The schema keyword that was violated.
    pub keyword: String,
    /// What is wrong.
    pub fault: ViolationKind,
}

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    source: Value,
    validator: Validator<TreeJson>,
}

impl Schema {
    /// Compiles a schema written in JSON.
    ///
    /// # Errors
    /// Returns a message if the schema is not valid or refers to anything outside itself.
    pub fn compile(text: &str) -> Result<Self, String> {
        Self::from_value(&serde_json::from_str(text).map_err(|error| error.to_string())?)
    }

    /// Compiles a schema.
    ///
    /// # Errors
    /// Returns a message if the schema is not valid or refers to anything outside itself.
    pub fn from_value(schema: &Value) -> Result<Self, String> {
        let options = jsonschema::options_for::<TreeJson>().offline().should_validate_formats(true);
        let validator = format::register(options).build(schema).map_err(|error| error.to_string())?;
        Ok(Self { source: schema.clone(), validator })
    }

    /// Returns the violations of a node, in the order of the text.
    pub fn check(&self, node: Node<'_>) -> Vec<Violation> {
        let place = |error: SchemaError| {
            let path = self::path(&error, |path| node.find(path).is_some_and(|at| at.is_list()));
            let at = node.tree().locate(node.id(), &path);
            Violation { path, key: at.key, value: at.value, keyword: error.keyword, fault: error.fault }
        };
        let mut found: Vec<_> = self.errors(Instance::Tree(node)).into_iter().map(place).collect();
        found.sort_by_key(|violation| violation.key.unwrap_or(violation.value));
        found
    }

    /// Returns the violations of a value.
    pub fn check_value(&self, value: &Value) -> Vec<ValueViolation> {
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
