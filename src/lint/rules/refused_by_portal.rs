//! An entity that the portal would refuse.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule =
    Rule::error("refused-by-portal", include_str!("refused_by_portal.md"), Check::Entity(check))
        .needs(Need::PortalAnswers);

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(refusals) = context.refusals else { return };
    let blueprint = entity.blueprint.and_then(|field| field.value.as_str());
    let (Some(identifier), Some(blueprint), Some(field)) = (entity.name(), blueprint, entity.identifier) else {
        return;
    };
    let Some(refusal) = refusals.of(blueprint, identifier) else { return };
    let node = named(entity, &refusal.message).unwrap_or(field.value);
    let code = if refusal.code.is_empty() { "no code" } else { &refusal.code };
    let message = format!("the portal refuses `{identifier}`: {}", refusal.message.trim_end_matches('.'));
    found.push(RULE.at(node.place(), message).label(format!("{} {code}", refusal.status)));
}

/// Returns the value that a message is about: a property or relation that it names as `properties/NAME` or `"NAME"`, or
/// a relation to an entity that it names.
fn named<'d>(entity: &Entity<'d>, message: &str) -> Option<Node<'d>> {
    let words: Vec<&str> = message.split(['"', '\'', '`']).skip(1).step_by(2).collect();
    let properties = || entity.properties.iter().flat_map(|field| field.value.entries());
    let relations = || entity.relations.iter().flat_map(|field| field.value.entries());
    let in_section = |section: &str, key: Node<'_>| {
        words.iter().any(|word| {
            let path = word.trim_start_matches('/').strip_prefix(section).and_then(|rest| rest.strip_prefix('/'));
            path.and_then(|path| path.split('/').next()) == Some(key.key_text())
        })
    };
    let by_path = properties()
        .find(|(key, _)| in_section("properties", *key))
        .or_else(|| relations().find(|(key, _)| in_section("relations", *key)));
    let by_name = || properties().chain(relations()).find(|(key, _)| words.contains(&key.key_text()));
    let to_target = || {
        let targets = relations().flat_map(|(_, value)| value.items().chain((!value.is_list()).then_some(value)));
        targets.into_iter().find(|target| target.as_str().is_some_and(|target| words.contains(&target)))
    };
    by_path.or_else(by_name).map(|(_, value)| value).or_else(to_target)
}
