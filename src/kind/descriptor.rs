//! The description of one kind of resource, as data that every floor above reads.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::api::{self, Api};
use crate::kind::loss::Loss;
use crate::kind::mapping::Mapping;
use crate::kind::places::Places;
use crate::kind::reference::{Reference, Resources};
use crate::kind::rename::Renames;
use crate::kind::treatment::{Field, Treatment};

/// A kind of resource: its folder, its requests, and how its bodies are compared.
#[derive(Debug)]
pub struct Kind {
    /// The singular: `blueprint`.
    pub name: &'static str,
    /// The plural: `blueprints`.
    pub plural: &'static str,
    /// The folder under `model/`.
    pub folder: &'static str,
    /// How its resources are identified.
    pub identity: Identity,
    /// The requests of Port's API.
    pub api: Api,
    /// Returns the kind's name and the identifier of the resource with which Port creates and deletes the one with this
    /// body; `None` if it is created and deleted by its own requests.
    pub created_with: fn(&Value) -> Option<(&'static str, &str)>,
    /// The other kinds whose resources share one order with those of this kind.
    pub beside: &'static [&'static str],
    /// Whether a file can extend a resource that is created elsewhere.
    pub extendable: bool,
    /// The sections whose members other resources can refer to by name. If references form a cycle, they are written in
    /// several steps.
    pub members: &'static [&'static [&'static str]],
    /// How its fields are normalized before two bodies are compared, and merged before a body is written, in addition
    /// to `AUDIT`, which applies to every kind.
    pub fields: &'static [Field],
    /// Where its bodies have forms, expressions, requests and events.
    pub places: Places,
    /// Groups of root fields that exclude each other: Port refuses a body with fields of two groups.
    pub exclusive: &'static [&'static [&'static str]],
    /// Returns the references in a body; called by `Key::references`. Paths can be followed only through known
    /// resources.
    pub references:
        fn(identifier: &str, parent: Option<&str>, body: &Value, resources: &dyn Resources) -> Vec<Reference>,
    /// Returns the mappings in a body.
    pub(crate) mappings: for<'b> fn(body: &'b Value) -> Vec<Mapping<'b>>,
    /// Removes references to omitted members from a body before it is sent.
    pub tidy: fn(body: &mut Value),
    /// Returns the data that a change of a field can destroy in the portal; `None` if it destroys nothing.
    pub danger: fn(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<Loss>,
    /// Returns whether a change of a field requires removing its member and adding it again.
    pub recreates: fn(path: &Path, old: Option<&Value>, new: Option<&Value>) -> bool,
    /// The section of the properties whose values can be converted when their type changes, if there is one.
    pub convertible: Option<&'static [&'static str]>,
    /// Returns the jq that converts a value of one property to a value of another, with the value as its input, or the
    /// reason why there is none.
    pub conversion: fn(old: &Value, new: &Value) -> Result<String, String>,
    /// What can be renamed without losing data.
    pub renames: Renames,
    /// Whether every portal has it, and shows it to everyone who may change a model.
    pub is_basic: bool,
    /// Whether a portal usually has some that no model declares. Offline, a reference to one is wrong only if the model
    /// declares others.
    pub is_often_undeclared: bool,
    /// Whether it has entities, which can lose data if it changes.
    pub has_entities: bool,
    /// Returns whether Port creates the resource of that identifier itself, so that it is never created or deleted
    /// here.
    pub system: fn(identifier: &str) -> bool,
    /// Returns what manages a resource in place of Port, such as an identity provider: it cannot be changed or deleted here.
    pub managed_by: fn(body: &Value) -> Option<&str>,
    /// Returns the kind's name and the parent of each resource that Port makes of the one with this body, and changes together
    /// with it. They have the same identifier.
    pub makes: fn(&Value) -> Vec<(&'static str, &str)>,
    /// The path of the part of a resource that Port manages, for kinds of which Port creates some itself.
    pub own_part: Option<api::Path>,
    /// The request that deletes one together with its entities, which Port does in a migration.
    pub delete_with_entities: Option<api::Route>,
    /// For a kind that Port does not list: the blueprints whose entities are found by a search.
    pub searched_in: &'static [&'static str],
    /// Returns whether a resource with this identifier and body is as Port made it, so that no person has to keep it in a
    /// file.
    pub is_default: fn(identifier: &str, body: &Value) -> bool,
    /// The JSON Schema of a model file of this kind.
    pub schema: &'static str,
    /// Its page for `explain`.
    pub page: &'static str,
}

/// How the resources of a kind are identified.
#[derive(Debug)]
pub struct Identity {
    /// The field of a body with the identifier.
    pub field: &'static str,
    /// The kind that it belongs to, if its identifier is unique only there.
    pub parent: Option<Parent>,
    /// The name of the kind with which Port creates and deletes it, if it is a part of one: its identifier is that of the
    /// other resource.
    pub owner: Option<&'static str>,
}

impl Identity {
    /// An `identifier` that is unique in the portal.
    pub const IDENTIFIER: Self = Self { field: "identifier", parent: None, owner: None };
}

/// The parent of a kind.
#[derive(Debug)]
pub struct Parent {
    /// The name of the parent kind.
    pub kind: &'static str,
    /// The field of a body with the parent's identifier.
    pub field: &'static str,
}

impl Kind {
    /// The defaults of most kinds, for the fields that a kind does not set itself.
    pub(crate) const BASE: Self = Self {
        name: "",
        plural: "",
        folder: "",
        identity: Identity::IDENTIFIER,
        api: Api::NONE,
        created_with: |_| None,
        beside: &[],
        extendable: false,
        members: &[],
        fields: &[],
        places: Places::NONE,
        exclusive: &[],
        references: |_, _, _, _| Vec::new(),
        mappings: |_| Vec::new(),
        tidy: |_| {},
        danger: |_, _, _| None,
        recreates: |_, _, _| false,
        convertible: None,
        conversion: |_, _| Err("it has no values".to_owned()),
        renames: Renames::NONE,
        is_basic: false,
        is_often_undeclared: false,
        has_entities: false,
        system: |_| false,
        managed_by: |_| None,
        makes: |_| Vec::new(),
        own_part: None,
        delete_with_entities: None,
        searched_in: &[],
        is_default: |_, _| false,
        schema: "",
        page: "",
    };

