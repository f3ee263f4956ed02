//! The output of commands, for people and for programs.

pub(crate) mod accept;
pub(crate) mod apply;
pub(crate) mod attribution;
pub(crate) mod change;
pub(crate) mod diff;
pub(crate) mod drift;
pub(crate) mod drift_json;
pub(crate) mod drift_markdown;
pub(crate) mod enrich;
pub(crate) mod export;
pub(crate) mod failure;
pub(crate) mod findings;
pub(crate) mod graph;
pub(crate) mod impact;
pub(crate) mod init;
pub(crate) mod json;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod markdown;
pub(crate) mod paint;
mod partial;
pub(crate) mod plan;
pub(crate) mod plan_formats;
pub(crate) mod plan_json;
pub(crate) mod plan_markdown;
pub(crate) mod refusal;
pub(crate) mod rename;
pub mod report;
pub(crate) mod run;
pub(crate) mod sync;
pub(crate) mod text;
pub(crate) mod unmanaged;
pub(crate) mod value;
pub(crate) mod words;

pub(crate) use crate::ground::escape;
pub(crate) use findings::{findings, findings_on_stderr};
