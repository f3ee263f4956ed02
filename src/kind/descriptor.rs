//! The description of one kind of resource, as data that every floor above reads.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::reference::{Reference, Resources};
use crate::kind::treatment::{AUDIT, Field, Treatment};

/// A kind of resource: its folder, its API routes, and how its bodies are compared.
#[derive(Debug)]
pub struct Kind {
    /// The singular: `blueprint`. Also the key of a single resource in Port's answers.
    pub name: &'static str,
    /// The plural: `blueprints`. Also the folder under `model/`, and the key of a list in Port's answers.
    pub plural: &'static str,
    /// Its API routes.
    pub route: Route,
    /// The kind that it belongs to, if its identifier is unique only there.
    pub parent: Option<Parent>,
    /// Whether a file can extend a resource that is created elsewhere.
    pub extendable: bool,
    /// The sections whose members other resources can refer to by name. If references form a cycle, they are written in
    /// several steps.
    pub members: &'static [&'static [&'static str]],
    /// How its fields are normalized before two bodies are compared, and merged before a body is written, in addition
    /// to `AUDIT`, which applies to every kind.
    pub fields: &'static [Field],
    /// Returns the references in a body; called by `Key::references`. Paths can be followed only through known
    /// resources.
    pub references:
        fn(identifier: &str, parent: Option<&str>, body: &Value, resources: &dyn Resources) -> Vec<Reference>,
    /// Removes references to omitted members from a body before it is sent.
    pub tidy: fn(body: &mut Value),
    /// Returns the data that a change of a field can destroy in the portal, as a sentence; `None` if it destroys
    /// nothing.
    pub danger: fn(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<String>,
    /// Returns whether a change of a field requires removing its member and adding it again.
    pub recreates: fn(path: &Path, old: Option<&Value>, new: Option<&Value>) -> bool,
    /// Whether it has entities, which can lose data if it changes.
    pub has_entities: bool,
    /// Whether a portal can also merge a body into a resource, not only replace it.
    pub merges: bool,
    /// Returns whether Port creates the resource of that identifier itself, so that it is never created or deleted
    /// here.
    pub system: fn(identifier: &str) -> bool,
    /// The JSON Schema of a model file of this kind.
    pub schema: &'static str,
    /// Its page for `explain`.
    pub page: &'static str,
}

/// The parent of a kind.
#[derive(Debug)]
pub struct Parent {
    /// The name of the parent kind.
    pub kind: &'static str,
    /// The field of a body with the parent's identifier.
    pub field: &'static str,
}

/// The API routes of a kind.
#[derive(Debug)]
pub struct Route {
    /// The path of the list of all of them, below `/v1`.
    pub list: &'static [&'static str],
    /// The query parameters for reading the list or one resource.
    pub read_query: &'static [(&'static str, &'static str)],
    /// The path for creating a resource; with the identifier appended, the path of one resource. `{parent}` is replaced
    /// by the parent's identifier.
    pub collection: &'static [&'static str],
    /// The query parameters for creating a resource.
    pub create_query: &'static [(&'static str, &'static str)],
}

impl Kind {
    /// Returns the treatments of the field at a path.
    pub fn treatments(&self, path: &Path) -> impl Iterator<Item = &'static Field> {
        AUDIT.iter().chain(self.fields).filter(|field| field.is_at(path))
    }

    /// Returns whether the field at a path has a treatment.
    pub(crate) fn treats(&self, path: &Path, treatment: Treatment) -> bool {
        // Few fields have the treatment, and comparing paths is slow.
        AUDIT.iter().chain(self.fields).any(|field| field.treatment == treatment && field.is_at(path))
    }

    /// Returns the body without the fields that Port sets itself.
    pub fn without_server_owned(&self, body: &Value) -> Value {
        let Some(map) = body.as_object() else { return body.clone() };
        let own = |key: &str| self.treats(&Path::from_keys(&[key]), Treatment::ServerOwned);
        let theirs = map.iter().filter(|(key, _)| !own(key)).map(|(key, value)| (key.clone(), value.clone()));
        Value::Object(theirs.collect())
    }
}
