//! The level of an entity in a scorecard.

use serde_json::{Map, Value};

use crate::kind::search::{UnknownRule, matches};

/// The levels that Port gives a scorecard that states none, lowest first.
pub(crate) const DEFAULT_LEVELS: &str = r#"[{"title":"Basic","color":"paleBlue"},{"title":"Bronze","color":"bronze"},{"title":"Silver","color":"silver"},{"title":"Gold","color":"gold"}]"#;

/// Returns the level of an entity: the highest one for which the entity passes all rules of it and of the levels below, or the
/// first. A level without rules is not reached. `None` if the scorecard's filter excludes the entity.
///
/// # Errors
/// A rule that cannot be evaluated.
pub(crate) fn level(scorecard: &Value, entity: &Map<String, Value>) -> Result<Option<String>, UnknownRule> {
    if let Some(filter) = scorecard.get("filter").filter(|filter| !filter.is_null())
        && !matches(filter, entity)?
    {
        return Ok(None);
    }
    let titles = titles(scorecard);
    let mut reached = titles.first();
    for title in &titles {
        let mut has_rules = false;
        for rule in rules(scorecard).filter(|rule| rule["level"] == **title) {
            has_rules = true;
            if !matches(&rule["query"], entity)? {
                return Ok(reached.cloned());
            }
        }
        if has_rules {
            reached = Some(title);
        }
    }
    Ok(reached.cloned())
}

/// Returns the levels, lowest first.
fn titles(scorecard: &Value) -> Vec<String> {
    let titles = |levels: &Value| -> Vec<String> {
        let levels = levels.as_array().into_iter().flatten();
        levels.filter_map(|level| level["title"].as_str().map(str::to_owned)).collect()
    };
    match scorecard.get("levels") {
        Some(stated) => titles(stated),
        None => titles(&serde_json::from_str(DEFAULT_LEVELS).expect("the default levels are JSON")),
    }
}

/// Returns the rules: a list, or a map by identifier in a normalized body.
fn rules(scorecard: &Value) -> impl Iterator<Item = &Value> {
    let rules = &scorecard["rules"];
    let list = rules.as_array().into_iter().flatten();
    list.chain(rules.as_object().into_iter().flat_map(Map::values))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_level_needs_all_rules_of_it_and_below() {
        let rule = |level: &str, property: &str| {
            json!({"level": level, "query": {"combinator": "and", "conditions": [
                {"property": property, "operator": "isNotEmpty"}]}})
        };
        let scorecard = json!({
            "filter": {"combinator": "and", "conditions": [{"property": "skipped", "operator": "!=", "value": true}]},
            "rules": [rule("Bronze", "a"), rule("Bronze", "b"), rule("Gold", "c")],
        });
        let graded = |properties: Value| {
            let entity = json!({ "properties": properties });
            level(&scorecard, entity.as_object().expect("a map")).expect("known operators")
        };
        assert_eq!(graded(json!({"a": 1, "c": 1})).as_deref(), Some("Basic"));
        assert_eq!(graded(json!({"a": 1, "b": 1})).as_deref(), Some("Bronze"));
        assert_eq!(graded(json!({"a": 1, "b": 1, "c": 1})).as_deref(), Some("Gold"));
        assert_eq!(graded(json!({"a": 1, "skipped": true})), None);
    }
}
