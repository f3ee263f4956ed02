//! What is known of blueprints, from a snapshot and a model together.

use crate::kind::blueprint::KIND;
use crate::kind::{Key, Known, World};
use crate::model::{Bodies, Catalog, Model, Snapshot};
use crate::plan::{Live, world};

/// The catalog of a snapshot with a model laid over it.
pub fn catalog(snapshot: Option<&Snapshot>, model: Option<&Model>, external: &[Key]) -> Catalog {
    let none = Model::default();
    let stated = model.unwrap_or(&none);
    let (bodies, complete) = bodies(snapshot, stated, external);
    let mut catalog = Catalog::from_world(&bodies, complete).with_declarations(stated);
    for (blueprint, identifiers) in snapshot.iter().flat_map(|snapshot| &snapshot.entities) {
        catalog.insert_entities(blueprint, identifiers.iter().cloned());
    }
    catalog
}

/// The blueprints of a snapshot with a model laid over them, as after an apply, and whether there are no others. A
/// blueprint of which only a part is known stays partly known.
pub fn bodies(snapshot: Option<&Snapshot>, stated: &Model, external: &[Key]) -> (Bodies, bool) {
    let alone = Bodies::from_model(stated, external);
    let Some(snapshot) = snapshot else { return (alone, false) };
    let key = |identifier: &str| Key::new(&KIND, identifier);
    let live: Live = snapshot.blueprints.iter().map(|(identifier, body)| (key(identifier), body.clone())).collect();
    let mut bodies = world(stated, &live);
    let whole_in_model = |identifier: &str| matches!(alone.known(KIND.name, identifier), Known::Wholly(_));
    for identifier in snapshot.partial.iter().filter(|identifier| !whole_in_model(identifier)) {
        if let Known::Wholly(body) = bodies.known(KIND.name, identifier) {
            let body = body.clone();
            bodies.insert(&key(identifier), body, false);
        }
    }
    // What the model adds to is there, even where the snapshot is older than it.
    for identifier in alone.identifiers(KIND.name) {
        let lacking = matches!(bodies.known(KIND.name, identifier), Known::Absent | Known::Unknown);
        let added_to = stated.declarations.iter().any(|one| one.key.as_ref() == Some(&key(identifier)));
        if let Known::Partly(body) = alone.known(KIND.name, identifier)
            && lacking
            && (!snapshot.complete || added_to)
        {
            let body = body.clone();
            bodies.insert(&key(identifier), body, false);
        }
    }
    (bodies, snapshot.complete)
}
