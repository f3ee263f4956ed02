//! A colour for a value that is not an option.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, property_schemas};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::warning("color-without-option", include_str!("color_without_option.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let may_have_colors = |property: &Value| property.get("enumColors").or(property.get("items")).is_some();
    for (at, property) in property_schemas(declaration, may_have_colors) {
        colored(declaration, &at, property, found);
        colored(declaration, &at.child("items"), property.get("items").unwrap_or(&Value::Null), found);
    }
}

fn colored(declaration: &Declaration, at: &Path, property: &Value, found: &mut Vec<Finding>) {
    // Options may come from a jq expression, and then only Port knows them.
    let Some(options) = property.get("enum").and_then(Value::as_array) else { return };
    let Some(colors) = property.get("enumColors").and_then(Value::as_object) else { return };
    // `wrong-shape` reports options that are not texts.
    if options.iter().any(|option| option.is_object() || option.is_array()) {
        return;
    }
    let options: Vec<String> =
        options.iter().map(|option| option.as_str().map_or_else(|| option.to_string(), str::to_owned)).collect();
    for name in colors.keys().filter(|name| !options.contains(name)) {
        let at = at.child("enumColors").child(name.as_str());
        let finding =
            RULE.at(declaration.key_location(&at), format!("`{name}` has a colour but is not an option of `enum`"));
        let near = closest(name, options.iter().map(String::as_str));
        let finding = finding.label("no such option").help(format!("the options are {}", listed(&options)));
        found.push(finding.suggest(near));
    }
}
