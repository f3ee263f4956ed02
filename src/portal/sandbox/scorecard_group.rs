//! Scorecard groups: the scorecards of several blueprints.

use serde_json::Value;

use super::{Body, Draft, Quirks, Refusal, Shape, Store, properties, scorecard, section};

static WRITE: Shape = Shape::new(include_str!("shapes/scorecard.json"), "group");

pub(super) static QUIRKS: Quirks = Quirks {
    kind: "scorecard-group",
    create: Some(&WRITE),
    replace: Some(&WRITE),
    prepare,
    id: Some("group"),
    answer: |group| {
        scorecard::shuffle_rules(group);
        for scorecard in
            group.get_mut("scorecards").and_then(Value::as_object_mut).into_iter().flat_map(Body::values_mut)
        {
            scorecard.as_object_mut().map(scorecard::shuffle_rules);
        }
    },
    ..Quirks::NONE
};

/// Checks what a scorecard must have, and that the graded blueprints exist. Fills in the levels, and a null for each property
/// of the scorecard blueprint that is not stated.
fn prepare(store: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let body = &draft.body;
    let listed = body.get("blueprints").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for blueprint in listed.chain(section(body, "scorecards").keys().map(String::as_str)) {
        store.blueprint(blueprint)?;
    }
    let levels = scorecard::levels(body);
    scorecard::check_rules(body, &levels)?;
    for own in section(body, "scorecards").values().filter_map(Value::as_object) {
        scorecard::check_rules(own, &levels)?;
    }
    scorecard::fill_levels(&mut draft.body);
    let known: Vec<String> = properties(store.blueprint("_scorecard")?).keys().cloned().collect();
    let stated = draft.body.entry("properties").or_insert_with(|| Value::Object(Body::new()));
    for name in known {
        stated.as_object_mut().map(|stated| stated.entry(name).or_insert(Value::Null));
    }
    Ok(())
}
