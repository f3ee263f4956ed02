//! Writing entities in bulk, each after those that it relates to, and deleting others in the reverse order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::lint::port::{Declared, Refusal};
use crate::model::Catalog;
use crate::ops::sync::order::{Deferred, Link, Order, order};
use crate::portal::entities::{self, BULK, BULK_DELETE, UpsertOutcome, WriteEffect};
use crate::portal::{Portal, PortalError};

/// The entities in one request, in bytes: Port accepts 1 MiB, and a request has other parts.
const MAX_BYTES: usize = (1 << 20) - 1024;

#[derive(Debug, Default)]
pub(crate) struct Synced {
    pub created: usize,
    /// Includes those that were written twice, because a response was lost.
    pub updated: usize,
    /// How many were not sent, because the portal already has them as they are declared.
    pub unchanged: usize,
    pub deleted: usize,
    /// How many were to be deleted and did not exist.
    pub gone: usize,
    pub refused: Vec<Refused>,
    /// How many were not reached, including those to be deleted.
    pub left: usize,
    /// Whether deletions were skipped because not all entities were accepted: one of these may replace a deleted one.
    pub deletions_skipped: bool,
    pub stopped: Option<Stopped>,
}

#[derive(Debug)]
pub(crate) struct Refused {
    pub entity: Declared,
    pub deleting: bool,
    pub refusal: Refusal,
}

#[derive(Debug)]
pub(crate) enum Stopped {
    Interrupted,
    Portal(Box<FailedRequest>),
}

/// A request that failed, for a reason other than its entities.
#[derive(Debug)]
pub(crate) struct FailedRequest {
    pub error: PortalError,
    /// The first of its entities, which a file declares.
    pub first: Declared,
    /// How many other entities it has.
    pub others: usize,
}

impl Stopped {
    /// `first` is the first of the request's `number` entities.
    pub(super) fn failed(error: PortalError, first: &Declared, number: usize) -> Self {
        Self::Portal(Box::new(FailedRequest { error, first: first.clone(), others: number.saturating_sub(1) }))
    }
}

/// Stands for the team of an entity among its relations. No relation can have this name.
const TEAM: &str = "$team";

/// Called after each request, with its number of entities.
pub(super) type Sent<'t> = &'t mut dyn FnMut(usize);

/// Entities of one request: their blueprint, and their numbers.
type Batch<'e> = (&'e str, Vec<usize>);

pub(super) fn write_order<'e>(declared: &'e [Declared], catalog: &Catalog) -> Result<Order, Vec<&'e Declared>> {
    let links = links(declared, catalog);
    order(&links).map_err(|circle| circle.into_iter().map(|at| &declared[at]).collect())
}

fn links(declared: &[Declared], catalog: &Catalog) -> Vec<Vec<Link>> {
    let numbers: HashMap<(&str, &str), usize> =
        declared.iter().enumerate().map(|(at, entity)| (entity.name(), at)).collect();
    let members = by_blueprint(declared, &(0..declared.len()).collect::<Vec<_>>());
    let of = |entity: &Declared| {
        let Some(known) = catalog.blueprint(&entity.blueprint) else { return Vec::new() };
        let links = entity.targets().filter_map(|(name, target)| {
            let relation = known.relations.get(name)?;
            let to = *numbers.get(&(relation.target.as_str(), target))?;
            Some(Link { to, relation: name.to_owned(), required: relation.required })
        });
        let mut links: Vec<Link> = links.collect();
        let searches = entity.searches().filter_map(|name| Some((name, known.relations.get(name)?.target.as_str())));
        let team = entity.body.get("team").is_some_and(Value::is_object).then_some((TEAM, "_team"));
        // A search may find any of the target's entities, so it is sent after all of them.
        for (name, target) in searches.chain(team) {
            let found = members.get(target).into_iter().flatten().filter(|at| declared[**at].name() != entity.name());
            links.extend(found.map(|to| Link { to: *to, relation: name.to_owned(), required: false }));
        }
        links
    };
    declared.iter().map(of).collect()
}

