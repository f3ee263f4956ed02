//! The files of a new repository, and the questions that `init` asks to fill them in.

pub mod answer_format;
pub mod backend;
pub mod files;
pub mod fill;
pub mod question;
pub mod setup;

pub use backend::Backend;
pub use files::{NewFile, files};
pub use question::{Answers, Question};
