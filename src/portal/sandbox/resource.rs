//! The requests that every kind answers, as its description says: list, read, create, replace, merge and delete.

use serde_json::{Value, json};

use super::audit;
use super::{Body, Call, Draft, HandlerResult, Refusal, Reply, Route, ServedKind, Shape, Store, shuffled, text};
use crate::kind::Update;
use crate::portal::wire::Method;

/// The routes of a kind.
pub(super) fn routes(kind: &'static ServedKind) -> Vec<Route> {
    let Some(api) = kind.api else { return Vec::new() };
    let mut routes = Vec::new();
    let mut add = |method, path: &[&[&str]], handler| routes.push(Route::generic(method, path, handler, kind));
    if let Some(list) = &api.list {
        add(Method::Get, &[list.path], self::list);
    }
    if let Some(create) = &api.create {
        add(Method::Post, &[create.path], self::create);
    }
    if api.reads_item {
        add(Method::Get, &[api.item], read);
    }
    match api.update {
        Update::Replace => add(Method::Put, &[api.item], replace),
        Update::ReplaceOrMerge => {
            add(Method::Put, &[api.item], replace);
            add(Method::Patch, &[api.item], merge);
        }
        Update::Merge(below) => add(Method::Patch, &[api.item, below], merge),
    }
    if api.deletes {
        add(Method::Delete, &[api.item], delete);
    }
    routes
}

fn list(call: &mut Call, kind: &ServedKind) -> HandlerResult {
    let keys = kind.api.and_then(|api| api.list.as_ref()).map_or(&[][..], |list| list.keys[0]);
    let all = call.store.of(kind.name).filter(|(_, _, body)| (kind.quirks.lists)(&call.query, body));
    let named = |(parent, identifier, _): &(&str, &str, &Body)| match *parent {
        "" => (*identifier).to_owned(),
        parent => format!("{parent}/{identifier}"),
    };
    let bodies = shuffled(all, named).into_iter().map(|(_, _, body)| kind.answer(body));
    Ok(Reply::at(200, keys, bodies.collect::<Value>()))
}

/// The resources of one parent, for an answer.
pub(super) fn of_parent(store: &Store, kind: &ServedKind, parent: &str) -> Value {
    let own = shuffled(store.under(kind.name, parent), |(identifier, _)| (*identifier).to_owned());
    own.into_iter().map(|(_, body)| kind.answer(body)).collect()
}

fn read(call: &mut Call, kind: &ServedKind) -> HandlerResult {
    let (parent, identifier) = key(call, kind);
    Ok(reply(kind, 200, &found(call, kind, parent, identifier)?))
}

pub(super) fn create(call: &mut Call, kind: &ServedKind) -> HandlerResult {
    let (parent, _) = key(call, kind);
    check_parent(call, kind, parent)?;
    let body = checked(call, kind, kind.quirks.create)?;
    let identifier = text(&body, kind.identity.field).to_owned();
    if identifier.is_empty() {
        return Err(Refusal::invalid(kind.identity.field, "must be a string that is not empty"));
    }
    check_free(call, kind, parent, &identifier)?;
    write(call, kind, Draft { parent, identifier: &identifier, old: None, body }).map(|body| confirm(kind, 201, &body))
}

/// Removes the fields that the body does not have.
fn replace(call: &mut Call, kind: &ServedKind) -> HandlerResult {
    update(call, kind, kind.quirks.replace, |_, body| Ok(body))
}

/// Keeps the fields that the body does not have.
fn merge(call: &mut Call, kind: &ServedKind) -> HandlerResult {
    update(call, kind, kind.quirks.merge, |old, patch| {
        let mut body = old.clone();
        (kind.quirks.merged)(&mut body, &patch);
        let sent = Value::Object(kind.without_server_owned(&body));
        kind.quirks.replace.map_or(Ok(()), |shape| shape.check(&sent)).map(|()| body)
    })
}

fn update(
    call: &mut Call,
    kind: &ServedKind,
    shape: Option<&Shape>,
    result: impl Fn(&Body, Body) -> Result<Body, Refusal>,
) -> HandlerResult {
    let (parent, identifier) = key(call, kind);
    let old = found(call, kind, parent, identifier)?;
    let body = result(&old, checked(call, kind, shape)?)?;
    write(call, kind, Draft { parent, identifier, old: Some(&old), body }).map(|body| confirm(kind, 200, &body))
}

