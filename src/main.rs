//! The `portwright` program.

fn main() {}
