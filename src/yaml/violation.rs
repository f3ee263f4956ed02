//! What can be wrong with a value that a schema refuses.

use crate::ground::path::Path;
use crate::ground::source::Span;
use serde_json::Value;

/// Which limit of a schema a value exceeds.
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
    /// No multiple of `multipleOf`.
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
    /// A key that the schema does not know; the path leads to it.
    Unexpected {
        /// The key.
        name: String,
        /// The keys that it does know, for a suggestion.
        allowed: Vec<String>,
    },
    /// A key that must be there and is not; the path leads to the map.
    Missing {
        /// The key.
        name: String,
    },
    /// The value is of another type.
    Type {
        /// The types it may have, as JSON Schema names them: `string`, `array`, `object`, ...
        expected: Vec<String>,
    },
    /// The value is none of a closed set.
    Options {
        /// The set.
        allowed: Vec<Value>,
    },
    /// The value exceeds a limit.
    Limit {
        /// Which.
        bound: Bound,
        /// The limit itself.
        limit: Value,
    },
    /// The text does not match.
    Pattern {
        /// The regular expression.
        pattern: String,
        /// What it asks for, as the schema's `patternErrorMessage` beside it says.
        message: Option<String>,
    },
    /// The text is not of that format.
    Format {
        /// The format's name.
        format: String,
    },
    /// A list that holds one value twice.
    DuplicateItems,
    /// A key whose name breaks a rule; the path leads to it.
    Name {
        /// The key.
        name: String,
        /// What is wrong with the name.
        fault: Box<ViolationKind>,
    },
    /// More than one shape fits where exactly one must.
    Ambiguous,
    /// The value has a shape that is ruled out.
    Forbidden,
    /// Any other keyword.
    Other {
        /// The validator's words.
        message: String,
    },
}

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
pub(crate) struct ValueViolation {
    /// The way to the value.
    pub path: Path,
    /// The keyword of the schema that refuses it.
    pub keyword: String,
    /// What is wrong.
    pub fault: ViolationKind,
}
