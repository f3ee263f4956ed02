//! Port's routes for the resources of a model: one function, one request.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::kind::{Key, Kind};
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

/// All resources of a kind. Port gives them in one answer, in no particular order.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer that is no list: an odd answer is never taken
/// for an empty portal.
pub(crate) fn list(portal: &dyn Portal, kind: &'static Kind) -> Result<Vec<(Key, Value)>, PortalError> {
    let request = asked(Request::new(Method::Get, kind.route.list.iter().copied()), kind.route.read_query);
    let answer = portal.send(&request)?;
    let odd = |reason: String| PortalError::Protocol { request: request.to_string(), reason };
    let Some(bodies) = answer.body.get(kind.plural).and_then(Value::as_array) else {
        return Err(odd(format!("it has no list `{}`", kind.plural)));
    };
    let keyed = bodies.iter().map(|body| {
        let key = kind.key_of(body).ok_or_else(|| odd(format!("a {} in it has no identifier", kind.name)))?;
        Ok((key, body.clone()))
    });
    keyed.collect()
}

/// One resource; none if there is no such.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer without the resource.
pub(crate) fn read(portal: &dyn Portal, key: &Key) -> Result<Option<Value>, PortalError> {
    let request = asked(Request::new(Method::Get, key.segments()), key.kind.route.read_query);
    match portal.send(&request) {
        Ok(answer) => {
            let reason = format!("it has no `{}`", key.kind.name);
            let odd = || PortalError::Protocol { request: request.to_string(), reason };
            single(key, &answer).ok_or_else(odd).map(Some)
        }
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes a resource, and gives it as the portal answered it, if it did.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn create(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = asked(Request::new(Method::Post, key.collection()).body(body), key.kind.route.create_query);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Replaces a resource: what the body does not name is gone.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn replace(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Put, key.segments()).body(body);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Merges a body into a blueprint: what it does not name stays.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn merge(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Patch, key.segments()).body(body);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Deletes a resource. One that is gone already is no error.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn delete(portal: &dyn Portal, key: &Key) -> Result<(), PortalError> {
    match portal.send(&Request::new(Method::Delete, key.segments())) {
        Ok(_) => Ok(()),
        Err(error) if error.status() == Some(404) => Ok(()),
        Err(error) => Err(error),
    }
}

/// How many entities a blueprint has.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer without a count.
pub(crate) fn count_entities(portal: &dyn Portal, blueprint: &str) -> Result<u64, PortalError> {
    let request = Request::new(Method::Get, ["blueprints", blueprint, "entities-count"]);
    let answer = portal.send(&request)?;
    let odd = || PortalError::Protocol { request: request.to_string(), reason: "it has no `count`".to_owned() };
    answer.body.get("count").and_then(Value::as_u64).ok_or_else(odd)
}

/// Whether a blueprint has an entity of that identifier.
///
/// # Errors
/// Those of [`entity`].
pub(crate) fn has_entity(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<bool, PortalError> {
    entity(portal, blueprint, identifier).map(|found| found.is_some())
}

/// The entity of that identifier; none if the blueprint has no such, or if there is no such blueprint.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer without an entity.
pub(crate) fn entity(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Get, ["blueprints", blueprint, "entities", identifier]);
    match portal.send(&request) {
        Ok(answer) => match answer.body.get("entity").filter(|entity| entity.is_object()) {
            Some(entity) => Ok(Some(entity.clone())),
            None => {
                Err(PortalError::Protocol { request: request.to_string(), reason: "it has no `entity`".to_owned() })
            }
        },
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// So many entities are read before the portal is asked how many there are.
const UNCOUNTED: usize = 100_000;

/// The identifiers of all entities of a blueprint, a thousand a request.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer without entities: part of a list is never
/// taken for all of it, and pages without end are an error.
pub(crate) fn entity_identifiers(portal: &dyn Portal, blueprint: &str) -> Result<Vec<String>, PortalError> {
    // Every page has to bring something new, so a portal cannot keep this busy by repeating itself.
    let mut identifiers = BTreeSet::new();
    let mut most = UNCOUNTED;
    let mut from: Option<String> = None;
    loop {
        let mut body = json!({ "limit": 1000, "include": ["$identifier"] });
        if let Some(from) = &from {
            body["from"] = json!(from);
        }
        let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "search"]).body(body);
        let answer = portal.send(&request)?;
        let odd = |reason: &str| PortalError::Protocol { request: request.to_string(), reason: reason.to_owned() };
        let entities = answer.body.get("entities").and_then(Value::as_array);
        let known = identifiers.len();
        for entity in entities.ok_or_else(|| odd("it has no `entities`"))? {
            let identifier = entity.get("identifier").and_then(Value::as_str);
            identifiers.insert(identifier.ok_or_else(|| odd("an entity in it has no identifier"))?.to_owned());
        }
        match answer.body.get("next").and_then(Value::as_str) {
            Some(_) if identifiers.len() == known => {
                return Err(odd("its pages do not end: this one has no new entity and still names a next page"));
            }
            Some(next) => from = Some(next.to_owned()),
            None => return Ok(identifiers.into_iter().collect()),
        }
        if identifiers.len() >= most {
            // Others may add entities meanwhile.
            most = usize::try_from(count_entities(portal, blueprint)?).unwrap_or(usize::MAX).saturating_add(UNCOUNTED);
            if identifiers.len() >= most {
                return Err(odd("its pages do not end: they have more entities than the blueprint"));
            }
        }
    }
}

/// The request with what a route must be asked with.
fn asked(request: Request, query: &[(&str, &str)]) -> Request {
    query.iter().fold(request, |request, (name, value)| request.query(name, value))
}

/// The resource in an answer. Its key is the kind's name, in whatever case.
fn single(key: &Key, answer: &Answer) -> Option<Value> {
    let map = answer.body.as_object()?;
    map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key.kind.name)).map(|(_, body)| body.clone())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A portal whose pages are made by a function of their number. It has ten entities.
    struct Pages<P>(AtomicUsize, P);

    impl<P: Fn(usize) -> Value + Send + Sync> Portal for Pages<P> {
        fn send(&self, request: &Request) -> Result<Answer, PortalError> {
            let body = match request.method {
                Method::Get => json!({"count": 10}),
                _ => (self.1)(self.0.fetch_add(1, Ordering::Relaxed)),
            };
            Ok(Answer { status: 200, body, trace: None })
        }

        fn name(&self) -> String {
            "pages".to_owned()
        }
    }

    fn read(page: impl Fn(usize) -> Value + Send + Sync) -> Result<Vec<String>, String> {
        entity_identifiers(&Pages(AtomicUsize::new(0), page), "widget").map_err(|error| error.to_string())
    }

    fn page(identifiers: impl IntoIterator<Item = String>, next: Option<String>) -> Value {
        let entities: Vec<Value> = identifiers.into_iter().map(|own| json!({ "identifier": own })).collect();
        next.map_or_else(|| json!({ "entities": entities }), |next| json!({ "entities": entities, "next": next }))
    }

    #[test]
    fn pages_are_read_to_the_last_one() {
        let found = read(|at| page([format!("e{at}")], (at < 2).then(|| format!("c{at}"))));
        assert_eq!(found.expect("a list"), ["e0", "e1", "e2"]);
    }

    #[test]
    fn pages_without_end_are_an_error() {
        let cursor = |at: usize| Some(format!("c{at}"));
        let empty = read(|at| page([], cursor(at)));
        let same_cursor = read(|_| page(["a".to_owned()], cursor(0)));
        let alternating = read(|at| page([format!("e{}", at % 2)], cursor(at % 2)));
        let too_many = read(|at| page((0..1000).map(|nth| format!("e{at}-{nth}")), cursor(at)));
        for found in [empty, same_cursor, alternating, too_many] {
            assert!(found.as_ref().is_err_and(|error| error.contains("pages do not end")), "{found:?}");
        }
    }
}
