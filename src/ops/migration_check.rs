//! Checks the values of properties that a plan migrates.

use serde_json::Value;

use crate::plan::Plan;
use crate::plan::migrate::refusal;
use crate::plan::rename::PlannedRename;
use crate::plan::step::Step;
use crate::portal::{Portal, PortalError, resources};

/// Adds a refusal to each step with a migration that cannot convert all values of the portal's entities.
pub(super) fn check(portal: &dyn Portal, plan: &mut Plan, renames: &[PlannedRename]) -> Result<(), PortalError> {
    for step in &mut plan.steps {
        let mut refused = Vec::new();
        for migration in step.write.recreates.iter().filter_map(|one| one.migration.as_ref()) {
            if migration.conversion.is_none() {
                continue;
            }
            let name = name_now(step, &migration.name, renames);
            let blueprint = identifier_now(step, renames);
            let entities = resources::entities(portal, blueprint, &[name])?;
            let value = |(identifier, entity): (String, Value)| {
                let value = entity["properties"].get(name).filter(|value| !value.is_null())?;
                Some((identifier, value.clone()))
            };
            let values: Vec<(String, Value)> = entities.into_iter().filter_map(value).collect();
            refused.extend(refusal(migration, &values));
        }
        step.refusals.extend(refused);
    }
    Ok(())
}

/// Returns the name that the portal has before the plan's renames.
pub(super) fn name_now<'r>(step: &Step, name: &'r str, renames: &'r [PlannedRename]) -> &'r str {
    let is_it =
        |one: &&PlannedRename| one.rename.key == step.key && one.rename.member.is_some() && one.rename.new == name;
    renames.iter().find(is_it).map_or(name, |one| &one.rename.old)
}

/// Returns the identifier that the portal has before the plan's renames.
pub(super) fn identifier_now<'r>(step: &'r Step, renames: &'r [PlannedRename]) -> &'r str {
    let is_it = |one: &&PlannedRename| one.rename.key == step.key && one.rename.member.is_none();
    renames.iter().find(is_it).map_or(&step.key.identifier, |one| &one.rename.old)
}
