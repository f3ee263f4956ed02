//! The embedded portal: it stores blueprints, actions, scorecards and entities as Port does, and refuses the same requests.
//!
//! Use it inside a process through [`SandboxPortal`], which is a [`Portal`](super::Portal), or serve it on loopback with
//! [`Server`]; both share one core, so they give the same responses. A new sandbox contains the same as
//! a portal right after a Git integration and another one were installed: the blueprint `service`, and the system blueprints of users, teams and scorecards.
//!
//! A run's payload is filled in as in Port and kept in the run. It is sent by plain HTTP to listeners on this machine,
//! or written as an entity; the sandbox does not call other backends, and notes this in the run's log.
//!
//! Limits: the sandbox computes mirror properties, calculation properties and the levels of scorecards, but not aggregation properties. Its searches do not support `between` and `relatedTo`.
//! A blueprint is checked against all others when it is written, but the others are not checked again: a mirror property in
//! one of them may lose its target, and then shows nothing.
//!
//! Some facts about kinds come from `kind/`: their routes, keys in answers, identity, and the fields that only Port sets. The
//! others are the sandbox's own second opinion, so that a wrong assumption in `kind/` fails against it: the bodies that requests
//! may have, what Port refuses, and what it fills in. They are `Quirks`. A kind without quirks needs no code here.
//!
//! | to change | go to |
//! |---|---|
//! | the requests that every kind answers | `resource.rs` |
//! | what Port refuses or computes for a kind; its special requests | the kind's file, such as `scorecard.rs` or `blueprint/` |
//! | the kinds that have quirks or special requests | `kinds.rs` |
//! | what quirks there can be | `quirks.rs` |
//! | what a request's body may contain | `shapes/` |
//! | how an entity must fit its blueprint | `entity/fit.rs`, `entity/relation.rs` |
//! | what a run sends, and where to | `run/` |
//! | what a new sandbox contains | `blueprint/seed.json` |
//! | what the audit log has | `audit.rs` |
//! | the faults that can be injected | `faults.rs` |
//! | the layout of the file, and older ones | `layout.rs` |

mod action;
mod audit;
mod blueprint;
mod body;
mod call;
mod catalog;
mod connection;
mod entity;
mod faults;
mod file;
mod in_process;
mod integration;
mod kinds;
mod layout;
mod listener;
mod members;
mod migration;
mod organization;
mod permission;
mod phase;
mod query;
mod quirks;
mod refusal;
mod resource;
mod route;
mod run;
mod scorecard;
mod scorecard_group;
mod secret;
mod serve;
mod shape;
mod shared;
mod store;
mod team;
mod token;
mod webhook;
mod workflow;

// What most of the files above speak of.
use body::{Body, merge, merge_deep, object, properties, section, text};
use call::{Call, HandlerResult, Reply};
use query::Query;
use quirks::{Description, Draft, Kinds, ON_ITS_OWN, Quirks, ServedKind};
use refusal::Refusal;
use route::{Route, asks, get, writes};
use shape::Shape;
use shared::Shared;
use store::{Store, shuffled};

pub use faults::{Fault, FaultError, Faults};
pub use in_process::{Clock, SandboxPortal};
pub use serve::{ServeError, Server, Stopper};

#[cfg(test)]
mod contract;
