//! An identifier that YAML reads as something other than text.

use crate::ground::finding::Finding;
use crate::lint::port::{Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::repair::quote;
use crate::lint::wording::value::yaml_type;

pub(super) const RULE: Rule =
    Rule::error("mistyped-identifier", include_str!("mistyped_identifier.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(field) = entity.identifier.filter(|field| entity.name().is_none() && !field.value.is_map()) else {
        return;
    };
    let finding = RULE.at(
        field.value.place(),
        format!("`identifier` must be a text, and YAML reads {} here", yaml_type(field.value)),
    );
    let fix = quote(field.value).filter(|_| !field.value.is_null());
    let help = match &fix {
        Some(fix) => fix.does.replacen("write", "quote it:", 1),
        None => "write the entity's name".to_owned(),
    };
    found.push(finding.label("not a text").help(help).fix(fix));
}
