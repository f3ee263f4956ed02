//! Pages: their widgets and places, and those that Port creates together with a blueprint.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{order, widgets};
use crate::portal::sandbox::{
    Body, Call, Draft, HandlerResult, Quirks, Refusal, Reply, Shape, Store, merge, object, resource, shuffled, text,
};

const SHAPES: &str = include_str!("../shapes/page.json");
static CREATE: Shape = Shape::new(SHAPES, "create");
static REPLACE: Shape = Shape::new(SHAPES, "replace");
static MERGE: Shape = Shape::new(SHAPES, "merge");

const NAME: &str = "page";

/// The fields that Port sets, or fills in where they are not sent.
const FILLED: [&str; 2] = [order::POSITION, "after"];

pub(crate) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    seed: || BTreeMap::from([("serviceEntity".to_owned(), of_entities("service", "Service"))]),
    create: Some(&CREATE),
    replace: Some(&REPLACE),
    merge: Some(&MERGE),
    merged: |body, patch| {
        for field in FILLED {
            body.shift_remove(field);
        }
        merge(body, patch);
    },
    prepare,
    written: |store, _| {
        order::relink(store);
        Ok(())
    },
    check_delete: |store, identifier| match store.get(NAME, "", identifier) {
        Some(page) if text(page, "type") == "entity" => {
            let message = format!("Page \"{identifier}\" belongs to a blueprint and cannot be deleted");
            Err(Refusal::new(403, "forbidden", message))
        }
        _ => Ok(()),
    },
    removed: order::relink,
    hidden: &[order::POSITION],
    answer: |page| {
        for (field, value) in [("protected", json!(false)), ("section", json!("software_catalog"))] {
            page.insert(field.into(), value);
        }
        if let Some(Value::Array(list)) = page.get_mut("widgets") {
            widgets::scramble(list);
        }
    },
    silent: true,
    ..Quirks::NONE
};

fn prepare(store: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let sort = text(&draft.body, "type").to_owned();
    match draft.old {
        None if sort == "entity" => {
            return Err(Refusal::invalid("type", "is that of a page that belongs to a blueprint"));
        }
        None if sort == "home" && store.of(NAME).any(|(_, _, page)| text(page, "type") == "home") => {
            return Err(Refusal::invalid("type", "must be another, because there is a home page"));
        }
        Some(old) if text(old, "type") != sort => return Err(Refusal::invalid("type", "of a page cannot be changed")),
        _ => {}
    }
    let blueprint = text(&draft.body, "blueprint");
    if !blueprint.is_empty() {
        store.blueprint(blueprint)?;
    }
    widgets::check(&draft.body)?;
    let defaults = [("locked", json!(false)), ("visibility", json!("org")), ("widgets", json!([]))];
    for (field, value) in defaults {
        draft.body.entry(field).or_insert(value);
    }
    // The sidebar does not have the pages of entities.
    if sort == "entity" { Ok(()) } else { order::place(store, draft) }
}

pub(super) fn list(call: &mut Call) -> HandlerResult {
    let kind = call.kinds.named(NAME);
    let is_compact = call.query.flag("compact");
    let pages = shuffled(call.store.of(NAME), |(_, identifier, _)| (*identifier).to_owned());
    let answer = |(_, _, body): (&str, &str, &Body)| {
        let mut page = kind.answer(body);
        if let Value::Object(page) = &mut page
            && is_compact
        {
            page.shift_remove("widgets");
        }
        page
    };
    Ok(Reply::with(200, "pages", pages.into_iter().map(answer).collect::<Value>()))
}

/// Creates a blueprint with the page of its entities, and, if the query asks for it, with a page in the catalog.
pub(super) fn create_blueprint(call: &mut Call) -> HandlerResult {
    let reply = resource::create(call, call.kinds.named("blueprint"))?;
    let blueprint = &reply.body["blueprint"];
    let word = |field: &str| blueprint[field].as_str().unwrap_or_default().to_owned();
    let (identifier, title) = (word("identifier"), word("title"));
    let mut pages = vec![(format!("{identifier}Entity"), of_entities(&identifier, &title))];
    let has_catalog_page = call.query.flag("create_catalog_page");
    if has_catalog_page {
        pages.push((format!("{identifier}s"), of_catalog(&identifier, &title)));
    }
    for (page, mut body) in pages {
        if call.store.get(NAME, "", &page).is_some() {
            continue;
        }
        call.stamp(&mut body, None);
        if text(&body, "type") != "entity" {
            let mut draft = Draft { parent: "", identifier: &page, old: None, body };
            order::place(call.store, &mut draft)?;
            body = draft.body;
        }
        call.store.insert(NAME, "", &page, body);
    }
    if has_catalog_page {
        order::relink(call.store);
    }
    Ok(reply)
}

fn of_entities(blueprint: &str, title: &str) -> Body {
    object(json!({
        "identifier": format!("{blueprint}Entity"), "title": title, "type": "entity", "blueprint": blueprint,
        "locked": false, "visibility": "org", "widgets": [{"id": "details", "type": "entity-details", "entity": "{{url.identifier}}",
            "blueprint": blueprint}],
    }))
}

fn of_catalog(blueprint: &str, title: &str) -> Body {
    object(json!({
        "identifier": format!("{blueprint}s"), "title": format!("{title}s"), "type": "blueprint-entities",
        "blueprint": blueprint, "locked": false, "visibility": "org",
        "widgets": [{"id": "table", "type": "table-entities-explorer", "blueprint": blueprint,
            "dataset": {"combinator": "and", "rules": []}}],
    }))
}

/// The page that is deleted with a blueprint.
pub(crate) fn of_blueprint(store: &Store, blueprint: &str) -> Vec<(&'static str, String)> {
    let is_its = |page: &Body| text(page, "type") == "entity" && text(page, "blueprint") == blueprint;
    store.of(NAME).filter(|(_, _, page)| is_its(page)).map(|(_, page, _)| (NAME, page.to_owned())).collect()
}

/// Updates the pages of a blueprint that gets another identifier.
pub(crate) fn rename_blueprint(store: &mut Store, old: &str, new: &str) {
    for (_, page) in store.under_mut(NAME, "") {
        if text(page, "blueprint") == old {
            page.insert("blueprint".into(), json!(new));
        }
    }
}
