//! The values of sensitive variables that a run does not have, as far as a portal shows them.

use crate::ground::path::{Path, Segment};
use crate::kind::Kind;
use crate::model::{Model, Variable, Variables};
use crate::plan::live::Live;
use crate::plan::normalize::names;
use serde_json::Value;
use std::collections::BTreeSet;

/// Returns the variables. A sensitive variable without a value gets the part of the portal's text that stands in its place,
/// so that the field counts as unchanged.
pub(crate) fn with_portal_values(model: &Model, live: &Live, variables: &Variables) -> Variables {
    let mut all = variables.clone();
    for declaration in model.declarations.iter().filter(|declaration| !declaration.undefined.is_empty()) {
        let Some(live) = declaration.key.as_ref().and_then(|key| live.get(key)) else { continue };
        let fields: BTreeSet<&Path> = declaration.undefined.iter().map(|(at, ..)| at).collect();
        for at in fields {
            let names = declaration.undefined.iter().filter(|(other, ..)| other == at).map(|(.., name)| name.as_str());
            let names: Vec<&str> = names.collect();
            let written = at.find(&declaration.body).and_then(Value::as_str);
            let shown = counterpart(declaration.kind, &declaration.body, live, at).and_then(Value::as_str);
            let (Some(written), Some(shown)) = (written, shown) else { continue };
            if !names.iter().all(|name| variables.is_withheld(name)) {
                continue;
            }
            for (name, value) in values_of(&names, written, shown).unwrap_or_default() {
                if all.is_withheld(name) {
                    all.set(name, Variable::text(value, true));
                }
            }
        }
    }
    all
}

/// Returns the texts in place of each `${name}`, if the rest of the text is the same.
pub(super) fn values_of<'s>(names: &[&'s str], written: &str, shown: &'s str) -> Option<Vec<(&'s str, &'s str)>> {
    let (mut written, mut shown, mut values) = (written, shown, Vec::new());
    for (nth, name) in names.iter().enumerate() {
        let (before, after) = written.split_once(&format!("${{{name}}}"))?;
        let rest = shown.strip_prefix(before)?;
        // The text up to the next variable ends this one.
        let end = match names.get(nth + 1) {
            Some(next) => rest.find(after.split_once(&format!("${{{next}}}"))?.0)?,
            None => rest.strip_suffix(after)?.len(),
        };
        values.push((*name, &rest[..end]));
        (written, shown) = (after, &rest[end..]);
    }
    values.iter().all(|(_, value)| !value.is_empty()).then_some(values)
}

/// Returns the value in a portal's body for the field of a file's body. Elements of a keyed list are found by their keys.
fn counterpart<'v>(kind: &Kind, body: &Value, live: &'v Value, at: &Path) -> Option<&'v Value> {
    let (mut ours, mut theirs) = (body, live);
    for (depth, segment) in at.0.iter().enumerate() {
        (ours, theirs) = match segment {
            Segment::Key(key) => (ours.get(key)?, theirs.get(key)?),
            Segment::Index(nth) => {
                let own = ours.get(nth)?;
                let other = match kind.keyed_by(&at.first(depth)) {
                    Some(fields) => {
                        let is_same = |other: &&Value| names(fields, other) == names(fields, own);
                        theirs.as_array()?.iter().find(is_same)?
                    }
                    None => theirs.get(nth)?,
                };
                (own, other)
            }
        };
    }
    Some(theirs)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::workflow;

    #[test]
    fn a_value_is_what_the_rest_of_the_text_leaves() {
        assert_eq!(values_of(&["t"], "Bearer ${t}", "Bearer abc"), Some(vec![("t", "abc")]));
        let two = values_of(&["u", "t"], "https://${u}@x?t=${t}&a=1", "https://me:pw@x?t=abc&a=1");
        assert_eq!(two, Some(vec![("u", "me:pw"), ("t", "abc")]));
        for (written, shown) in [("Bearer ${t}", "Basic abc"), ("${t}!", "abc"), ("x${t}", "x"), ("${u}", "abc")] {
            assert_eq!(values_of(&["t"], written, shown), None, "{written}");
        }
    }

    #[test]
    fn an_element_of_a_keyed_list_is_found_in_another_order() {
        let ours = json!({"nodes": [{"identifier": "a", "x": 1}, {"identifier": "b", "x": 2}]});
        let theirs = json!({"nodes": [{"identifier": "b", "x": 3}, {"identifier": "a", "x": 4}]});
        let at = Path::from_keys(&["nodes"]).child(0).child("x");
        assert_eq!(counterpart(&workflow::KIND, &ours, &theirs, &at), Some(&json!(4)));
    }
}
