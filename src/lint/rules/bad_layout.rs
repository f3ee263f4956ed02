//! A dashboard whose layout and widgets do not fit together.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::page::{KIND, LayoutMistake, ROW, Widget, is_dashboard, layout_mistakes, widgets};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule, Severity};
use serde_json::Value;

pub(super) const RULE: Rule = Rule::error("bad-layout", include_str!("bad_layout.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    if declaration.kind.name != KIND.name {
        return;
    }
    let is_arranged = declaration.body.get("type").is_some_and(|page_type| page_type == "dashboard");
    for widget in widgets(&declaration.body) {
        // A widget without an id may be the one that is missing.
        let inner = widget.body.get("widgets").and_then(Value::as_array).into_iter().flatten();
        let is_nameless = inner.into_iter().any(|inner| inner.get("id").is_none());
        let is_doubted = |mistake: &LayoutMistake| is_nameless && matches!(mistake, LayoutMistake::UnknownWidget(_));
        let mistakes = layout_mistakes(&widget).into_iter().filter(|(_, mistake)| !is_doubted(mistake));
        found.extend(mistakes.map(|(at, mistake)| finding(declaration, &at, &mistake)));
        if is_arranged && widget.is_outermost && !is_dashboard(&widget) && widget.body.get("groups").is_none() {
            found.extend(unwrapped(declaration, &widget));
        }
    }
}

fn finding(declaration: &Declaration, at: &Path, mistake: &LayoutMistake) -> Finding {
    let name = at.find(&declaration.body).and_then(Value::as_str).unwrap_or_default();
    let place = declaration.value(at);
    match mistake {
        LayoutMistake::RowSize(sum) => RULE
            .at(declaration.key_location(at), format!("the columns of this row take {sum} of {ROW} parts"))
            .label(if *sum < ROW { "too narrow" } else { "too wide" })
            .help(format!("make the sizes add up to {ROW}")),
        LayoutMistake::UnknownWidget(free) => {
            let finding = RULE
                .at(place, format!("the layout has a column for widget `{name}`, which the dashboard does not have"));
            let near = closest(name, free.iter().map(String::as_str));
            let help = match free.as_slice() {
                [] => "remove the column, or add the widget".to_owned(),
                free => format!("add the widget, or use {}", listed(free)),
            };
            finding.label("no such widget").help(help).suggest(near)
        }
        LayoutMistake::RepeatedColumn(earlier, free) => RULE
            .at(place, format!("the layout has two columns for widget `{name}`"))
            .label("used again")
            .related(declaration.value(earlier), "first used here")
            .help(match free.as_slice() {
                [] => "remove one of the two columns".to_owned(),
                free => format!("use {}", listed(free)),
            }),
        LayoutMistake::WidgetWithoutColumn => RULE
            .at(place, format!("the layout has no column for widget `{name}`"))
            .label("not in the layout")
            .help(format!("add a column with `id: {name}`, or remove the widget")),
    }
}

/// Older portals show such a widget.
fn unwrapped(declaration: &Declaration, widget: &Widget<'_>) -> Option<Finding> {
    let name = widget.text("id")?;
    let message = format!("widget `{name}` of {} is not in a dashboard", declaration.description());
    let mut finding = RULE.at(declaration.value(&widget.at.child("id")), message).label("not in a dashboard");
    finding.severity = Severity::Warning;
    Some(
        finding
            .help("move it to the `widgets` of a widget of type `dashboard-widget`, and add a column to its `layout`"),
    )
}