/// Writes entities in their order, except the `unchanged` ones, until `stop` returns true before a request.
pub(super) fn write(
    declared: &[Declared],
    unchanged: &BTreeSet<usize>,
    order: &Order,
    portal: &dyn Portal,
    stop: &dyn Fn() -> bool,
    sent: Sent<'_>,
) -> Synced {
    let sync = Synced { unchanged: unchanged.len(), ..Synced::default() };
    let mut writing = Writing { declared, portal, stop, sent, sync, accepted: BTreeSet::new() };
    let mut reached = unchanged.len();
    for wave in &order.waves {
        let changed: Vec<usize> = wave.iter().copied().filter(|at| !unchanged.contains(at)).collect();
        for (blueprint, portion) in writing.portions(&changed, &order.deferred) {
            if !writing.may_continue() {
                writing.sync.left = declared.len() - reached;
                return writing.sync;
            }
            reached += writing.write(blueprint, &portion, &order.deferred);
        }
    }
    writing.sync.left = declared.len() - reached;
    // Relations that close a cycle are added now that all entities exist; refused entities are not tried again.
    let waiting: Vec<usize> = order.deferred.keys().copied().filter(|at| writing.accepted.contains(at)).collect();
    let mut added = 0;
    for (blueprint, portion) in writing.portions(&waiting, &Deferred::new()) {
        if !writing.may_continue() {
            break;
        }
        added += writing.write(blueprint, &portion, &Deferred::new());
    }
    writing.sync.left += waiting.len() - added.min(waiting.len());
    writing.sync
}

struct Writing<'e, 'p> {
    declared: &'e [Declared],
    portal: &'p dyn Portal,
    stop: &'p dyn Fn() -> bool,
    sent: Sent<'p>,
    sync: Synced,
    accepted: BTreeSet<usize>,
}

impl<'e> Writing<'e, '_> {
    fn may_continue(&mut self) -> bool {
        if self.sync.stopped.is_none() && (self.stop)() {
            self.sync.stopped = Some(Stopped::Interrupted);
        }
        self.sync.stopped.is_none()
    }

    /// Divides entities into requests: each for one blueprint, none too large.
    fn portions(&self, numbers: &[usize], deferred: &Deferred) -> Vec<Batch<'e>> {
        let mut portions: Vec<Batch<'e>> = Vec::new();
        for (blueprint, own) in by_blueprint(self.declared, numbers) {
            let (mut portion, mut bytes) = (Vec::new(), 0);
            for at in own {
                let size = self.body(at, deferred).to_string().len() + 1;
                if portion.len() == BULK || (bytes + size > MAX_BYTES && !portion.is_empty()) {
                    portions.push((blueprint, std::mem::take(&mut portion)));
                    bytes = 0;
                }
                portion.push(at);
                bytes += size;
            }
            portions.push((blueprint, portion));
        }
        portions
    }

    /// Writes a portion, and returns how many of its entities were reached. An entity is counted the first time.
    fn write(&mut self, blueprint: &str, portion: &[usize], deferred: &Deferred) -> usize {
        let outcomes = self.outcomes(blueprint, portion, deferred);
        for (at, outcome) in &outcomes {
            match outcome {
                Ok(effect) if self.accepted.insert(*at) => match effect {
                    WriteEffect::Created => self.sync.created += 1,
                    WriteEffect::Updated => self.sync.updated += 1,
                },
                Ok(_) => {}
                Err(refusal) => self.refuse(*at, refusal.clone()),
            }
        }
        outcomes.len()
    }

    fn refuse(&mut self, at: usize, refusal: Refusal) {
        self.sync.refused.push(Refused { entity: self.declared[at].clone(), deleting: false, refusal });
    }

    /// The outcome for each entity of a portion that was reached.
    fn outcomes(&mut self, blueprint: &str, portion: &[usize], deferred: &Deferred) -> Vec<(usize, UpsertOutcome)> {
        let bodies: Vec<Value> = portion.iter().map(|at| self.body(*at, deferred)).collect();
        let error = match repeated_if_unclear(|| entities::upsert_bulk(self.portal, blueprint, &bodies)) {
            Ok(outcomes) => {
                (self.sent)(portion.len());
                return portion.iter().copied().zip(outcomes).collect();
            }
            Err(error) => error,
        };
        match entities::refusal(&error) {
            None => {
                let first = portion.first().map(|at| &self.declared[*at]);
                self.sync.stopped = first.map(|first| Stopped::failed(error, first, portion.len()));
                Vec::new()
            }
            Some(refusal) if portion.len() == 1 => portion.iter().map(|at| (*at, Err(refusal.clone()))).collect(),
            // The entire request was refused, perhaps because of one entity.
            Some(_) => self.singly(blueprint, portion, &bodies),
        }
    }

    fn singly(&mut self, blueprint: &str, portion: &[usize], bodies: &[Value]) -> Vec<(usize, UpsertOutcome)> {
        let mut outcomes = Vec::with_capacity(portion.len());
        for (at, body) in portion.iter().zip(bodies) {
            if !self.may_continue() {
                break;
            }
            match entities::upsert(self.portal, blueprint, body) {
                Ok(effect) => outcomes.push((*at, Ok(effect))),
                Err(error) => match entities::refusal(&error) {
                    Some(refusal) => outcomes.push((*at, Err(refusal))),
                    None => self.sync.stopped = Some(Stopped::failed(error, &self.declared[*at], 1)),
                },
            }
            (self.sent)(1);
        }
        outcomes
    }

    /// The body of an entity without its deferred relations and team.
    fn body(&self, at: usize, deferred: &Deferred) -> Value {
        let mut body = self.declared[at].body.clone();
        let Some(waiting) = deferred.get(&at) else { return Value::Object(body) };
        if waiting.contains(TEAM) {
            body.remove("team");
        }
        if let Some(Value::Object(relations)) = body.get_mut("relations") {
            relations.retain(|name, _| !waiting.contains(name));
        }
        Value::Object(body)
    }
}

