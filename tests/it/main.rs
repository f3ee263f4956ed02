//! What portwright promises, tested from outside.

mod house;
mod kinds;
mod markdown;
mod pages;
mod readme;
mod support;
mod validate;
