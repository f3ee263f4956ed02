//! A kind of resource as the sandbox serves it: its description in `kind/`, and what only the sandbox knows of it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Body, Query, Refusal, Shape, Store, merge};
use crate::kind::treatment::{AUDIT, Treatment};
use crate::kind::{Api, Identity, Kind, Update};

/// What Port refuses and computes for one kind. It is not derived from `kind/`, so a wrong assumption there fails against it.
#[derive(Debug)]
pub(super) struct Quirks {
    /// The name of the kind.
    pub kind: &'static str,
    /// For a kind that `kind/` does not describe.
    pub described: Option<Description>,
    /// The resources in a new sandbox, by identifier.
    pub seed: fn() -> BTreeMap<String, Body>,
    /// The bodies of requests; without a shape, any object with an identifier. A merge must also result in what `replace` allows.
    pub create: Option<&'static Shape>,
    pub replace: Option<&'static Shape>,
    pub merge: Option<&'static Shape>,
    /// Merges a patch into a body.
    pub merged: fn(&mut Body, &Body),
    /// Refuses a body before it is written, or changes it as Port does.
    pub prepare: fn(&Store, &mut Draft) -> Result<(), Refusal>,
    /// Refuses the portal with the written resource, or updates what depends on that.
    pub written: fn(&mut Store, &str) -> Result<(), Refusal>,
    /// The start of the `id` that Port issues.
    pub id: Option<&'static str>,
    /// Whether another identifier in a body renames the resource; it is refused otherwise.
    pub renames: bool,
    /// Updates what refers to a renamed resource, from its old identifier to the new one.
    pub renamed: fn(&mut Store, &str, &str),
    /// Refuses a deletion.
    pub check_delete: fn(&Store, &str) -> Result<(), Refusal>,
    /// The kinds and identifiers of resources that a deletion with this query also deletes. What belongs to the resource always
    /// is.
    pub deletes: fn(&Store, &Query, &str) -> Vec<(&'static str, String)>,
    /// Updates what depended on a deleted resource.
    pub removed: fn(&mut Store),
    /// Whether a list with this query has the resource.
    pub lists: fn(&Query, &Body) -> bool,
    /// The fields that no answer has.
    pub hidden: &'static [&'static str],
    /// Changes a body for an answer.
    pub answer: fn(&mut Body),
    /// Whether the answer to a write is without the resource.
    pub silent: bool,
    /// The body of a resource that exists without having been written. Bodies of the kind have no identifier and no audit fields.
    pub given: Option<fn(&Store, &str) -> Body>,
}

impl Quirks {
    pub(super) const NONE: Self = Self {
        kind: "",
        described: None,
        seed: BTreeMap::new,
        create: None,
        replace: None,
        merge: None,
        merged: merge,
        prepare: |_, _| Ok(()),
        written: |_, _| Ok(()),
        id: None,
        renames: false,
        renamed: |_, _, _| {},
        check_delete: |_, _| Ok(()),
        deletes: |_, _, _| Vec::new(),
        removed: |_| {},
        lists: |_, _| true,
        hidden: &[],
        answer: |_| {},
        silent: false,
        given: None,
    };
}

#[derive(Debug)]
pub(super) struct Description {
    pub identity: Identity,
    /// None if all its requests are special.
    pub api: Option<Api>,
}

/// The requests for a resource that is read and merged, but not listed, created or deleted.
pub(super) const ON_ITS_OWN: Api = Api { update: Update::Merge(&[]), ..Api::NONE };

/// A body that is about to be written.
pub(super) struct Draft<'a> {
    /// Empty for a kind without one.
    pub parent: &'a str,
    /// Before a rename.
    pub identifier: &'a str,
    /// The body that it replaces.
    pub old: Option<&'a Body>,
    pub body: Body,
}

/// A kind that the sandbox serves.
pub(super) struct ServedKind {
    pub name: &'static str,
    /// Capitalised, as in Port's messages.
    pub noun: String,
    pub identity: &'static Identity,
    pub api: Option<&'static Api>,
    pub quirks: &'static Quirks,
    kind: Option<&'static Kind>,
}

impl ServedKind {
    /// None if the kind is described nowhere.
    pub(super) fn new(kind: Option<&'static Kind>, quirks: &'static Quirks) -> Option<Self> {
        let (name, identity, api) = match (kind, &quirks.described) {
            (Some(kind), _) => (kind.name, &kind.identity, Some(&kind.api)),
            (None, Some(own)) => (quirks.kind, &own.identity, own.api.as_ref()),
            (None, None) => return None,
        };
        let mut noun = name.replace('-', " ");
        noun[..1].make_ascii_uppercase();
        Some(Self { name, noun, identity, api, quirks, kind })
    }

    /// Removes the fields that only Port sets: a request that has them does not change them.
    pub(super) fn without_server_owned(&self, body: &Body) -> Body {
        let mut body = body.clone();
        let fields = || AUDIT.iter().chain(self.kind.map_or(&[][..], |kind| kind.fields));
        let is_ours = |treatment| matches!(treatment, Treatment::ServerOwned | Treatment::InPath);
        body.retain(|key, _| !fields().any(|field| field.path == [key.as_str()] && is_ours(field.treatment)));
        body
    }

    /// The resource in an answer.
    pub(super) fn answer(&self, body: &Body) -> Value {
        let mut body = body.clone();
        body.retain(|key, _| !self.quirks.hidden.contains(&key.as_str()));
        (self.quirks.answer)(&mut body);
        Value::Object(body)
    }
}

/// Every kind that the sandbox serves.
pub(super) struct Kinds(pub Vec<ServedKind>);

impl Kinds {
    pub(super) fn named(&self, name: &str) -> &ServedKind {
        self.0.iter().find(|kind| kind.name == name).expect("only kinds that are served are named")
    }

    /// Removes a resource and what belongs to it.
    pub(super) fn remove(&self, store: &mut Store, kind: &str, parent: &str, identifier: &str) {
        store.remove(kind, parent, identifier);
        for kind in self.of_owner(kind) {
            self.remove(store, kind.name, "", identifier);
        }
        for (kind, _) in self.of_parent(kind) {
            for (own, _) in store.take(kind.name, identifier).iter() {
                self.remove(store, kind.name, identifier, own);
            }
        }
    }

    /// Moves what belongs to a resource to its new identifier, where the resource already is.
    pub(super) fn rename(&self, store: &mut Store, kind: &ServedKind, parent: &str, old: &str, new: &str) {
        store.remove(kind.name, parent, old);
        for kind in self.of_owner(kind.name) {
            if let Some(body) = store.remove(kind.name, "", old) {
                store.insert(kind.name, "", new, body);
            }
        }
        for (kind, field) in self.of_parent(kind.name) {
            for (identifier, body) in store.take(kind.name, old).iter() {
                let mut body = body.clone();
                body.insert(field.to_owned(), new.into());
                store.insert(kind.name, new, identifier, body);
            }
        }
        (kind.quirks.renamed)(store, old, new);
    }

    /// The kinds that belong to a kind, and their fields with its identifier.
    fn of_parent(&self, kind: &str) -> impl Iterator<Item = (&ServedKind, &'static str)> {
        let with_parent = self.0.iter().filter_map(|child| Some((child, child.identity.parent.as_ref()?)));
        with_parent.filter(move |(_, parent)| parent.kind == kind).map(|(child, parent)| (child, parent.field))
    }

    fn of_owner(&self, kind: &str) -> impl Iterator<Item = &ServedKind> {
        self.0.iter().filter(move |owned| owned.identity.owner == Some(kind))
    }
}
