//! The ways in which a value can violate a schema.

use crate::ground::path::Path;
use crate::ground::source::Span;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
    MultipleOf,
    MinLength,
    MaxLength,
    MinItems,
    MaxItems,
    MinProperties,
    MaxProperties,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ViolationKind {
    /// A key that the schema does not allow; the path leads to it.
    Unexpected {
        name: String,
        /// The keys that it allows, for a suggestion.
        allowed: Vec<String>,
    },
    /// A required key that is missing; the path leads to the map.
    Missing {
        name: String,
    },
    Type {
        /// The accepted types, as JSON Schema names them: `string`, `array`, `object`, ...
        expected: Vec<String>,
    },
    Options {
        allowed: Vec<Value>,
    },
    Limit {
        bound: Bound,
        limit: Value,
    },
    Pattern {
        pattern: String,
        /// The schema's `patternErrorMessage`.
        message: Option<String>,
    },
    Format {
        format: String,
    },
    /// A list that holds one value twice.
    DuplicateItems,
    /// A key with an invalid name; the path leads to it.
    Name {
        name: String,
        fault: Box<ViolationKind>,
    },
    /// More than one shape fits, but exactly one must.
    Ambiguous,
    /// The schema excludes values of this shape.
    Forbidden,
    Other {
        message: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The path to the value, from the node that was checked.
    pub path: Path,
    /// The key that holds the value, or the unexpected key itself.
    pub key: Option<Span>,
    pub value: Span,
    /// The keyword of the schema that rejects the value.
    pub keyword: String,
    pub fault: ViolationKind,
}

/// One mistake in a value that is not from a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueViolation {
    pub path: Path,
    pub keyword: String,
    pub fault: ViolationKind,
}
