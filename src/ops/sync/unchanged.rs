//! Finding the entities that the portal already has as the files declare them, so that they need not be sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::lint::port::Declared;
use crate::ops::sync::send::{Stopped, by_blueprint, repeated_if_unclear};
use crate::plan::normalize::normal_numbers;
use crate::portal::Portal;
use crate::portal::entities::{self, BULK_READ};

/// Returns the numbers of the entities that would not change the portal. If the portal refuses the search for a blueprint,
/// the rest of the blueprint's entities count as changed.
pub(super) fn unchanged(
    declared: &[Declared],
    portal: &dyn Portal,
    stop: &dyn Fn() -> bool,
) -> Result<BTreeSet<usize>, Stopped> {
    let mut found = BTreeSet::new();
    for (blueprint, numbers) in by_blueprint(declared, &(0..declared.len()).collect::<Vec<_>>()) {
        for part in numbers.chunks(BULK_READ) {
            if stop() {
                return Err(Stopped::Interrupted);
            }
            let identifiers: Vec<&str> = part.iter().map(|at| declared[*at].identifier.as_str()).collect();
            let live = match repeated_if_unclear(|| entities::read_bulk(portal, blueprint, &identifiers)) {
                Ok(live) => live,
                Err(error) if entities::refusal(&error).is_some() => break,
                Err(error) => return Err(Stopped::failed(error, &declared[part[0]], part.len())),
            };
            let live: BTreeMap<&str, &Value> =
                live.iter().filter_map(|entity| Some((entity["identifier"].as_str()?, entity))).collect();
            let is_same =
                |at: &&usize| live.get(&*declared[**at].identifier).is_some_and(|live| has(live, &declared[**at]));
            found.extend(part.iter().filter(is_same));
        }
    }
    Ok(found)
}

/// Whether an entity of the portal already has all that a file states.
fn has(live: &Value, declared: &Declared) -> bool {
    declared.body.iter().all(|(field, stated)| match (field.as_str(), stated) {
        ("identifier", _) => true,
        ("properties", Value::Object(stated)) => {
            stated.iter().all(|(name, value)| normal_numbers(&live[field][name]) == normal_numbers(value))
        }
        ("relations", Value::Object(stated)) => {
            stated.iter().all(|(name, value)| names(&live[field][name]) == names(value) && !value.is_object())
        }
        ("team", stated) => !stated.is_object() && names(&live[field]) == names(stated),
        _ => live[field] == *stated,
    })
}

/// The identifiers in a relation or a team, whose order means nothing.
fn names(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::ground::source::SourceFile;
    use crate::lint::port::declared::declared;
    use crate::yaml::parse::Limits;

    #[test]
    fn only_what_the_file_states_is_compared() {
        let live = json!({"identifier": "a", "title": "A", "icon": null, "team": ["x", "y"],
            "properties": {"n": 3, "s": "text", "unset": null}, "relations": {"one": "b", "many": ["c", "d"], "none": null}});
        for (stated, expected) in [
            ("", true),
            ("title: A", true),
            ("title: B", false),
            ("icon: null", true),
            ("icon: Star", false),
            ("team: [y, x]", true),
            ("team: [y]", false),
            ("team: {combinator: and, rules: []}", false),
            ("properties: {n: 3.0, s: text}", true),
            ("properties: {n: 4}", false),
            ("properties: {unset: null, unknown: null}", true),
            ("properties: {s: null}", false),
            ("relations: {one: b, many: [d, c], none: null}", true),
            ("relations: {many: [c]}", false),
            ("relations: {one: {combinator: and, rules: []}}", false),
            ("relations: {none: b}", false),
        ] {
            let text = format!("identifier: a\nblueprint: widget\n{stated}\n");
            let file: Arc<SourceFile> = SourceFile::new("port.yml", &*text);
            let entities = declared(&file, &Limits::default()).entities;
            assert_eq!(has(&live, &entities[0]), expected, "{stated}");
        }
    }
}
