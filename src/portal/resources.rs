//! Port's routes for the resources of a model: each function sends one request, and fails as [`Portal::send`] does or with
//! [`PortalError::Protocol`] for a response without what was requested.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::ground::path::Path;
use crate::kind::{Key, Kind, MemberRequest, Route, Update};
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request, send_if_found};

/// All resources of a kind; an empty list for a kind that Port does not list. Port returns them in one response, in no particular order.
/// A response without a list is an error, never an empty portal.
pub(crate) fn list(portal: &dyn Portal, kind: &'static Kind) -> Result<Vec<(Key, Value)>, PortalError> {
    let Some(list) = &kind.api.list else { return Ok(Vec::new()) };
    let request = with_query(Request::new(Method::Get, list.path.iter().copied()), list.query);
    let mut answer = portal.send(&request)?;
    let mut places = list.keys.iter().map(|keys| Path::from_keys(keys));
    let place = places.find(|place| place.find(&answer.body).is_some_and(Value::is_array));
    let Some(Value::Array(bodies)) = place.and_then(|place| place.remove(&mut answer.body)) else {
        let keys = list.keys.iter().map(|keys| keys.join("."));
        return Err(PortalError::protocol(
            &request,
            format!("it has no list `{}`", keys.collect::<Vec<_>>().join("` or `")),
        ));
    };
    let anonymous = || PortalError::protocol(&request, format!("a {} in it has no {}", kind.name, kind.identity.field));
    let mut listed: BTreeMap<Key, usize> = BTreeMap::new();
    let mut found: Vec<(Key, Value)> = Vec::new();
    for body in bodies.into_iter().flat_map(list.elements).filter(list.includes) {
        let key = kind.key_of(&body).ok_or_else(anonymous)?;
        match listed.get(&key) {
            None => {
                listed.insert(key.clone(), found.len());
                found.push((key, body));
            }
            Some(nth) if found[*nth].1 == body => {}
            Some(_) => return Err(PortalError::protocol(&request, format!("it has {key} twice, and not the same"))),
        }
    }
    Ok(found)
}

/// One resource; none if it does not exist.
pub(crate) fn read(portal: &dyn Portal, key: &Key) -> Result<Option<Value>, PortalError> {
    let api = &key.kind.api;
    if !api.reads_item {
        return Ok(list(portal, key.kind)?.into_iter().find(|(other, _)| other == key).map(|(_, body)| body));
    }
    let request = with_query(Request::new(Method::Get, key.segments()), api.item_query);
    let Some(answer) = send_if_found(portal, &request)? else { return Ok(None) };
    let missing = || PortalError::protocol(&request, format!("it has no map `{}`", api.item_keys[0]));
    single(key, &answer).ok_or_else(missing).map(Some)
}

/// The part of a resource that Port manages; none if Port does not show it.
pub(crate) fn own_part(portal: &dyn Portal, key: &Key) -> Result<Option<Value>, PortalError> {
    let Some(path) = key.kind.own_part else { return Ok(None) };
    let request = Request::new(Method::Get, key.filled(path));
    Ok(send_if_found(portal, &request)?.and_then(|answer| single(key, &answer)))
}

