//! Fuzzes the YAML tree and its edits.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portwright::fuzz::yaml_edits::check(bytes));
