//! A blueprint that does not exist.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::names::listed;
use crate::lint::port::Entity;
use crate::lint::port::text::placeholder;
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::only_near;

pub(super) const RULE: Rule =
    Rule::error("unknown-blueprint", include_str!("unknown_blueprint.md"), Check::Entity(check))
        .needs(Need::Catalog)
        .names_only();

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let (Some(catalog), Some(field)) = (context.catalog, entity.blueprint) else { return };
    let Some(name) = field.value.as_str().filter(|name| entity.known.is_none() && placeholder(name).is_none()) else {
        return;
    };
    if entity.is_sample {
        return;
    }
    let near = closest(name, catalog.identifiers());
    let finding = RULE.at(field.value.place(), format!("blueprint `{name}` does not exist")).label("no such blueprint");
    let finding = match near {
        Some(_) => finding.suggest(near),
        None if catalog.has_faults() => {
            finding.help("first correct the errors in the model, which `portwright validate` reports")
        }
        None if catalog.is_complete() => {
            finding.help(format!("the blueprints are {}", listed(&catalog.identifiers().collect::<Vec<_>>())))
        }
        None => finding.help(format!(
            "if it is managed elsewhere, add it to portwright.toml: `[model] external = [\"blueprint/{name}\"]`"
        )),
    };
    let only = only_near(name, catalog.identifiers());
    let fix = only.and_then(|near| rewrite(field.value, near, near.to_lowercase() == name.to_lowercase()));
    found.push(finding.fix(fix));
}
