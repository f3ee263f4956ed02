//! What portwright knows about one kind of resource, as data that every floor above reads.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::reference::{Reference, Resources};
use crate::kind::treatment::{AUDIT, Field, Treatment};

/// A kind of resource: its folder, its API routes, and how its bodies are compared.
#[derive(Debug)]
pub struct Kind {
    /// One of it: `blueprint`. Also the key of a single one in Port's answers.
    pub name: &'static str,
    /// Several of it: `blueprints`. The folder under `model/`, and the key of a list in Port's answers.
    pub plural: &'static str,
    /// Where a portal keeps it.
    pub route: Route,
    /// The kind that it belongs to, if its identifier is unique only there.
    pub parent: Option<Parent>,
    /// Whether a file may add to one that somebody else made.
    pub extendable: bool,
    /// The sections whose entries a portal knows by name and may refer to one by one; written in phases where
    /// references form a cycle.
    pub members: &'static [&'static [&'static str]],
    /// How its fields are settled before two bodies are compared, and merged before one is written; beside `AUDIT`,
    /// which every kind has.
    pub fields: &'static [Field],
    /// What a body refers to; `Key::references` calls it. Only what the resources knows can be
    /// followed.
    pub references:
        fn(identifier: &str, parent: Option<&str>, body: &Value, resources: &dyn Resources) -> Vec<Reference>,
    /// Removes mentions of members that are left out of a body before it is sent.
    pub tidy: fn(body: &mut Value),
    /// The data that a change of a field can destroy in the portal, as a sentence; none where it destroys nothing.
    pub danger: fn(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<String>,
    /// Whether a change of a field is only possible by removing its member and adding it again.
    pub remakes: fn(path: &Path, old: Option<&Value>, new: Option<&Value>) -> bool,
    /// Whether the resource has entities, which its changes can harm.
    pub has_entities: bool,
    /// Whether a portal can merge a body into one, beside replacing it.
    pub merges: bool,
    /// Whether Port made the resource of that identifier itself, so that it is never created or deleted.
    pub system: fn(identifier: &str) -> bool,
    /// JSON Schema of a model file of this kind.
    pub schema: &'static str,
    /// The page that explains it.
    pub page: &'static str,
}

/// The kind that another one belongs to.
#[derive(Debug)]
pub struct Parent {
    /// The name of that kind.
    pub kind: &'static str,
    /// The field of a body that holds its identifier.
    pub field: &'static str,
}

/// Where a portal keeps the resources of a kind.
#[derive(Debug)]
pub struct Route {
    /// The path of the list of all of them, below `/v1`.
    pub list: &'static [&'static str],
    /// What the list and a single one must be asked for with.
    pub read_query: &'static [(&'static str, &'static str)],
    /// The path that creates one, and that is followed by the identifier for a single one; `{parent}` stands for the
    /// parent's identifier.
    pub collection: &'static [&'static str],
    /// What a create must be asked with.
    pub create_query: &'static [(&'static str, &'static str)],
}

impl Kind {
    /// How a field at that path is treated.
    pub fn treatments(&self, path: &Path) -> impl Iterator<Item = &'static Field> {
        let path = path.clone();
        AUDIT.iter().chain(self.fields).filter(move |field| field.is_at(&path))
    }

    /// The body without the fields that Port sets itself.
    pub fn without_server_owned(&self, body: &Value) -> Value {
        let Some(map) = body.as_object() else { return body.clone() };
        let own = |key: &str| {
            let path = Path::from_keys(&[key]);
            self.treatments(&path).any(|field| field.treatment == Treatment::ServerOwned)
        };
        let theirs = map.iter().filter(|(key, _)| !own(key)).map(|(key, value)| (key.clone(), value.clone()));
        Value::Object(theirs.collect())
    }
}
