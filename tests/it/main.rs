//! What portwright promises, tested from outside.

mod apply;
mod crash;
mod cycles;
mod faults;
mod forge;
mod forge_server;
mod house;
mod kinds;
mod lint;
mod lint_program;
mod markdown;
mod noop;
mod pages;
mod readme;
mod repository;
mod support;
mod validate;
