//! The order of the pages and folders in a folder. Each shows the one before it as `after`, so a change of one changes the next.

use serde_json::{Value, json};

use crate::portal::sandbox::{Body, Draft, Refusal, Store, text};

/// The kinds that share one order.
pub(super) const KINDS: [&str; 2] = ["page", "folder"];

/// The field with the place in the order, which no answer has.
pub(super) const POSITION: &str = "position";

/// Gives a body its place: after the sibling that it names; first, if that is null; where it was, or last in another folder, if
/// it names none.
pub(super) fn place(store: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let (old, identifier) = (draft.old, draft.identifier);
    if !draft.body.contains_key("parent") {
        draft.body.insert("parent".into(), old.and_then(|old| old.get("parent").cloned()).unwrap_or_default());
    }
    let parent = text(&draft.body, "parent").to_owned();
    if !parent.is_empty() && store.get("folder", "", &parent).is_none() {
        return Err(Refusal::not_found("Folder", &parent));
    }
    let others: Vec<(String, f64)> = siblings(store, &parent)
        .into_iter()
        .filter(|(_, other, _)| other != identifier)
        .map(|(_, o, at)| (o, at))
        .collect();
    let stays = old.filter(|old| text(old, "parent") == parent).and_then(|old| old.get(POSITION)?.as_f64());
    let last = others.last().map_or(0.0, |(_, at)| at + 1.0);
    let after = draft.body.get("after").map(|_| text(&draft.body, "after").to_owned());
    let position = match after.as_deref() {
        None => stays.unwrap_or(last),
        Some("") => others.first().map_or(0.0, |(_, at)| at - 1.0),
        Some(after) => {
            let Some(nth) = others.iter().position(|(other, _)| other == after) else {
                let message = format!("\"{after}\" is not in the folder of \"{identifier}\"");
                return Err(Refusal::new(403, "after_item_not_in_parent", message));
            };
            others.get(nth + 1).map_or(others[nth].1 + 1.0, |(_, next)| f64::midpoint(others[nth].1, *next))
        }
    };
    draft.body.insert("parent".into(), if parent.is_empty() { Value::Null } else { json!(parent) });
    draft.body.insert(POSITION.into(), json!(position));
    Ok(())
}

/// Updates `after` everywhere.
pub(super) fn relink(store: &mut Store) {
    let mut folders: Vec<String> = store.of("folder").map(|(_, identifier, _)| identifier.to_owned()).collect();
    folders.push(String::new());
    for folder in folders {
        let mut before = Value::Null;
        for (kind, identifier, _) in siblings(store, &folder) {
            if let Some(body) = store.get(kind, "", &identifier).filter(|body| body.get("after") != Some(&before)) {
                let mut body = body.clone();
                body.insert("after".into(), before);
                store.insert(kind, "", &identifier, body);
            }
            before = json!(identifier);
        }
    }
}

/// The pages and folders in a folder, in order: kind, identifier and position. The empty name stands for the top level.
pub(super) fn siblings(store: &Store, folder: &str) -> Vec<(&'static str, String, f64)> {
    let mut found = Vec::new();
    for kind in KINDS {
        let placed = |body: &Body| Some(body.get(POSITION)?.as_f64()?).filter(|_| text(body, "parent") == folder);
        found.extend(
            store.of(kind).filter_map(|(_, identifier, body)| Some((kind, identifier.to_owned(), placed(body)?))),
        );
    }
    found.sort_by(|one, other| one.2.total_cmp(&other.2));
    found
}