/// Deletes entities, each before those that it relates to. The portal refuses to delete an entity that others need.
pub(super) fn delete(
    removed: &[Declared],
    catalog: &Catalog,
    portal: &dyn Portal,
    stop: &dyn Fn() -> bool,
    sync: &mut Synced,
) {
    // Entities that require one another have no order: the portal decides.
    let waves =
        order(&links(removed, catalog)).map_or_else(|_| vec![(0..removed.len()).collect()], |order| order.waves);
    sync.left += removed.len();
    for wave in waves.iter().rev() {
        for (blueprint, own) in by_blueprint(removed, wave) {
            for portion in own.chunks(BULK_DELETE) {
                if sync.stopped.is_none() && stop() {
                    sync.stopped = Some(Stopped::Interrupted);
                }
                if sync.stopped.is_some() {
                    return;
                }
                let identifiers: Vec<&str> = portion.iter().map(|at| removed[*at].identifier.as_str()).collect();
                // The portal refuses all of them if one does not exist or is required.
                if portion.len() > 1 && entities::delete_bulk(portal, blueprint, &identifiers).is_ok() {
                    sync.deleted += portion.len();
                    sync.left -= portion.len();
                } else {
                    delete_singly(removed, portion, portal, stop, sync);
                }
            }
        }
    }
}

fn delete_singly(
    removed: &[Declared],
    portion: &[usize],
    portal: &dyn Portal,
    stop: &dyn Fn() -> bool,
    sync: &mut Synced,
) {
    for entity in portion.iter().map(|at| &removed[*at]) {
        if stop() {
            sync.stopped = Some(Stopped::Interrupted);
            return;
        }
        match repeated_if_unclear(|| entities::delete(portal, &entity.blueprint, &entity.identifier)) {
            Ok(true) => sync.deleted += 1,
            Ok(false) => sync.gone += 1,
            Err(error) => match entities::refusal(&error) {
                Some(refusal) => sync.refused.push(Refused { entity: entity.clone(), deleting: true, refusal }),
                None => {
                    sync.stopped = Some(Stopped::failed(error, entity, 1));
                    return;
                }
            },
        }
        sync.left -= 1;
    }
}

/// Sends a request again if it is unclear whether the portal carried it out. Reading, writing or deleting an entity twice has
/// the same effect as once.
pub(super) fn repeated_if_unclear<T>(send: impl Fn() -> Result<T, PortalError>) -> Result<T, PortalError> {
    match send() {
        Err(error) if error.may_have_taken_effect() => send(),
        sent => sent,
    }
}

pub(super) fn by_blueprint<'e>(declared: &'e [Declared], numbers: &[usize]) -> BTreeMap<&'e str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    numbers.iter().for_each(|at| groups.entry(&declared[*at].blueprint).or_default().push(*at));
    groups
}
