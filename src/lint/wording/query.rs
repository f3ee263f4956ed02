//! Wording for mistakes in a search query.

use serde_json::Value;

use crate::kind::search::{Dialect, Mistake, MistakeKind, Shape, ValueType, operators};
use crate::lint::names::listed;
use crate::lint::wording::violation::Words;
use crate::yaml::scalar::yaml11;

/// Returns the words for a mistake. `written` is the value at its path, or null if there is none.
pub(crate) fn words(mistake: &Mistake, written: &Value, dialect: Dialect) -> Words {
    let key = mistake.at.last_key().unwrap_or("query");
    let it = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
    let (message, label) = match &mistake.kind {
        MistakeKind::NotAMap => ("a query, and each of its rules, must be a map".to_owned(), "not a map"),
        MistakeKind::NotAList => (format!("`{key}` must be a list"), "not a list"),
        MistakeKind::NotText => (format!("`{key}` must be a string"), "not a string"),
        MistakeKind::NotSearch => (format!("`type` cannot be `{it}`"), "no such type"),
        MistakeKind::EmptyList => (format!("`{key}` is empty"), "empty"),
        MistakeKind::MissingKey(name) => (format!("this part of the query has no `{name}`"), "incomplete"),
        MistakeKind::UnknownKey { .. } | MistakeKind::OtherList => {
            (format!("`{key}` is not a field of this part of the query"), "no such field")
        }
        MistakeKind::UnusedValue => ("the operator does not have a `value`".to_owned(), "not used"),
        MistakeKind::UnknownCombinator => (format!("`{it}` is not a combinator"), "no such combinator"),
        MistakeKind::UnknownOperator if it.is_empty() => (format!("`{key}` is empty"), "empty"),
        MistakeKind::LoneRule(list) => (format!("this rule is not in a list of `{list}`"), "not in a list"),
        MistakeKind::UnknownOperator => (format!("`{it}` is not an operator of a query"), "no such operator"),
        MistakeKind::OperatorElsewhere => (format!("this query cannot use operator `{it}`"), "not available here"),
        MistakeKind::ValueShape(shape) => (format!("the operator needs {}", shape_words(*shape)), "wrong type"),
        MistakeKind::UnknownPreset => (format!("`{it}` is not a range of dates that Port knows"), "no such range"),
        MistakeKind::NotADateTime => (format!("`{it}` is not a date and time with a time zone"), "not a date and time"),
        MistakeKind::BackwardsRange => ("the range ends before it starts".to_owned(), "`from` is after `to`"),
        MistakeKind::UnknownDirection => (format!("`{it}` is not a direction"), "no such direction"),
        MistakeKind::UnknownContext => (format!("`{it}` is not a context"), "no such context"),
        MistakeKind::HopsOutOfRange => (format!("`maxHops` cannot be `{it}`"), "out of range"),
        MistakeKind::UnknownMetaProperty => (format!("entities have no `{it}`"), "no such meta property"),
        MistakeKind::JqName => (format!("a query uses only the name of a property, not `{it}`"), "a jq path"),
        MistakeKind::OperatorMismatch(value_type) => {
            (format!("`{it}` never applies to {}", value_type_words(*value_type)), "never true")
        }
        MistakeKind::ValueMismatch(value_type) => {
            (format!("the property holds {}, and `{it}` is not one", value_type_words(*value_type)), "never true")
        }
        MistakeKind::NotInEnum => (format!("the property has no option `{it}`"), "no such option"),
    };
    Words { message, label: label.to_owned(), help: help(mistake, &it, dialect) }
}

fn help(mistake: &Mistake, it: &str, dialect: Dialect) -> Option<String> {
    if mistake.suggestions.first().is_some_and(|near| near == it) {
        return Some(format!("write it without quotes: `{it}`"));
    }
    if let [near, ..] = &mistake.suggestions[..] {
        // `=` without quotes means something else to some readers of YAML.
        let quote = if yaml11(near).is_some() { "\"" } else { "" };
        return Some(format!("did you mean `{quote}{near}{quote}`?"));
    }
    let help = match &mistake.kind {
        MistakeKind::NotAMap => {
            "write `combinator:` and a list of rules, or `property:`, `operator:` and `value:`".to_owned()
        }
        MistakeKind::NotAList => "start each element with `- `".to_owned(),
        MistakeKind::MissingKey(name) => format!("add `{name}:`"),
        MistakeKind::UnknownKey { expected } => format!("the fields here are {}", listed(expected)),
        MistakeKind::UnusedValue => "remove it".to_owned(),
        MistakeKind::UnknownCombinator => "write `and` or `or`".to_owned(),
        // YAML reads `>` without quotes as the start of a text.
        MistakeKind::UnknownOperator if it.is_empty() => "quote the operator, as in `\">\"`".to_owned(),
        MistakeKind::LoneRule(list) => {
            format!("write `combinator: and` and `{list}:` on lines before it, and indent it below `{list}` after `- `")
        }
        MistakeKind::UnknownOperator | MistakeKind::OperatorElsewhere => {
            format!("the operators are {}", listed(&operators(dialect).collect::<Vec<_>>()))
        }
        MistakeKind::UnknownPreset => "write a range such as `lastWeek` or `last3Months`".to_owned(),
        MistakeKind::NotADateTime => "write it in the form `2024-05-31T09:00:00Z`".to_owned(),
        MistakeKind::UnknownDirection => "write `upstream` or `downstream`".to_owned(),
        MistakeKind::UnknownContext => "write `user` or `userTeams`".to_owned(),
        MistakeKind::HopsOutOfRange => "write a number from 1 to 15".to_owned(),
        _ => return None,
    };
    Some(help)
}

fn shape_words(shape: Shape) -> &'static str {
    match shape {
        Shape::Scalar => "a string, a number, a boolean or null",
        Shape::Text => "a string",
        Shape::Ordered => "a number, or a date and time",
        Shape::List => "a list",
        Shape::Range => "a range: `{from, to}` or `{preset}`",
        Shape::Identifiers => "an identifier, or a list of them",
    }
}

/// Returns the words for the values of a property of that type.
pub(crate) fn value_type_words(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Text => "strings",
        ValueType::DateTime => "dates",
        ValueType::Timer => "timers",
        ValueType::Number => "numbers",
        ValueType::Boolean => "booleans",
        ValueType::List => "lists",
        ValueType::Map => "maps",
    }
}
