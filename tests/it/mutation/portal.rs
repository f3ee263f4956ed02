//! Portals that have what a mutated model says, as far as the sandbox accepts it.

use std::sync::LazyLock;

use portwright::kind::{KINDS, Key, Kind};
use portwright::model::FileContent;
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::Value;

use super::making::{chosen, mutated};
use super::rich::Rich;
use crate::seed::Seed;

static MODELS: LazyLock<Vec<Rich>> = LazyLock::new(Rich::read_all);

/// The portal of a seed, and the mutation of its model. Each resource is sent by hand, so that the rules have no say.
pub(crate) fn random(number: u64) -> (SandboxPortal, String) {
    let portal = SandboxPortal::in_memory();
    let mutation = change(&portal, number, number);
    (portal, mutation)
}

/// Makes a portal as another mutation of the model of a seed says.
pub(crate) fn change(portal: &SandboxPortal, number: u64, mutation: u64) -> String {
    let rich = chosen(&MODELS, &mut Seed::new(number));
    let (files, mutation) = mutated(rich, &mut Seed::new(mutation));
    // Again, because one may need another that came later.
    for source in files.iter().chain(&files) {
        let FileContent::Resources(first) = FileContent::from_path(&source.name.split('/').collect::<Vec<_>>()) else {
            continue;
        };
        send(portal, of_body(first, &source.body), &source.body);
    }
    mutation.to_string()
}

/// The kind of a body: the first in this folder whose identifier it has.
fn of_body(first: &'static Kind, body: &Value) -> &'static Kind {
    let beside = KINDS.iter().copied().filter(|kind| kind.folder == first.folder);
    beside.into_iter().find(|kind| body.get(kind.identity.field).is_some()).unwrap_or(first)
}

/// Sends one resource. The sandbox may refuse it.
fn send(portal: &SandboxPortal, kind: &'static Kind, body: &Value) {
    let mut body = body.clone();
    let extended = body.as_object_mut().and_then(|map| map.shift_remove("extends"));
    if let Some(identifier) = &extended {
        body[kind.identity.field] = identifier.clone();
    }
    let Some(key) = kind.key_of(&body) else { return };
    let sent = kind.without_server_owned(&body);
    let create = kind.api.create.as_ref().filter(|_| extended.is_none());
    if let Some(create) = create {
        let path = create.path.iter().map(|part| if *part == "{parent}" { parent(&key) } else { (*part).to_owned() });
        let request = Request::new(Method::Post, path).body(sent.clone());
        if portal.send(&request).is_ok() {
            return;
        }
    }
    let method = if extended.is_some() || create.is_none() { Method::Patch } else { Method::Put };
    let _ = portal.send(&Request::new(method, key.segments()).body(sent));
}

fn parent(key: &Key) -> String {
    key.parent.clone().unwrap_or_default()
}
