//! Fuzzes planning and applying against a portal whose answers are damaged.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portwright::fuzz::answers::check(bytes));
