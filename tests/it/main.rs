//! What portwright promises, tested from outside.

mod house;
mod pages;
mod support;
