//! Workflows: graphs of nodes that people or events start.

mod fields;
mod graph;
pub(in crate::kind) mod places;
mod references;

use crate::kind::api::{Api, List, Route, Update};
use crate::kind::descriptor::{Identity, Kind};

use fields::FIELDS;
pub(crate) use graph::{Edge, Graph, Node, NodeType};
use places::{NAME, PLACES};
pub(crate) use references::references;

/// The workflow kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "workflows",
    folder: "workflows",
    identity: Identity::IDENTIFIER,
    api: Api {
        // Port does not document whether the list has the nodes.
        list: Some(List { complete: Some("nodes"), ..List::at(&["workflows"], &[&["workflows"]]) }),
        item: &["workflows", "{identifier}"],
        item_query: &[],
        reads_item: true,
        item_keys: &[NAME],
        create: Some(Route { path: &["workflows"], query: &[] }),
        update: Update::Replace,
        deletes: true,
    },
    fields: FIELDS,
    places: PLACES,
    references,
    schema: include_str!("../../../schemas/workflow.schema.json"),
    page: include_str!("workflow.md"),
    ..Kind::BASE
};
