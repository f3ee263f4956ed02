//! The kinds of resources in a portal: one folder per kind, each described by data.

pub(crate) mod action;
pub(crate) mod action_permissions;
pub(crate) mod api;
pub(crate) mod automation;
pub(crate) mod blueprint;
pub(crate) mod blueprint_permissions;
pub(crate) mod checks;
pub(crate) mod descriptor;
pub(crate) mod evaluate;
pub(crate) mod expression;
pub(crate) mod identifier;
pub(crate) mod integration;
pub(crate) mod jq_scan;
pub(crate) mod key;
pub(crate) mod mapping;
pub(crate) mod permission;
pub(crate) mod places;
pub(crate) mod reference;
pub(crate) mod registry;
pub(crate) mod scorecard;
pub(crate) mod search;
pub(crate) mod shape;
pub(crate) mod synonym;
pub(crate) mod template;
pub(crate) mod template_mistakes;
pub(crate) mod treatment;
pub(crate) mod webhook;
pub(crate) mod workflow;

pub use api::{Api, Create, List, Update};
pub use descriptor::{Identity, Kind, Parent};
pub use key::Key;
pub use places::{ExpressionPlace, Places};
pub use reference::{Existence, Reference, Requirement, Resources, Role};
pub use registry::KINDS;
