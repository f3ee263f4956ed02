//! A field of an entity whose value has the wrong type.

use crate::lint::context::Context;
use crate::lint::port::{Entity, Field, is_search};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::reshape::WITHOUT_DASHES;
use crate::lint::wording::value::{not_a_string, yaml_type};
use crate::yaml::tree::{Node, Style};

pub(super) const RULE: Rule =
    Rule::error("wrong-field-type", include_str!("wrong_field_type.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in [entity.properties, entity.relations].into_iter().flatten() {
        if !field.value.is_map() && !field.value.is_null() {
            let name = field.key.key_text();
            let message = format!("`{name}` must be a map, not {}", yaml_type(field.value));
            let is_of_maps = field.value.style() == Style::Block && field.value.items().all(Node::is_map);
            let help = if is_of_maps { WITHOUT_DASHES } else { "write one `key: value` on each line" };
            found.push(RULE.at(field.value.place(), message).label("not a map").help(help));
        }
    }
    for field in [entity.title, entity.blueprint, entity.icon].into_iter().flatten() {
        let is_cleared = field.value.is_null() && field.key.key_text() != "blueprint";
        if field.value.as_str().is_none() && !is_cleared {
            text(field, found);
        }
    }
    let Some(team) = entity.team else { return };
    let is_name = !team.value.is_list() && !is_search(team.value);
    let names = team.value.items().chain(is_name.then_some(team.value));
    for name in names.filter(|name| name.as_str().is_none() && !name.is_null()) {
        text(Field { value: name, ..team }, found);
    }
}

fn text(field: Field<'_>, found: &mut Vec<Finding>) {
    let subject = format!("`{}` must be a string", field.key.key_text());
    found.push(not_a_string(&RULE, field.value, &subject, "write a string"));
}
