//! Fuzzes the reader of saved plans, and applying them.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portwright::fuzz::saved_plan::check(bytes));
