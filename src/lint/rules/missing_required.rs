//! A required property or relation that is not set.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::{Entity, Field, Section};
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule =
    Rule::warning("missing-required", include_str!("missing_required.md"), Check::Entity(check)).needs(Need::Catalog);

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(blueprint) = entity.known.filter(|_| !entity.is_sample) else { return };
    let lacks = |field: Option<Field<'_>>, name: &str| match field {
        None => true,
        Some(field) => field.value.is_map() && field.value.get(name).is_none(),
    };
    let properties = blueprint.required.iter().map(String::as_str).map(|name| (Section::Properties, name));
    let relations = blueprint.relations.iter().filter(|(_, relation)| relation.required);
    let relations = relations.map(|(name, _)| (Section::Relations, name));
    for (section, name) in properties.chain(relations) {
        let field = entity.section(section);
        // A similar key, or the same key at another level, was probably meant.
        let is_meant = |other: &str| closest(other, [name]).is_some() || other == name;
        let is_elsewhere =
            entity.anomalies.iter().any(|anomaly| is_meant(anomaly.key.key_text()) && anomaly.at == anomaly.key.span())
                || entity.others.iter().any(|field| is_meant(field.key.key_text()));
        if !lacks(field, name) || is_elsewhere {
            continue;
        }
        let (who, what, of) = (entity.named(), section.member(), &blueprint.identifier);
        let message = format!("{who} lacks {what} `{name}`, which blueprint `{of}` requires");
        let place = field.map_or_else(|| entity.start(), |field| field.key.place());
        let finding = RULE.at(place, message).label(format!("`{name}` missing"));
        let finding = finding.help(format!("add `{name}:`; Port refuses a new entity without it"));
        found.push(declared_here(finding, entity, context, section.path(), name));
    }
}
