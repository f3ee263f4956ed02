//! Scorecard groups: the scorecards of several blueprints.

use serde_json::{Value, json};

use super::{Body, Draft, Quirks, Refusal, Shape, Store, properties, scorecard, section};

static WRITE: Shape = Shape::new(include_str!("shapes/scorecard.json"), "group");

const NAME: &str = "scorecard-group";

pub(super) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    create: Some(&WRITE),
    replace: Some(&WRITE),
    prepare,
    written: |store, identifier| {
        make_scorecards(store, identifier);
        Ok(())
    },
    removed: |store| remove_scorecards(store, |store, group| store.get(NAME, "", group).is_none()),
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

/// Writes the scorecards of a group: one for each blueprint that it grades, with the group's identifier.
fn make_scorecards(store: &mut Store, identifier: &str) {
    remove_scorecards(store, |_, group| group == identifier);
    let group = store.get(NAME, "", identifier).cloned().unwrap_or_default();
    let listed = group.get("blueprints").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let shared = listed.map(|blueprint| (blueprint, &group));
    let own =
        section(&group, "scorecards").iter().filter_map(|(blueprint, own)| Some((&**blueprint, own.as_object()?)));
    for (blueprint, graded) in shared.chain(own) {
        if store.get(scorecard::NAME, blueprint, identifier).is_some() {
            continue;
        }
        let mut body = Body::new();
        body.insert("id".to_owned(), json!(store.issue(scorecard::NAME)));
        let common = ["identifier", "title", "levels", "createdAt", "createdBy", "updatedAt", "updatedBy"];
        for (from, fields) in [(&group, &common[..]), (graded, &["rules", "filter"])] {
            body.extend(fields.iter().filter_map(|field| Some(((*field).to_owned(), from.get(*field)?.clone()))));
        }
        // A group has one filter, or one for each blueprint.
        let filter = section(&group, "filters").get(blueprint).cloned();
        body.extend(filter.map(|filter| ("filter".to_owned(), filter)));
        body.extend([("blueprint".to_owned(), json!(blueprint)), (scorecard::GROUP.to_owned(), json!(identifier))]);
        store.insert(scorecard::NAME, blueprint, identifier, body);
    }
}

/// Removes the scorecards of the groups that this is true for.
fn remove_scorecards(store: &mut Store, is_gone: impl Fn(&Store, &str) -> bool) {
    let of_group =
        |body: &Body| body.get(scorecard::GROUP).and_then(Value::as_str).is_some_and(|group| is_gone(store, group));
    let gone = store.of(scorecard::NAME).filter(|(_, _, body)| of_group(body));
    let gone: Vec<(String, String)> = gone.map(|(blueprint, own, _)| (blueprint.to_owned(), own.to_owned())).collect();
    for (blueprint, identifier) in gone {
        store.remove(scorecard::NAME, &blueprint, &identifier);
    }
}
