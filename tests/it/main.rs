//! What portwright promises, tested from outside.

mod apply;
mod crash;
mod cycles;
mod faults;
mod noop;
mod lint;
mod pages;
mod support;
mod validate;
