//! The widgets of a page, at any depth.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::Path;

/// The types of widgets that portwright knows. Port has more, and adds some.
const TYPES: &[&str] = &[
    "action-card-widget",
    "action-history",
    "action-runs-table-widget",
    "ai-agent",
    "bar-chart",
    "dashboard-widget",
    "entities-number-chart",
    "entities-pie-chart",
    "entity-details",
    "iframe-widget",
    "line-chart",
    "links-widget",
    "markdown",
    "multi-line-chart",
    "table-entities-explorer",
    "table-entities-explorer-by-direction",
];

/// Returns the type of a widget that an unknown one probably stands for, if it is similar to it or a part of it alone.
pub(crate) fn meant_type(written: &str) -> Option<&'static str> {
    if TYPES.contains(&written) {
        return None;
    }
    let dashed = written.to_lowercase().replace(['_', ' '], "-");
    let exact = TYPES.iter().copied().find(|known| *known == dashed);
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = TYPES.iter().copied().filter(|known| fits(known));
        // `table` begins two of them, and the shorter one is the usual one.
        found.next().filter(|first| found.all(|other| other.starts_with(first)))
    };
    let whole = only(&|known| known.starts_with(&format!("{dashed}-")))
        .or_else(|| only(&|known| format!("-{known}-").contains(&format!("-{dashed}-"))));
    exact.or(whole).or_else(|| closest(written, TYPES.iter().copied()))
}

/// One widget, and its path in the page.
#[derive(Clone, Debug)]
pub(crate) struct Widget<'b> {
    pub(crate) at: Path,
    pub(crate) body: &'b Value,
    /// Whether it is in the list of the page itself, and not in another widget.
    pub(crate) is_outermost: bool,
}

/// Returns every widget of a page, in the order of the body.
pub(crate) fn widgets(page: &Value) -> Vec<Widget<'_>> {
    let mut found = Vec::new();
    collect(&Path::root(), page, true, &mut found);
    found
}

fn collect<'b>(at: &Path, body: &'b Value, is_outermost: bool, found: &mut Vec<Widget<'b>>) {
    for (at, body) in elements(at, body, "widgets") {
        found.push(Widget { at: at.clone(), body, is_outermost });
        collect(&at, body, false, found);
        for (at, group) in elements(&at, body, "groups") {
            collect(&at, group, false, found);
        }
    }
}

/// The filter of a table for the entities of one blueprint.
#[derive(Debug)]
pub(crate) struct TableFilter<'b> {
    /// The path of the widget.
    pub widget: Path,
    /// The path of the filter in the widget.
    pub at: Path,
    /// The blueprint.
    pub blueprint: &'b str,
    pub query: &'b Value,
}

/// Returns the filters of the tables of a page.
pub(crate) fn table_filters(page: &Value) -> Vec<TableFilter<'_>> {
    let mut found = Vec::new();
    for Widget { at: widget, body, .. } in widgets(page) {
        for (blueprint, table) in tables(body) {
            if let Some(query) = Path::from_keys(FILTER).find(table) {
                let at = Path::from_keys(&[TABLES, blueprint.as_str()]).join(&Path::from_keys(FILTER));
                found.push(TableFilter { widget: widget.clone(), at, blueprint, query });
            }
        }
    }
    found
}

/// The field of a widget with the tables of its blueprints.
pub(super) const TABLES: &str = "blueprintConfig";

/// The filter of a table.
pub(super) const FILTER: &[&str] = &["filterSettings", "filterBy"];

/// Returns the tables of a widget by their blueprints. A template names none.
pub(super) fn tables(widget: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let tables = widget.get(TABLES).and_then(Value::as_object).into_iter().flatten();
    tables.filter(|(of, _)| !of.contains("{{"))
}

/// Returns the elements of a list in a body, with their paths.
pub(super) fn elements<'b>(at: &Path, body: &'b Value, list: &str) -> impl Iterator<Item = (Path, &'b Value)> {
    let at = at.child(list);
    let elements = body.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
    elements.map(move |(nth, element)| (at.child(nth), element))
}

impl<'b> Widget<'b> {
    /// Returns the text in a field, if it is one that Port does not fill in.
    pub(crate) fn text(&self, field: &str) -> Option<&'b str> {
        stated(self.body, field)
    }
}

/// Returns the text in a field, without empty texts and templates.
pub(super) fn stated<'b>(body: &'b Value, field: &str) -> Option<&'b str> {
    body.get(field)?.as_str().filter(|text| !text.is_empty() && !text.contains("{{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_a_type_has_a_correction() {
        for (written, meant) in [
            ("markdwn", Some("markdown")),
            ("Markdown", Some("markdown")),
            ("Entities Pie Chart", Some("entities-pie-chart")),
            ("pie-chart", Some("entities-pie-chart")),
            ("table", Some("table-entities-explorer")),
            ("iframe", Some("iframe-widget")),
            ("links", Some("links-widget")),
            ("dashboard", Some("dashboard-widget")),
            // More than one may be meant, or none.
            ("widget", None),
            ("chart", None),
            ("weather-report", None),
        ] {
            assert_eq!(meant_type(written), meant, "{written}");
        }
        assert!(TYPES.iter().all(|known| meant_type(known).is_none()));
    }
}
