//! How Port's API reads and writes the resources of a kind, as data.
//!
//! Paths are below `/v1`. In a path, `{parent}` and `{identifier}` are placeholders for those of the resource.

use serde_json::Value;

/// Path segments.
pub(crate) type Path = &'static [&'static str];

/// Query parameters.
pub(crate) type Query = &'static [(&'static str, &'static str)];

/// The requests for the resources of a kind.
#[derive(Debug)]
pub struct Api {
    /// The request for all of them; `None` if Port has no such request, so that each is read alone.
    pub list: Option<List>,
    /// The path of one resource.
    pub item: Path,
    /// The query parameters for reading one resource.
    pub item_query: Query,
    /// Whether one resource can be read at its path; if not, it is looked up in the list.
    pub reads_item: bool,
    /// The keys of one resource in Port's answers: the first that an answer has, in any case of letters.
    pub item_keys: &'static [&'static str],
    /// The request that creates one; `None` if something else creates them.
    pub create: Option<Route>,
    /// The request that changes one.
    pub update: Update,
    /// Whether one can be deleted.
    pub deletes: bool,
}

/// The request for all resources of a kind.
#[derive(Debug)]
pub struct List {
    /// The path.
    pub path: Path,
    /// The query parameters.
    pub query: Query,
    /// Where an answer may have the list: paths, of which the first counts that the answer has.
    pub keys: &'static [Path],
    /// Whether an element of the list is a resource of this kind.
    pub includes: fn(&Value) -> bool,
    /// A field of every complete element, if the list may have incomplete ones: those are read one by one.
    pub complete: Option<&'static str>,
    /// Returns an element, and all that are nested in it.
    pub elements: fn(Value) -> Vec<Value>,
}

impl List {
    /// Returns whether an element of the list is complete.
    pub(crate) fn is_complete(&self, element: &Value) -> bool {
        self.complete.is_none_or(|field| element.get(field).is_some())
    }
}

/// Where a request goes.
#[derive(Debug)]
pub struct Route {
    /// The path.
    pub path: Path,
    /// The query parameters.
    pub query: Query,
}

/// The request that changes a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// `PUT` with the complete body: fields that it does not have are removed.
    Replace,
    /// As `Replace`. The portal can also merge a body into the resource with `PATCH`.
    ReplaceOrMerge,
    /// `PATCH` with the changed fields, at this path below that of the resource.
    Merge(Path),
}

impl Api {
    /// No request at all.
    pub(crate) const NONE: Self = Self {
        list: None,
        item: &[],
        item_query: &[],
        reads_item: true,
        item_keys: &[],
        create: None,
        update: Update::Replace,
        deletes: false,
    };
}

impl List {
    /// A list at `path` of which every element is of the kind.
    pub const fn at(path: Path, keys: &'static [Path]) -> Self {
        Self { path, query: &[], keys, includes: |_| true, elements: |element| vec![element], complete: None }
    }
}
