//! Two widgets of one page with one `id`.

use crate::ground::path::Path;
use crate::kind::page::{KIND, widgets};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-widget", include_str!("duplicate_widget.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    if declaration.kind.name != KIND.name {
        return;
    }
    let mut first: BTreeMap<&str, Path> = BTreeMap::new();
    for widget in widgets(&declaration.body) {
        let Some(id) = widget.text("id") else { continue };
        let at = widget.at.child("id");
        let Some(earlier) = first.get(id) else {
            first.insert(id, at);
            continue;
        };
        let message = format!("two widgets of {} have the id `{id}`", declaration.description());
        let finding = RULE.at(declaration.value(&at), message).label("used again");
        let finding = finding.related(declaration.value(earlier), "first used here");
        found.push(finding.help("give each widget its own id"));
    }
}
