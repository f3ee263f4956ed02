//! What portwright promises, tested from outside.

mod pages;
mod support;
mod validate;
