//! The model: all resources that a tree of files declares.

pub(crate) mod approvals;
pub(crate) mod base;
pub(crate) mod bodies;
pub(crate) mod build;
pub(crate) mod catalog;
pub(crate) mod declaration;
pub(crate) mod desired;
pub(crate) mod port_schema;
pub(crate) mod snapshot;
pub(crate) mod tree;
pub(crate) mod variables;
pub(crate) mod written_part;

pub use approvals::ApprovedLoss;
pub use base::Base;
pub use bodies::Bodies;
pub use catalog::Catalog;
pub(crate) use declaration::Declaration;
pub(crate) use desired::{Claim, Desired, Dropped};
pub(crate) use port_schema::port_schema;
pub use snapshot::Snapshot;
pub use tree::{FileContent, Model, ModelFile};
pub(crate) use variables::{ENVIRONMENT_PREFIX, environment_name, environment_variable};
pub use variables::{ScalarKind, Variable, Variables};
