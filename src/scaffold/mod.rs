//! A new repository for a portal: the questions that it takes, and the files that it has.

pub mod answer_format;
pub mod backend;
pub mod files;
pub mod fill;
pub mod question;
pub mod setup;

pub use backend::Backend;
pub use files::{NewFile, files};
pub use question::{Answers, Question};
