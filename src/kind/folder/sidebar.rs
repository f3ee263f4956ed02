//! The catalog's sidebar, as Port returns it: pages and folders in one list, which may be a tree.

use serde_json::{Value, json};

/// The fields in which a folder may have what is in it.
const NESTED: [&str; 2] = ["items", "children"];

/// Returns whether an element of the sidebar is a folder.
pub(super) fn is_folder(item: &Value) -> bool {
    item.get("sidebarType").is_some_and(|item_type| item_type == "folder")
}

/// Returns an element of the sidebar without those that are nested in it, and then those. Each has the folder that it is
/// in.
pub(super) fn items(item: Value) -> Vec<Value> {
    let Value::Object(mut own) = item else { return vec![item] };
    let nested = NESTED.map(|field| own.shift_remove(field));
    let parent = own.get("identifier").cloned();
    let mut found = vec![Value::Object(own)];
    for element in nested.into_iter().filter_map(|field| list(field?)).flatten() {
        let mut inside = items(element);
        if let (Some(Value::Object(first)), Some(parent)) = (inside.first_mut(), &parent) {
            let is_stated = first.get("parent").and_then(Value::as_str).is_some_and(|parent| !parent.is_empty());
            if !is_stated {
                first.insert("parent".to_owned(), json!(parent));
            }
        }
        found.extend(inside);
    }
    found
}

fn list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(values) => Some(values),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_the_same_as_a_list() {
        let tree = json!({"identifier": "a", "sidebarType": "folder", "items": [
            {"identifier": "p", "sidebarType": "page"},
            {"identifier": "b", "sidebarType": "folder", "children": [{"identifier": "c", "sidebarType": "folder"}]}]});
        let folders: Vec<Value> = items(tree).into_iter().filter(is_folder).collect();
        let folder = |identifier: &str| json!({"identifier": identifier, "sidebarType": "folder"});
        let inside = |identifier: &str, parent: &str| json!({"identifier": identifier, "sidebarType": "folder", "parent": parent});
        assert_eq!(folders, [folder("a"), inside("b", "a"), inside("c", "b")]);
    }
}
