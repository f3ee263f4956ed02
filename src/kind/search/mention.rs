//! The properties that search queries mention: `{combinator, rules}` or `{combinator, conditions}`, nested to any
//! depth.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::search::property::jq_name;
use crate::kind::search::value::is_template;

/// Returns every property of the selected entities that a query compares, and the field that names it.
pub(crate) fn compared_properties<'v>(at: &Path, query: &'v Value) -> Vec<(Path, &'v str)> {
    let mut found = Vec::new();
    let mut waiting = vec![(at.clone(), query)];
    while let Some((at, query)) = waiting.pop() {
        let property = query.get("property").and_then(Value::as_str);
        // With a blueprint, a rule is about other entities; the name of a template is only known when it is filled in.
        // A name as in jq is a mistake of the query.
        if let Some(property) =
            property.filter(|name| query.get("blueprint").is_none() && !is_template(name) && jq_name(name).is_none())
        {
            found.push((at.child("property"), property));
        }
        for list in ["rules", "conditions"] {
            let rules = query.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
            waiting.extend(rules.map(|(nth, rule)| (at.child(list).child(nth), rule)));
        }
    }
    found.sort();
    found
}