fn delete(call: &mut Call, kind: &ServedKind) -> HandlerResult {
    let (parent, identifier) = key(call, kind);
    found(call, kind, parent, identifier)?;
    remove(call, kind, parent, identifier).map(|()| Reply::done())
}

/// Removes a resource, and what is deleted with it, unless its kind refuses that.
pub(super) fn remove(call: &mut Call, kind: &ServedKind, parent: &str, identifier: &str) -> Result<(), Refusal> {
    (kind.quirks.check_delete)(call.store, identifier)?;
    for (other, identifier) in (kind.quirks.deletes)(call.store, &call.query, identifier) {
        call.kinds.remove(call.store, other, "", &identifier);
    }
    call.kinds.remove(call.store, kind.name, parent, identifier);
    call.store.tick(call.now);
    audit::record(call, kind, "DELETE", parent, identifier);
    (kind.quirks.removed)(call.store);
    Ok(())
}

/// Writes a body that has the right shape, and returns it as it is stored.
pub(super) fn write(call: &mut Call, kind: &ServedKind, mut draft: Draft) -> Result<Body, Refusal> {
    let (quirks, field) = (kind.quirks, kind.identity.field);
    let Draft { parent, identifier, old, .. } = draft;
    let has_identifier = quirks.given.is_none();
    if has_identifier && !draft.body.contains_key(field) {
        draft.body.shift_insert(0, field.to_owned(), json!(identifier));
    }
    (quirks.prepare)(call.store, &mut draft)?;
    let mut body = draft.body;
    let renamed = if has_identifier { text(&body, field).to_owned() } else { identifier.to_owned() };
    if renamed != identifier {
        if !quirks.renames {
            return Err(Refusal::invalid(field, format!("of a {} cannot be changed", kind.noun.to_lowercase())));
        }
        check_free(call, kind, parent, &renamed)?;
    }
    if let Some(prefix) = quirks.id {
        let id = old.and_then(|old| old.get("id").cloned()).unwrap_or_else(|| json!(call.store.issue(prefix)));
        body.shift_insert(0, "id".into(), id);
    }
    if let Some(of) = &kind.identity.parent {
        body.insert(of.field.to_owned(), json!(parent));
    }
    if has_identifier {
        call.stamp(&mut body, old);
    } else {
        call.store.tick(call.now);
    }
    call.store.insert(kind.name, parent, &renamed, body);
    if renamed != identifier {
        call.kinds.rename(call.store, kind, parent, identifier, &renamed);
    }
    audit::record(call, kind, if old.is_some() { "UPDATE" } else { "CREATE" }, parent, &renamed);
    (quirks.written)(call.store, &renamed)?;
    found(call, kind, parent, &renamed)
}

/// The stored body of a resource, or the one that it has without having been written.
fn found(call: &Call, kind: &ServedKind, parent: &str, identifier: &str) -> Result<Body, Refusal> {
    check_parent(call, kind, parent)?;
    kind.identity.owner.map_or(Ok(()), |owner| check_exists(call, owner, identifier))?;
    let stored = call.store.get(kind.name, parent, identifier).cloned();
    let body = stored.or_else(|| Some((kind.quirks.given?)(call.store, identifier)));
    body.ok_or_else(|| Refusal::not_found(&kind.noun, identifier))
}

pub(super) fn check_parent(call: &Call, kind: &ServedKind, parent: &str) -> Result<(), Refusal> {
    kind.identity.parent.as_ref().map_or(Ok(()), |of| check_exists(call, of.kind, parent))
}

fn check_exists(call: &Call, kind: &str, identifier: &str) -> Result<(), Refusal> {
    let stored = call.store.get(kind, "", identifier);
    stored.map(|_| ()).ok_or_else(|| Refusal::not_found(&call.kinds.named(kind).noun, identifier))
}

pub(super) fn check_free(call: &Call, kind: &ServedKind, parent: &str, identifier: &str) -> Result<(), Refusal> {
    Refusal::if_taken(call.store.get(kind.name, parent, identifier).is_some(), &kind.noun, identifier)
}

/// The body of a request, without the fields that only Port sets.
fn checked(call: &Call, kind: &ServedKind, shape: Option<&Shape>) -> Result<Body, Refusal> {
    let body = shape.map_or_else(|| call.object(), |shape| call.checked(shape))?;
    Ok(kind.without_server_owned(body))
}

/// The parent and the identifier in the path of a request.
fn key<'a>(call: &Call<'a>, kind: &ServedKind) -> (&'a str, &'a str) {
    let parent = kind.identity.parent.as_ref().and(call.names.first());
    (parent.copied().unwrap_or_default(), call.names.last().copied().unwrap_or_default())
}

