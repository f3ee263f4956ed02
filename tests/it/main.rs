//! What portwright promises, tested from outside.

mod apply;
mod crash;
mod cycles;
mod deletions;
mod documents;
mod enrich;
#[cfg(unix)]
mod enrich_faults;
mod failures;
mod faults;
mod forge;
mod forge_server;
mod helps;
mod house;
mod init;
mod kinds;
mod lint;
mod lint_complete;
mod lint_online;
mod lint_paths;
mod lint_program;
mod lint_session;
mod markdown;
mod mutation;
mod noop;
mod pages;
mod repository;
mod run;
mod served;
mod settings;
mod story;
mod support;
mod sync;
mod sync_relations;
mod trace;
mod validate;
