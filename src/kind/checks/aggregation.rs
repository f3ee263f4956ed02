//! Aggregations: whether the function fits the type of the property.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::search::{MembersOf, ValueType};

/// A mistake in the calculation of an aggregation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AggregationMistake {
    /// The function takes numbers, but the property has values of this type.
    NotANumber(ValueType),
    /// The average is over time, but the property has values of this type.
    NotADate(ValueType),
}

/// Returns the mistakes of the aggregation at `at`, as far as the body of its target states types.
pub(crate) fn aggregation_mistakes(at: &Path, aggregation: &Value, target: &Value) -> Vec<(Path, AggregationMistake)> {
    let members = MembersOf::new(target);
    let value_type = |field: &str| {
        let name = aggregation.get("calculationSpec")?.get(field)?.as_str()?;
        members.lookup(name).and_then(ValueType::of)
    };
    let at = at.child("calculationSpec");
    let mut found = Vec::new();
    if let Some(value_type) = value_type("property").filter(|value_type| *value_type != ValueType::Number) {
        found.push((at.child("property"), AggregationMistake::NotANumber(value_type)));
    }
    if let Some(value_type) =
        value_type("measureTimeBy").filter(|value_type| !matches!(value_type, ValueType::DateTime | ValueType::Timer))
    {
        found.push((at.child("measureTimeBy"), AggregationMistake::NotADate(value_type)));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn functions_take_numbers_and_averages_take_dates() {
        let target = json!({"schema": {"properties": {
            "size": {"type": "number"}, "name": {"type": "string"}, "end": {"type": "string", "format": "date-time"}}},
            "mirrorProperties": {"far": {"path": "a.b"}}, "aggregationProperties": {"count": {}}});
        let found = |property: &str, time: &str| {
            let aggregation =
                json!({"calculationSpec": {"func": "average", "property": property, "measureTimeBy": time}});
            aggregation_mistakes(&Path::root(), &aggregation, &target)
                .into_iter()
                .map(|(at, _)| at.to_string())
                .collect::<Vec<_>>()
        };
        for number in ["size", "far", "count", "unknown"] {
            assert!(found(number, "end").is_empty(), "{number}");
        }
        assert_eq!(found("name", "$createdAt"), ["calculationSpec.property"]);
        assert_eq!(found("size", "name"), ["calculationSpec.measureTimeBy"]);
    }
}
