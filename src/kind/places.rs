//! The parts of a body that Port evaluates, shows as a form, or sends a request to.

use serde_json::Value;

use crate::ground::path::{Path, Step, Steps};
use crate::kind::treatment::fits;

/// Keys from the root. `a|b` matches either key, `*` any key or index.
pub(crate) type Pattern = &'static [&'static str];

/// Where the bodies of a kind have forms, expressions, requests and events.
#[derive(Debug)]
pub struct Places {
    /// The forms, with their inputs under `properties`.
    pub forms: &'static [Pattern],
    /// The jq expressions.
    pub expressions: &'static [ExpressionPlace],
    /// The values whose texts may have templates.
    pub templates: &'static [Pattern],
    /// The name of the map that templates read.
    pub template_input: &'static str,
    /// The requests that Port sends, with a `url`.
    pub requests: &'static [Pattern],
    /// The events that start it.
    pub events: &'static [Pattern],
    /// The maps with `users`, `roles` and `teams` that may do something.
    pub grants: &'static [Pattern],
}

/// Where the bodies of a kind have jq.
#[derive(Debug)]
pub struct ExpressionPlace {
    /// Its path.
    pub at: Pattern,
    /// The word for it in messages.
    pub noun: &'static str,
    /// The name of the map that it reads.
    pub input: &'static str,
}

impl Places {
    /// None of them.
    pub(crate) const NONE: Self = Self {
        forms: &[],
        expressions: &[],
        templates: &[],
        template_input: "",
        requests: &[],
        events: &[],
        grants: &[],
    };
}

/// Returns every value of a body at one of these places, in the order of the body for each.
pub(crate) fn values<'v>(patterns: &[Pattern], body: &'v Value) -> Vec<(Path, &'v Value)> {
    patterns.iter().flat_map(|pattern| at(pattern, body)).collect()
}

/// Returns every value of a body at a place.
pub(crate) fn at(pattern: Pattern, body: &Value) -> Vec<(Path, &Value)> {
    let mut found = Vec::new();
    collect(pattern, &mut Steps::default(), body, &mut found);
    found
}

fn collect<'v>(pattern: &[&'static str], steps: &mut Steps<'v>, value: &'v Value, found: &mut Vec<(Path, &'v Value)>) {
    let Some((want, rest)) = pattern.split_first() else {
        found.push((steps.below(&Path::root()), value));
        return;
    };
    let is_name = !want.starts_with('!') && !want.contains(['*', '|']);
    match value {
        Value::Object(map) if is_name => {
            if let Some((key, value)) = map.get_key_value(*want) {
                steps.inside(Step::Key(key), |steps| collect(rest, steps, value, found));
            }
        }
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(key, _)| fits(want, key)) {
                steps.inside(Step::Key(key), |steps| collect(rest, steps, value, found));
            }
        }
        Value::Array(values) if *want == "*" => {
            for (nth, value) in values.iter().enumerate() {
                steps.inside(Step::Index(nth), |steps| collect(rest, steps, value, found));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_leads_through_lists_and_maps() {
        let body = json!({"nodes": [{"a": {"x": 1}}, {"b": {"x": 2}}, {"c": {"x": 3}}, 4], "x": 5});
        let found = at(&["nodes", "*", "a|b", "x"], &body);
        let found: Vec<(String, &Value)> = found.into_iter().map(|(at, value)| (at.to_string(), value)).collect();
        assert_eq!(found, [("nodes[0].a.x".to_owned(), &json!(1)), ("nodes[1].b.x".to_owned(), &json!(2))]);
        assert!(at(&["x", "*"], &body).is_empty());
    }
}
