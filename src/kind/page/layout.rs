//! The layout of a dashboard: rows of columns, each with one widget.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::page::widget::{Widget, elements};

/// The sizes of the columns of a row add up to this.
pub(crate) const ROW: u64 = 12;

/// A mistake in the layout of a dashboard, or in the widgets that it arranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LayoutMistake {
    /// The columns of the row have this size together.
    RowSize(u64),
    /// No widget has the column's identifier. Holds the widgets without a column.
    UnknownWidget(Vec<String>),
    /// An earlier column, at this path, has the same widget. Holds the widgets without a column.
    RepeatedColumn(Path, Vec<String>),
    /// No column has the widget.
    WidgetWithoutColumn,
}

/// Returns whether a widget arranges others.
pub(crate) fn is_dashboard(widget: &Widget<'_>) -> bool {
    widget.text("type") == Some("dashboard-widget")
}

/// Returns the mistakes in the layout of a widget, each at the field that is wrong.
pub(crate) fn layout_mistakes(widget: &Widget<'_>) -> Vec<(Path, LayoutMistake)> {
    let mut found = Vec::new();
    // Without a layout, Port arranges the widgets.
    if !is_dashboard(widget) || widget.body.get("layout").is_none_or(Value::is_null) {
        return found;
    }
    let identifier = |value: &Value| value.get("id").and_then(Value::as_str).map(str::to_owned);
    let widgets: Vec<(Path, Option<String>)> =
        elements(&widget.at, widget.body, "widgets").map(|(at, body)| (at, identifier(body))).collect();
    // If two widgets share an id, it is unknown which one is wrong, so columns are not checked.
    let ids: BTreeSet<&Option<String>> = widgets.iter().map(|(_, id)| id).collect();
    let is_unique = ids.len() == widgets.len();
    let mut arranged: BTreeMap<String, Path> = BTreeMap::new();
    let (mut strays, mut repeated) = (Vec::new(), Vec::new());
    for (at, row) in elements(&widget.at, widget.body, "layout") {
        let sizes: Option<Vec<u64>> =
            elements(&at, row, "columns").map(|(_, column)| column.get("size")?.as_u64()).collect();
        // Each size has its own limits, which the schema checks.
        let sum =
            sizes.filter(|sizes| sizes.iter().all(|size| (3..=ROW).contains(size))).map(|sizes| sizes.iter().sum());
        if let Some(sum) = sum.filter(|sum| *sum != ROW) {
            found.push((at.child("columns"), LayoutMistake::RowSize(sum)));
        }
        for (at, column) in elements(&at, row, "columns") {
            let Some(id) = identifier(column).filter(|_| is_unique) else { continue };
            if !widgets.iter().any(|(_, widget)| widget.as_ref() == Some(&id)) {
                strays.push(at.child("id"));
            } else if let Some(earlier) = arranged.get(&id) {
                repeated.push((at.child("id"), earlier.clone()));
            } else {
                arranged.insert(id, at.child("id"));
            }
        }
    }
    let free =
        || widgets.iter().filter_map(|(at, id)| Some((at, id.as_ref()?))).filter(|(_, id)| !arranged.contains_key(*id));
    let names: Vec<String> = free().map(|(_, id)| id.clone()).collect();
    // A column with the wrong widget is one mistake, not two.
    if is_unique && strays.is_empty() && repeated.is_empty() {
        found.extend(free().map(|(at, _)| (at.child("id"), LayoutMistake::WidgetWithoutColumn)));
    }
    let mistake = |earlier| LayoutMistake::RepeatedColumn(earlier, names.clone());
    found.extend(repeated.into_iter().map(|(at, earlier)| (at, mistake(earlier))));
    found.extend(strays.into_iter().map(|at| (at, LayoutMistake::UnknownWidget(names.clone()))));
    found
}
