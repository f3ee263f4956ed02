//! Asking a portal whether it would accept entities, without writing any.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Map, Value};

use crate::lint::port::{Declared, Refusal};
use crate::model::Catalog;
use crate::ops::sync::send::Stopped;
use crate::portal::{Portal, PortalError, entities};

#[derive(Debug, Default)]
pub(crate) struct PortalCheck {
    pub accepted: usize,
    pub refused: Vec<(Declared, Refusal)>,
    pub stopped: Option<Stopped>,
}

const PARALLEL_REQUESTS: usize = 8;

/// Checks each entity with the portal. `pending` has the names of all entities of the sync. A relation to one of them is
/// accepted, although it may not exist yet.
pub(in crate::ops) fn check(
    entities: &[&Declared],
    pending: &BTreeSet<(&str, &str)>,
    catalog: &Catalog,
    portal: &dyn Portal,
    stop: &(dyn Fn() -> bool + Sync),
) -> PortalCheck {
    let (next, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    let answers = Mutex::new((Vec::with_capacity(entities.len()), None));
    // Asks about the next entity, and returns whether to go on.
    let ask = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(entity) = entities.get(at).filter(|_| !ended.load(Ordering::Relaxed)) else { return false };
        let answer = if stop() {
            Err(Stopped::Interrupted)
        } else {
            asked(entity, pending, catalog, portal).map_err(|error| Stopped::failed(error, entity, 1))
        };
        // If another thread panicked, stop: the scope passes the panic on.
        let Ok(mut answers) = answers.lock() else { return false };
        match answer {
            Ok(refusal) => answers.0.push((at, refusal)),
            Err(stopped) => {
                ended.store(true, Ordering::Relaxed);
                answers.1.get_or_insert(stopped);
            }
        }
        true
    };
    // Ask about the first one alone: if the portal cannot be reached, every thread would retry the login.
    if ask() && !ended.load(Ordering::Relaxed) {
        std::thread::scope(|scope| {
            (1..entities.len()).take(PARALLEL_REQUESTS).for_each(|_| {
                scope.spawn(|| while ask() {});
            });
        });
    }
    let (mut answers, stopped) = answers.into_inner().unwrap_or_default();
    answers.sort_by_key(|(at, _)| *at);
    let mut asked = PortalCheck { stopped, ..PortalCheck::default() };
    for (at, refusal) in answers {
        match refusal {
            Some(refusal) => asked.refused.push((entities[at].clone(), refusal)),
            None => asked.accepted += 1,
        }
    }
    asked
}

/// Returns why an entity would be refused, or `None` if it would be accepted.
fn asked(
    entity: &Declared,
    pending: &BTreeSet<(&str, &str)>,
    catalog: &Catalog,
    portal: &dyn Portal,
) -> Result<Option<Refusal>, PortalError> {
    let Some(refusal) = answer(entity, &entity.body, portal)? else { return Ok(None) };
    if refusal.status != 404 {
        return Ok(Some(refusal));
    }
    let Some((body, lacks_required)) = without_pending_relations(entity, pending, catalog) else {
        return Ok(Some(refusal));
    };
    // Check the entity without these relations, and ignore the error about a required one that is missing as a result.
    Ok(answer(entity, &body, portal)?.filter(|refusal| !(lacks_required && refusal.code == "required_relation")))
}

fn answer(entity: &Declared, body: &Map<String, Value>, portal: &dyn Portal) -> Result<Option<Refusal>, PortalError> {
    match entities::validate(portal, &entity.blueprint, &Value::Object(body.clone())) {
        Ok(()) => Ok(None),
        Err(error) => entities::refusal(&error).map(Some).ok_or(error),
    }
}

/// Returns the body without relations to entities that are yet to be written, and whether a required relation became empty;
/// `None` if the body has no such relations.
fn without_pending_relations(
    entity: &Declared,
    pending: &BTreeSet<(&str, &str)>,
    catalog: &Catalog,
) -> Option<(Map<String, Value>, bool)> {
    let known = catalog.blueprint(&entity.blueprint)?;
    let mut body = entity.body.clone();
    let Some(Value::Object(relations)) = body.get_mut("relations") else { return None };
    let (mut removed_any, mut lacks_required) = (false, false);
    relations.retain(|name, value| {
        let Some(relation) = known.relations.get(name) else { return true };
        let is_pending =
            |target: &Value| target.as_str().is_some_and(|id| pending.contains(&(relation.target.as_str(), id)));
        let is_empty = match value {
            Value::Array(targets) => {
                let before = targets.len();
                targets.retain(|target| !is_pending(target));
                removed_any |= targets.len() < before;
                targets.is_empty() && before > 0
            }
            target => {
                removed_any |= is_pending(target);
                is_pending(target)
            }
        };
        lacks_required |= is_empty && relation.required;
        !is_empty
    });
    removed_any.then_some((body, lacks_required))
}