/// Creates a resource, and returns it if it is in the response.
pub(crate) fn create(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let create = key.kind.api.create.as_ref().expect("a plan creates only what can be created");
    let request = with_query(Request::new(Method::Post, key.filled(create.path)).body(body), create.query);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Replaces a resource: fields that the body does not have are removed.
pub(crate) fn replace(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Put, key.segments()).body(body);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Merges a body into a resource: fields that the body does not have stay.
pub(crate) fn merge(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let mut segments = key.segments();
    if let Update::Merge(below) = key.kind.api.update {
        segments.extend(key.filled(below));
    }
    let request = Request::new(Method::Patch, segments).body(body);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Renames a member of a resource.
pub(crate) fn rename_member(
    portal: &dyn Portal,
    key: &Key,
    rename: &MemberRequest,
    old: &str,
    new: &str,
) -> Result<Option<Value>, PortalError> {
    let segments = key.segments().into_iter().chain(rename.segments(old));
    let request = Request::new(Method::Patch, segments).body(json!({ rename.field: new }));
    portal.send(&request).map(|answer| single(key, &answer))
}

/// The error for a resource that the portal accepted without returning it, and does not have.
pub(crate) fn unconfirmed(key: &Key) -> PortalError {
    let request = Request::new(Method::Get, key.segments());
    let name = key.kind.name;
    PortalError::protocol(&request, format!("the portal accepted the {name} that was sent, but does not have it"))
}

/// The error for a resource that Port creates together with another one, and that does not exist although the other does.
pub(crate) fn never_created(key: &Key) -> PortalError {
    let request = Request::new(Method::Get, key.segments());
    let (name, plural) = (key.kind.name, key.kind.plural);
    let reason = format!(
        "the portal does not have the {name}: it must offer {plural}, and the credentials must have permission to read them"
    );
    PortalError::protocol(&request, reason)
}

/// Deletes a resource, which may already be gone.
pub(crate) fn delete(portal: &dyn Portal, key: &Key) -> Result<(), PortalError> {
    send_if_found(portal, &Request::new(Method::Delete, key.segments())).map(|_| ())
}

/// Starts to delete a resource together with its entities, and returns the identifier of the migration that does it; none if
/// Port names no migration, because it has deleted them already.
pub(crate) fn delete_with_entities(
    portal: &dyn Portal,
    key: &Key,
    route: &Route,
) -> Result<Option<String>, PortalError> {
    let request = with_query(Request::new(Method::Delete, key.filled(route.path)), route.query);
    let answer = portal.send(&request)?;
    Ok(answer.body.get("migrationId").and_then(Value::as_str).map(str::to_owned))
}

pub(crate) fn count_entities(portal: &dyn Portal, blueprint: &str) -> Result<u64, PortalError> {
    let request = Request::new(Method::Get, ["blueprints", blueprint, "entities-count"]);
    let answer = portal.send(&request)?;
    answer.field(&request, "count", Value::as_u64)
}

/// The events in the audit log since a time, in RFC 3339.
pub(crate) fn audit_log(portal: &dyn Portal, since: &str) -> Result<Vec<Value>, PortalError> {
    let request = Request::new(Method::Get, ["audit-log"]).query("from", since);
    let answer = portal.send(&request)?;
    answer.field(&request, "audits", |audits| audits.as_array().cloned())
}

/// One entity; none if it, or its blueprint, does not exist.
pub(crate) fn entity(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Get, ["blueprints", blueprint, "entities", identifier]);
    let Some(answer) = send_if_found(portal, &request)? else { return Ok(None) };
    let as_entity = |entity: &Value| entity.is_object().then(|| entity.clone());
    answer.field(&request, "entity", as_entity).map(Some)
}

/// How many entities a page has: the most that Port allows.
const PAGE: usize = 1000;

/// After this many entities, the portal is asked how many there are.
const ENTITIES_BEFORE_COUNT: usize = 100_000;

/// After this many pages too.
const PAGES_BEFORE_COUNT: usize = 100;

/// A portal may use smaller pages than requested, but not much smaller.
const MIN_ENTITIES_PER_PAGE: usize = 100;

/// The identifiers of all entities of a blueprint.
pub(crate) fn entity_identifiers(portal: &dyn Portal, blueprint: &str) -> Result<Vec<String>, PortalError> {
    Ok(entities(portal, blueprint, &[])?.into_keys().collect())
}

/// All entities of a blueprint by identifier, with these properties. An incomplete list is never treated as complete.
pub(crate) fn entities(
    portal: &dyn Portal,
    blueprint: &str,
    properties: &[&str],
) -> Result<BTreeMap<String, Value>, PortalError> {
    let include: Vec<&str> = std::iter::once("$identifier").chain(properties.iter().copied()).collect();
    let mut found = BTreeMap::new();
    search(portal, blueprint, &json!({ "include": include }), usize::MAX, &mut |page| {
        let named = |entity: Value| Some((entity["identifier"].as_str()?.to_owned(), entity));
        found.extend(page.into_iter().filter_map(named));
    })?;
    Ok(found)
}

/// Passes the entities of a blueprint that a search finds to `visit`, page by page, and at most `limit` of them. Each has an
/// identifier. Returns whether there are no others. `search` is the body of the request, to which the page is added. Pages
/// that do not end are an error.
pub(crate) fn search(
    portal: &dyn Portal,
    blueprint: &str,
    search: &Value,
    limit: usize,
    visit: &mut dyn FnMut(Vec<Value>),
) -> Result<bool, PortalError> {
    // Every page must have a new entity, so that a portal that repeats itself cannot keep this loop running.
    let mut found = BTreeSet::new();
    let (mut most, mut most_pages) = (ENTITIES_BEFORE_COUNT, PAGES_BEFORE_COUNT);
    let mut pages = 0;
    let mut body = search.clone();
    loop {
        // With no room left, one entity more shows that there are others.
        body["limit"] = json!((limit - found.len()).clamp(1, PAGE));
        let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "search"]).body(body.clone());
        let mut answer = portal.send(&request)?;
        let protocol = |reason: &str| PortalError::protocol(&request, reason);
        let entities = answer.body.get_mut("entities").and_then(Value::as_array_mut).map(std::mem::take);
        let known = found.len();
        let mut page = Vec::new();
        let mut is_cut = false;
        for entity in entities.ok_or_else(|| protocol("it has no `entities`"))? {
            let identifier = entity.get("identifier").and_then(Value::as_str);
            let identifier = identifier.ok_or_else(|| protocol("an entity in it has no identifier"))?.to_owned();
            if found.contains(&identifier) {
                continue;
            }
            is_cut = found.len() == limit;
            if is_cut {
                break;
            }
            found.insert(identifier);
            page.push(entity);
        }
        visit(page);
        if is_cut {
            return Ok(false);
        }
        match answer.body.get("next").and_then(Value::as_str) {
            Some(_) if found.len() == known => {
                return Err(protocol(
                    "its pages do not end: this one has no new entity but still refers to a next page",
                ));
            }
            Some(_) if found.len() == limit => return Ok(false),
            Some(next) => body["from"] = json!(next),
            None => return Ok(true),
        }
        pages += 1;
        if found.len() >= most || pages >= most_pages {
            let count = usize::try_from(count_entities(portal, blueprint)?).unwrap_or(usize::MAX);
            // Others may add entities meanwhile.
            most = count.saturating_add(ENTITIES_BEFORE_COUNT);
            most_pages = PAGES_BEFORE_COUNT + count / MIN_ENTITIES_PER_PAGE;
            if found.len() >= most {
                return Err(protocol("its pages do not end: they have more entities than the blueprint"));
            }
            if pages >= most_pages {
                let reason = format!("its pages do not end: there are {pages}, and the blueprint has {count} entities");
                return Err(protocol(&reason));
            }
        }
    }
}

