//! The rules, in alphabetical order.

use crate::lint::rule::Rule;

/// Every rule.
pub static RULES: &[&Rule] = &[];
