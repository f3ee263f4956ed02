//! The language server: the findings of `lint` and `validate` in an editor, and answers to questions about names.
//!
//! `server.rs` has the loop, `dispatch.rs` the requests, and `folder.rs` the projects. Positions are converted in `text.rs`. The
//! features are in a file each; those of `port.yml` are in `port/`, those of the model in `model/`.

mod action;
mod answer;
mod baseline;
mod client;
mod client_settings;
mod configure;
mod cursor;
mod diagnostic;
mod dispatch;
mod document;
mod edit;
mod entry;
mod failure;
mod flow;
mod folder;
mod folding;
mod initialize;
mod model;
mod port;
mod portal_entities;
mod publish;
mod server;
mod settings;
mod text;
mod transport;
mod unparsed;
mod uri;

pub(crate) use client_settings::ClientSettings;
pub(crate) use folder::FolderSettings;
pub(crate) use server::{Ended, serve};
