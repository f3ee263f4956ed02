//! The mistakes in search queries.

use crate::ground::path::Path;
use crate::kind::search::operator::Shape;
use crate::kind::search::property::ValueType;

/// Which part of a field a mistake is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its key.
    Key,
    /// Its value.
    Value,
}

/// One mistake in a search query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The field; for a key that is missing, the map that lacks it.
    pub(crate) at: Path,
    /// Whether its key or its value is wrong.
    pub(crate) part: Part,
    /// What is wrong.
    pub(crate) kind: MistakeKind,
    /// What to write instead, most likely first; may be empty.
    pub(crate) suggestions: Vec<String>,
    /// Whether Port refuses the query. Otherwise Port may accept it, but it does not select what the author expects.
    pub(crate) refused: bool,
}

/// What is wrong with one field of a search query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MistakeKind {
    /// A map is required here: a query, a rule, or a path.
    NotAMap,
    /// A list is required here: rules, conditions, or the steps of a path.
    NotAList,
    /// A string is required here.
    NotText,
    /// The `type` of an action's condition is not `SEARCH`.
    NotSearch,
    /// The list must have at least one element.
    EmptyList,
    /// The map lacks this key.
    MissingKey(&'static str),
    /// A bare rule where a query is required, which would have the rule in this list.
    LoneRule(&'static str),
    /// The map does not have such a key; `expected` are those it may have.
    UnknownKey {
        /// The keys it may have.
        expected: Vec<&'static str>,
    },
    /// The key belongs to another kind of query: `rules` where Port reads `conditions`, or the reverse.
    OtherList,
    /// The operator takes no `value`.
    UnusedValue,
    /// The word is not a combinator.
    UnknownCombinator,
    /// The word is not an operator of any query.
    UnknownOperator,
    /// The operator exists, but not in queries of this dialect.
    OperatorElsewhere,
    /// The operator takes a value of another shape.
    ValueShape(Shape),
    /// The word is not one of Port's named ranges.
    UnknownPreset,
    /// The text is not a date and time with a zone.
    NotADateTime,
    /// The range ends before it begins.
    BackwardsRange,
    /// The word is not a direction.
    UnknownDirection,
    /// The word is neither `user` nor `userTeams`.
    UnknownContext,
    /// The number of hops is not between 1 and 15.
    HopsOutOfRange,
    /// The name begins with `$`, but is not a meta property.
    UnknownMetaProperty,
    /// The name is written as in jq, with the path to it.
    JqName,
    /// The operator never applies to a property of this sort.
    OperatorMismatch(ValueType),
    /// The property never has a value of this type.
    ValueMismatch(ValueType),
    /// The property never has this value, as its `enum` does not list it.
    NotInEnum,
}
