//! The places where a search query can be used, and their differences.

use crate::kind::search::operator::{Class, Operator};

/// The place of a query, which decides its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `filter` and `rules[].query` of a scorecard: `{combinator, conditions}`.
    Scorecard,
    /// `query` of an aggregation property, the queries of a policy, and the API's entity search.
    Search,
    /// `trigger.condition` of a self-service action: a search with `type: SEARCH`.
    Condition,
    /// `dataset` of an entity input: values may be jq queries over the form.
    Dataset,
    /// The value of `identifier`, `team` or a relation of an entity: the search is replaced by its results.
    EntityReference,
}

impl Dialect {
    /// Returns the keys of the outermost map.
    pub(crate) fn group_keys(self) -> &'static [&'static str] {
        match self {
            Self::Scorecard => &["combinator", "conditions"],
            Self::Condition => &["type", "combinator", "rules"],
            _ => &["combinator", "rules"],
        }
    }

    /// Whether queries of this dialect have an operator.
    pub(crate) fn has(self, operator: Operator) -> bool {
        match self {
            Self::EntityReference => ["=", "in", "contains", "containsAny"].contains(&operator.name),
            Self::Scorecard => !matches!(operator.class, Class::Relation | Class::Path),
            Self::Search | Self::Condition | Self::Dataset => true,
        }
    }

    /// Returns the keys that name what a comparison compares. A rule has one of them; the first is the usual one.
    pub(crate) fn subjects(self) -> &'static [&'static str] {
        match self {
            Self::Scorecard => &["property", "relation"],
            Self::EntityReference => &["property"],
            _ => &["property", "propertySchema", "relation", "scorecard"],
        }
    }

    /// Returns the keys of a rule with this operator, in addition to its subject.
    pub(crate) fn rule_keys(self, operator: Operator) -> &'static [&'static str] {
        match (operator.class, self) {
            (Class::Relation, _) => &["operator", "blueprint", "value", "direction", "required"],
            (Class::Emptiness | Class::Expiry, Self::Scorecard) => &["operator", "not"],
            (Class::Emptiness | Class::Expiry, Self::EntityReference) => &["operator"],
            (Class::Emptiness | Class::Expiry, _) => &["operator", "scorecardRule"],
            (_, Self::Scorecard) => &["operator", "value", "not"],
            (_, Self::EntityReference) => &["operator", "value"],
            (_, Self::Dataset) => &["operator", "value", "scorecardRule", "blueprint"],
            _ => &["operator", "value", "scorecardRule"],
        }
    }

    /// Whether a value may be `{jqQuery}`, which Port evaluates over the form.
    pub(crate) fn has_jq(self) -> bool {
        matches!(self, Self::Dataset | Self::Condition)
    }

    /// Returns whether Port refuses unknown keys in a group.
    pub(crate) fn is_closed(self) -> bool {
        !matches!(self, Self::Scorecard | Self::Dataset)
    }
}
