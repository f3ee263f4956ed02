//! A new repository for a portal: the questions that it takes, and the files that it has.

pub mod backend;
pub mod files;
pub mod fill;
pub mod question;
pub mod setup;
pub mod shape;

pub use backend::Backend;
pub use files::{File, files};
pub use question::{Answers, Question};
