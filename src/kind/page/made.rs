//! The pages that Port makes itself.

use serde_json::Value;

use super::fields::is;

/// Returns whether a page is as Port made it: that of a blueprint's entities, that with the table of a blueprint's entities,
/// or the home page, and nobody has changed it.
pub(super) fn is_default(identifier: &str, page: &Value) -> bool {
    let text = |field: &str| page.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let is_unchanged = text("createdAt").is_some() && text("createdAt") == text("updatedAt");
    is_unchanged && (is(page, "type", "entity") || is(page, "type", "home") || is_catalog_page(identifier, page))
}

/// Returns whether a page only shows all entities of a blueprint, and is called after it.
fn is_catalog_page(identifier: &str, page: &Value) -> bool {
    let blueprint = page.get("blueprint").and_then(Value::as_str).unwrap_or_default();
    let is_named = !blueprint.is_empty() && identifier.starts_with(blueprint);
    let widgets = page.get("widgets").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_plain = |widget: &Value| {
        let has = |field: &str| widget.get(field).is_some_and(|value| !value.is_null());
        let rules = widget.pointer("/dataset/rules").and_then(Value::as_array);
        rules.is_none_or(Vec::is_empty) && !["excludedFields", "blueprintConfig", "description"].into_iter().any(has)
    };
    let is_in_folder = page.get("parent").is_some_and(|parent| !parent.is_null());
    is(page, "type", "blueprint-entities") && is_named && !is_in_folder && widgets.len() == 1 && is_plain(&widgets[0])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_that_somebody_changed_or_designed_is_not_a_default() {
        let page = |sort: &str, updated: &str, widget: Value| json!({"type": sort, "blueprint": "service", "createdAt": "1", "updatedAt": updated, "widgets": [widget]});
        let plain = json!({"id": "table", "type": "table-entities-explorer", "dataset": {"rules": []}});
        assert!(is_default("serviceEntity", &page("entity", "1", json!({"id": "details"}))));
        assert!(is_default("services", &page("blueprint-entities", "1", plain.clone())));
        assert!(!is_default("services", &page("blueprint-entities", "2", plain.clone())));
        assert!(!is_default("all", &page("blueprint-entities", "1", plain.clone())));
        assert!(!is_default("services", &page("dashboard", "1", plain)));
        let designed = json!({"id": "table", "excludedFields": ["properties.url"]});
        assert!(!is_default("services", &page("blueprint-entities", "1", designed)));
    }
}
