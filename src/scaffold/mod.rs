//! The files of a new repository, and the questions that `init` asks to fill them in.

pub(crate) mod address;
pub(crate) mod answer_format;
pub(crate) mod backend;
pub(crate) mod files;
pub(crate) mod fill;
pub(crate) mod install;
pub(crate) mod merge;
pub(crate) mod question;
pub(crate) mod record;
pub(crate) mod setup;

pub(crate) use backend::Backend;
pub(crate) use files::{NewFile, files, pipelines, recorded};
pub(crate) use question::{Answers, Question};
