//! Deletes resources, a blueprint together with its entities if that was planned.

use crate::ground::count::count;
use crate::kind::Route;
use crate::ops::apply::request::confirmed;
use crate::ops::apply::wait::{Watch, wait};
use crate::plan::Step;
use crate::portal::{Portal, PortalError, resources};

/// The end of a deletion: nothing, or why it is not finished and how to go on.
type Deleted = Result<(), String>;

/// Deletes the resource of a step.
pub(super) fn delete(portal: &dyn Portal, step: &Step, watch: &mut Watch<'_>) -> Result<Deleted, PortalError> {
    match (&step.key.kind.delete_with_entities, step.entities) {
        (Some(route), Some(planned)) if planned > 0 => with_entities(portal, step, route, planned, watch),
        _ => confirmed(resources::delete(portal, &step.key), || is_gone(portal, step)).map(Ok),
    }
}

fn is_gone(portal: &dyn Portal, step: &Step) -> Result<Option<()>, PortalError> {
    Ok(resources::read(portal, &step.key)?.is_none().then_some(()))
}

/// Deletes a resource with at most this many entities, and waits until they are gone.
fn with_entities(
    portal: &dyn Portal,
    step: &Step,
    route: &Route,
    planned: u64,
    watch: &mut Watch<'_>,
) -> Result<Deleted, PortalError> {
    let now = resources::count_entities(portal, &step.key.identifier)?;
    if now > planned {
        return Ok(Err(format!(
            "it has {} instead of {planned}, and was not deleted. Plan again, and approve it if that is right",
            count(now, "entity")
        )));
    }
    watch.report(&format!("deleting it and its {}", count(now, "entity")));
    let started = confirmed(resources::delete_with_entities(portal, &step.key, route), || {
        Ok(is_gone(portal, step)?.map(|()| None))
    })?;
    let ended = started.map(|identifier| Ok((wait(portal, &identifier, watch)?, identifier))).transpose()?;
    Ok(match ended {
        _ if is_gone(portal, step)?.is_some() => Ok(()),
        Some((migration, identifier)) if migration.is_running() => Err(format!(
            "migration {identifier}, which deletes it and its entities, still runs. Wait until Port shows it as completed, then run \
             the same command again"
        )),
        Some((migration, identifier)) => Err(format!(
            "migration {identifier}, which deletes it and its entities, ended as {}, and it still exists. Delete the entities \
             that are left, then run the same command again",
            migration.status
        )),
        None => Err(
            "Port accepted its deletion, but it still exists. Wait until it is gone, then run the same command again"
                .to_owned(),
        ),
    })
}
