//! Folders, and the sidebar that lists them among the pages.

use serde_json::{Value, json};

use super::order;
use crate::portal::sandbox::{Body, Call, Draft, HandlerResult, Quirks, Refusal, Reply, Shape, Store, merge, text};

const SHAPES: &str = include_str!("../shapes/folder.json");
static CREATE: Shape = Shape::new(SHAPES, "create");
static MERGE: Shape = Shape::new(SHAPES, "merge");

/// Port has this many levels of folders.
const MAX_LEVELS: usize = 3;

pub(crate) static QUIRKS: Quirks = Quirks {
    kind: "folder",
    create: Some(&CREATE),
    merge: Some(&MERGE),
    // In another folder, a folder has other siblings.
    merged: |body, patch| {
        if patch.contains_key("parent") {
            body.shift_remove("after");
        }
        merge(body, patch);
    },
    prepare,
    written: |store, _| {
        order::relink(store);
        Ok(())
    },
    check_delete: |store, identifier| {
        let inside = order::siblings(store, identifier).len();
        if inside == 0 {
            return Ok(());
        }
        let message = format!("Folder \"{identifier}\" cannot be deleted because it has {inside} items");
        Err(Refusal::dependents(message, json!({"folder": identifier})))
    },
    removed: order::relink,
    hidden: &[order::POSITION],
    answer: |folder| {
        folder.insert("sidebar".into(), json!("catalog"));
        folder.insert("sidebarType".into(), json!("folder"));
    },
    ..Quirks::NONE
};

fn prepare(store: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    order::place(store, draft)?;
    let below = |identifier: &str| depth_below(store, identifier);
    let mut levels = 1 + below(draft.identifier);
    let mut parent = text(&draft.body, "parent");
    while !parent.is_empty() {
        levels += 1;
        if parent == draft.identifier || levels > MAX_LEVELS {
            return Err(Refusal::invalid("parent", format!("nests folders deeper than {MAX_LEVELS} levels")));
        }
        parent = store.get("folder", "", parent).map(|folder| text(folder, "parent")).unwrap_or_default();
    }
    Ok(())
}

/// How many levels of folders are in a folder.
fn depth_below(store: &Store, identifier: &str) -> usize {
    let inside = order::siblings(store, identifier).into_iter().filter(|(kind, _, _)| *kind == "folder");
    inside.map(|(_, folder, _)| 1 + depth_below(store, &folder)).max().unwrap_or(0)
}

/// Answers with all pages and folders, those in a folder nested in it.
pub(super) fn sidebar(call: &mut Call) -> HandlerResult {
    Ok(Reply::at(200, &["sidebar", "items"], items(call, "")))
}

fn items(call: &Call, folder: &str) -> Value {
    let item = |(kind, identifier, _): (&'static str, String, f64)| {
        let body = call.store.get(kind, "", &identifier).cloned().unwrap_or_default();
        let mut item = Body::new();
        for field in ["identifier", "title", "parent", "after"] {
            item.insert(field.into(), body.get(field).cloned().unwrap_or_default());
        }
        item.insert("sidebar".into(), json!("catalog"));
        item.insert("sidebarType".into(), json!(kind));
        if kind == "folder" {
            item.insert("items".into(), items(call, &identifier));
        }
        Value::Object(item)
    };
    order::siblings(call.store, folder).into_iter().map(item).collect()
}
