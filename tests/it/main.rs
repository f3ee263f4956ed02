//! What portwright promises, tested from outside.

mod pages;
mod repository;
mod support;
mod validate;
