//! A widget whose type is a slip of another one.

use crate::kind::page::{KIND, meant_type, widgets};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("unknown-widget-type", include_str!("unknown_widget_type.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    if declaration.kind.name != KIND.name {
        return;
    }
    for widget in widgets(&declaration.body) {
        let Some(written) = widget.text("type") else { continue };
        let Some(meant) = meant_type(written) else { continue };
        let place = declaration.value(&widget.at.child("type"));
        let finding = RULE.at(place, format!("unknown type `{written}` of a widget")).label("unknown");
        found.push(finding.help(format!("did you mean `{meant}`?")));
    }
}
