//! A required property or relation that is not set.

use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::lint::port::{Context, Entity, Field, Section};
use crate::lint::rule::{Check, Need, Rule};
use crate::lint::wording::value::declared_here;
use crate::model::catalog::Relation;

pub(super) const RULE: Rule =
    Rule::warning("missing-required", include_str!("missing_required.md"), Check::Entity(check)).needs(Need::Catalog);

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(blueprint) = entity.known.filter(|_| !entity.is_sample) else { return };
    let lacks = |field: Option<Field<'_>>, name: &str| match field {
        None => true,
        Some(field) => field.value.is_map() && field.value.get(name).is_none(),
    };
    let properties = blueprint.required.iter().map(String::as_str).map(|name| (Section::Properties, name));
    let required =
        |(name, relation): (&'_ str, &Relation)| relation.required.then_some((Section::Relations, name.to_owned()));
    let relations: Vec<_> = blueprint.relations.iter().filter_map(required).collect();
    let relations = relations.iter().map(|(section, name)| (*section, name.as_str()));
    for (section, name) in properties.chain(relations) {
        let field = match section {
            Section::Properties => entity.properties,
            Section::Relations => entity.relations,
        };
        // A key that is near, or on another level, is the one that was meant.
        let is_meant = |other: &str| closest(other, [name]).is_some() || other == name;
        let is_elsewhere =
            entity.anomalies.iter().any(|anomaly| is_meant(anomaly.key.key_text()) && anomaly.at == anomaly.key.span())
                || entity.others.iter().any(|field| is_meant(field.key.key_text()));
        if !lacks(field, name) || is_elsewhere {
            continue;
        }
        let message = format!(
            "{} lacks {} `{name}`, which blueprint `{}` requires",
            entity.named(),
            section.member(),
            blueprint.identifier
        );
        let place = field.map_or_else(|| entity.start(), |field| field.key.place());
        let finding = RULE.at(place, message).label(format!("`{name}` missing"));
        let finding = finding.help(format!("add `{name}:`; Port refuses a new entity without it"));
        found.push(declared_here(finding, entity, context, section.path(), name));
    }
}
