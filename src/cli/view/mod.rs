//! How results look, one format a file.

pub mod report;