fn reply(kind: &ServedKind, status: u16, body: &Body) -> Reply {
    Reply::with(status, kind.api.map_or("", |api| api.item_keys[0]), kind.answer(body))
}

/// The answer to a write.
fn confirm(kind: &ServedKind, status: u16, body: &Body) -> Reply {
    if kind.quirks.silent { Reply { status, ..Reply::done() } } else { reply(kind, status, body) }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::kind::{self, Api, Identity, List};
    use crate::portal::sandbox::{Description, Kinds, ON_ITS_OWN, Query, Quirks};

    /// A kind that the sandbox knows nothing about but its description.
    static PLAIN: Quirks = Quirks {
        kind: "note",
        described: Some(Description {
            identity: Identity { field: "name", parent: None, owner: None },
            api: Some(Api {
                list: Some(List::at(&["notes"], &[&["board", "notes"]])),
                item: &["notes", "{identifier}"],
                item_keys: &["note"],
                create: Some(kind::Route { path: &["notes"], query: &[] }),
                update: Update::ReplaceOrMerge,
                deletes: true,
                ..ON_ITS_OWN
            }),
        }),
        ..Quirks::NONE
    };

    /// Sends each request in turn; the last is answered.
    fn last(requests: &[(Method, &str, Value)]) -> Result<Value, (u16, &'static str)> {
        let kinds: &'static Kinds = Box::leak(Box::new(Kinds(ServedKind::new(None, &PLAIN).into_iter().collect())));
        let routes = routes(kinds.named("note"));
        let mut store = Store::new(Timestamp::UNIX_EPOCH);
        let mut answer = Ok(Value::Null);
        for (method, path, body) in requests {
            let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
            let fits = |route: &&Route| route.method == *method && route.fit(&segments).is_some();
            let route = routes.iter().find(fits).expect("there is such a route");
            let names = route.fit(&segments).unwrap_or_default();
            let (now, query) = (Timestamp::UNIX_EPOCH, Query(&[]));
            let mut call = Call { store: &mut store, kinds, now, by: "me", names, query, body, outbox: Vec::new() };
            answer = route.handle(&mut call).map(|reply| reply.body).map_err(|refusal| (refusal.status, refusal.error));
        }
        answer
    }

    fn made() -> (Method, &'static str, Value) {
        (Method::Post, "notes", json!({"name": "a", "text": "x", "tags": {"a": 1}, "createdBy": "someone"}))
    }

    #[test]
    fn a_kind_needs_only_its_description() {
        let listed = last(&[made(), (Method::Get, "notes", Value::Null)]).expect("it is listed");
        assert_eq!(listed["board"]["notes"][0]["text"], "x");
        let read = last(&[made(), (Method::Get, "notes/a", Value::Null)]).expect("it is there");
        assert_eq!((&read["note"]["createdBy"], &read["note"]["name"]), (&json!("me"), &json!("a")));
        assert_eq!(last(&[made(), made()]), Err((409, "identifier_taken")));
        assert_eq!(last(&[(Method::Get, "notes/a", Value::Null)]), Err((404, "not_found")));
        let gone = [made(), (Method::Delete, "notes/a", Value::Null), (Method::Get, "notes/a", Value::Null)];
        assert_eq!(last(&gone), Err((404, "not_found")));
    }

    #[test]
    fn a_put_replaces_and_a_patch_merges() {
        let put = last(&[made(), (Method::Put, "notes/a", json!({"tags": {"b": 2}}))]).expect("it is accepted");
        assert_eq!((&put["note"]["tags"], &put["note"]["text"]), (&json!({"b": 2}), &Value::Null));
        assert_eq!(put["note"]["name"], "a");
        let patch = last(&[made(), (Method::Patch, "notes/a", json!({"tags": {"b": 2}}))]).expect("it is accepted");
        assert_eq!((&patch["note"]["tags"], &patch["note"]["text"]), (&json!({"b": 2}), &json!("x")));
    }

    #[test]
    fn a_body_without_an_identifier_or_with_another_one_is_refused() {
        assert_eq!(last(&[(Method::Post, "notes", json!({"text": "x"}))]), Err((422, "invalid_request")));
        assert_eq!(last(&[(Method::Post, "notes", json!([]))]), Err((422, "invalid_request")));
        let renamed = (Method::Put, "notes/a", json!({"name": "b"}));
        assert_eq!(last(&[made(), renamed]), Err((422, "invalid_request")));
    }
}
