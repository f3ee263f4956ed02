//! The widgets of a page: what Port refuses, and the order in which it returns them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::portal::sandbox::{Body, Refusal, shuffled, text};

/// Refuses widgets with the same `id`, widgets outside of a dashboard, and layouts that do not fit the widgets. Names of
/// blueprints and properties are not checked: a widget of something that does not exist is empty.
pub(super) fn check(page: &Body) -> Result<(), Refusal> {
    let widgets = list(page.get("widgets"));
    for (nth, widget) in widgets.iter().enumerate() {
        let is_wrapped = widget["type"] == "dashboard-widget" || widget["groups"].is_array();
        if text(page, "type") == "dashboard" && !is_wrapped {
            return Err(Refusal::invalid(
                &format!("widgets/{nth}/type"),
                "must be \"dashboard-widget\" in a dashboard",
            ));
        }
    }
    check_list(widgets, "widgets", &mut BTreeSet::new())
}

fn check_list<'p>(widgets: &'p [Value], at: &str, seen: &mut BTreeSet<&'p str>) -> Result<(), Refusal> {
    for (nth, widget) in widgets.iter().enumerate() {
        let at = format!("{at}/{nth}");
        if !seen.insert(widget["id"].as_str().unwrap_or_default()) {
            return Err(Refusal::invalid(&format!("{at}/id"), "is used by another widget"));
        }
        let inside = list(widget.get("widgets"));
        if widget["layout"].is_array() {
            check_layout(list(widget.get("layout")), inside, &format!("{at}/layout"))?;
        }
        check_list(inside, &format!("{at}/widgets"), seen)?;
        for (nth, group) in list(widget.get("groups")).iter().enumerate() {
            check_list(list(group.get("widgets")), &format!("{at}/groups/{nth}/widgets"), seen)?;
        }
    }
    Ok(())
}

fn check_layout(rows: &[Value], widgets: &[Value], at: &str) -> Result<(), Refusal> {
    let mut columns: Vec<&str> = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let row = list(row.get("columns"));
        if row.iter().filter_map(|column| column["size"].as_u64()).sum::<u64>() != 12 {
            return Err(Refusal::invalid(&format!("{at}/{nth}/columns"), "must have the size 12 together"));
        }
        columns.extend(row.iter().filter_map(|column| column["id"].as_str()));
    }
    let mut ids: Vec<&str> = widgets.iter().filter_map(|widget| widget["id"].as_str()).collect();
    columns.sort_unstable();
    ids.sort_unstable();
    if columns == ids { Ok(()) } else { Err(Refusal::invalid(at, "must have one column for each widget")) }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Port keeps neither the order of the widgets nor that of their keys.
pub(super) fn scramble(widgets: &mut Vec<Value>) {
    *widgets = shuffled(std::mem::take(widgets), |widget| widget["id"].to_string());
    for widget in widgets.iter_mut().filter_map(Value::as_object_mut) {
        let keys = shuffled(std::mem::take(widget), |(key, _)| key.clone());
        *widget = keys.into_iter().collect();
        if let Some(Value::Array(inside)) = widget.get_mut("widgets") {
            scramble(inside);
        }
        for group in widget.get_mut("groups").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(Value::Array(inside)) = group.get_mut("widgets") {
                scramble(inside);
            }
        }
    }
}