    /// Returns whether the field at a path has a treatment.
    pub(crate) fn treats(&self, path: &Path, treatment: Treatment) -> bool {
        self.treated().at(&path.0).has(treatment)
    }

    /// Returns the fields that identify the elements of the list at a path, if its order does not matter.
    pub(crate) fn keyed_by(&self, path: &Path) -> Option<&'static [&'static str]> {
        self.treated().at(&path.0).keyed_by()
    }

    /// Returns the fields of a body that Port never returns.
    pub(crate) fn write_only(&self, body: &Value) -> Vec<Path> {
        let mut found = Vec::new();
        let mut waiting = vec![(Path::root(), self.treated(), body)];
        while let Some((at, treated, value)) = waiting.pop() {
            match value {
                _ if treated.has(Treatment::WriteOnly) => found.push(at),
                _ if !treated.has_write_only() => {}
                Value::Array(values) => {
                    let inside = values.iter().enumerate();
                    waiting.extend(inside.map(|(nth, value)| (at.child(nth), treated.element(), value)));
                }
                Value::Object(map) => {
                    let inside = map.iter();
                    waiting.extend(inside.map(|(key, value)| (at.child(key.as_str()), treated.key(key), value)));
                }
                _ => {}
            }
        }
        found.sort();
        found
    }

    /// Returns the field that places a resource of this kind, and the field that it depends on.
    pub(crate) fn placement(&self) -> Option<(&'static str, &'static str)> {
        self.fields.iter().find_map(|field| match (field.treatment, field.path) {
            (Treatment::Placement(within), [name]) => Some((*name, within)),
            _ => None,
        })
    }

    /// Returns the body without the fields that Port sets itself, or has from the path of the request.
    pub fn without_server_owned(&self, body: &Value) -> Value {
        let Some(map) = body.as_object() else { return body.clone() };
        let root = self.treated();
        let own = |key: &str| {
            let treated = root.key(key);
            treated.has(Treatment::ServerOwned) || treated.has(Treatment::InPath)
        };
        let theirs = map.iter().filter(|(key, _)| !own(key)).map(|(key, value)| (key.clone(), value.clone()));
        Value::Object(theirs.collect())
    }
}
