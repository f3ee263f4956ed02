//! The catalog's sidebar, as Port returns it: pages and folders in one list, which may be a tree.

use serde_json::{Map, Value, json};

/// The fields in which a folder may have what is in it.
const NESTED: [&str; 2] = ["items", "children"];

/// Returns whether an element of the sidebar is a folder.
pub(super) fn is_folder(item: &Value) -> bool {
    item.get("sidebarType").is_some_and(|sort| sort == "folder")
}

/// Returns an element of the sidebar without those that are nested in it, and then those. Each has the folder that it is
/// in.
pub(super) fn items(item: &Value) -> Vec<Value> {
    let Value::Object(map) = item else { return vec![item.clone()] };
    let own: Map<String, Value> = map
        .iter()
        .filter(|(field, _)| !NESTED.contains(&field.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    let mut found = vec![Value::Object(own)];
    for nested in NESTED.iter().filter_map(|field| map.get(*field)?.as_array()).flatten() {
        let mut inside = items(nested);
        if let (Some(Value::Object(first)), Some(parent)) = (inside.first_mut(), map.get("identifier")) {
            let is_stated = first.get("parent").and_then(Value::as_str).is_some_and(|parent| !parent.is_empty());
            if !is_stated {
                first.insert("parent".to_owned(), json!(parent));
            }
        }
        found.extend(inside);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_the_same_as_a_list() {
        let tree = json!({"identifier": "a", "sidebarType": "folder", "items": [
            {"identifier": "p", "sidebarType": "page"},
            {"identifier": "b", "sidebarType": "folder", "children": [{"identifier": "c", "sidebarType": "folder"}]}]});
        let folders: Vec<Value> = items(&tree).into_iter().filter(is_folder).collect();
        let folder = |identifier: &str| json!({"identifier": identifier, "sidebarType": "folder"});
        let inside = |identifier: &str, parent: &str| json!({"identifier": identifier, "sidebarType": "folder", "parent": parent});
        assert_eq!(folders, [folder("a"), inside("b", "a"), inside("c", "b")]);
    }
}
