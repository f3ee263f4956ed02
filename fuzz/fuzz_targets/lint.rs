//! Fuzzes `lint` with arbitrary bytes as a `port.yml`.

#![no_main]

#[path = "../check.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check::check(bytes));
