//! Fuzzes the reader of git's index with arbitrary bytes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| portwright::fuzz::git_index::check(bytes));
