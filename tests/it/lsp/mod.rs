//! The language server, through a client that speaks JSON-RPC with the real process.

mod actions;
mod client;
mod files;
mod large;
mod model;
mod names;
mod pages;
mod port;
mod protocol;
mod rename_forms;
mod renames;
mod robust;
mod settings;
mod texts;