/// Adds the query that a route requires.
fn with_query(request: Request, query: &[(&str, &str)]) -> Request {
    query.iter().fold(request, |request, (name, value)| request.query(name, value))
}

/// The resource in a response; none if it is not a map.
fn single(key: &Key, answer: &Answer) -> Option<Value> {
    let map = answer.body.as_object()?;
    let named = |wanted: &&str| map.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    key.kind.api.item_keys.iter().find_map(named).map(|(_, body)| body).filter(|body| body.is_object()).cloned()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::portal::fixed::Fixed;

    /// A portal whose pages are made by a function of their number, and the number of entities that it reports.
    struct Pages<P>(AtomicUsize, P, u64);

    impl<P: Fn(usize) -> Value + Send + Sync> Portal for Pages<P> {
        fn send(&self, request: &Request) -> Result<Answer, PortalError> {
            let body = match request.method {
                Method::Get => json!({"count": self.2}),
                _ => (self.1)(self.0.fetch_add(1, Ordering::Relaxed)),
            };
            Ok(Answer { status: 200, body, trace: None })
        }

        fn name(&self) -> String {
            "pages".to_owned()
        }
    }

    #[test]
    fn a_resource_that_is_not_a_map_is_an_error() {
        let key = Key::new(Kind::named("blueprint-permissions").expect("a kind"), "service");
        for body in [json!(null), json!([]), json!("all"), json!([{"entities": {}}])] {
            let found = super::read(&Fixed(json!({"ok": true, "permissions": body})), &key);
            assert!(
                found.as_ref().is_err_and(|error| error.to_string().contains("has no map `permissions`")),
                "{found:?}"
            );
        }
        let found = super::read(&Fixed(json!({"permissions": {"entities": {}}})), &key);
        assert_eq!(found.expect("a resource"), Some(json!({"entities": {}})));
    }

    fn read(page: impl Fn(usize) -> Value + Send + Sync) -> Result<Vec<String>, String> {
        entity_identifiers(&Pages(AtomicUsize::new(0), page, 10), "widget").map_err(|error| error.to_string())
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
    fn a_search_ends_at_the_most_that_is_wanted_and_says_so() {
        let pages = |at: usize| page((0..2).map(|nth| format!("e{at}-{nth}")), (at < 2).then(|| format!("c{at}")));
        for (most, is_all, read) in [(6, true, 6), (100, true, 6), (5, false, 5), (4, false, 4), (1, false, 1)] {
            let mut found = 0;
            let portal = Pages(AtomicUsize::new(0), pages, 6);
            let searched = search(&portal, "widget", &json!({}), most, &mut |page| found += page.len());
            assert_eq!((searched.expect("pages"), found), (is_all, read), "{most}");
        }
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

    #[test]
    fn small_pages_without_end_are_an_error_after_few_requests() {
        let portal = Pages(AtomicUsize::new(0), |at| page([format!("e{at}")], Some(format!("c{at}"))), 10);
        let found = entity_identifiers(&portal, "widget").map_err(|error| error.to_string());
        assert!(found.as_ref().is_err_and(|error| error.contains("pages do not end: there are 100,")), "{found:?}");
        assert_eq!(portal.0.into_inner(), PAGES_BEFORE_COUNT);
    }

    #[test]
    fn a_large_blueprint_may_have_many_pages() {
        let page = |at: usize| page((0..100).map(|nth| format!("e{at}-{nth}")), (at < 499).then(|| format!("c{at}")));
        let found = entity_identifiers(&Pages(AtomicUsize::new(0), page, 50_000), "widget").expect("a list");
        assert_eq!(found.len(), 50_000);
    }
}
