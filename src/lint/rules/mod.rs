//! The rules, in alphabetical order.

mod alias;
mod duplicate_key;
mod empty_file;
mod file_too_large;
mod merge_value;
mod misspelt_field;
mod nested_too_deep;
mod not_utf8;
mod unknown_field;
mod unknown_tag;
mod unrepresentable_number;
mod wrong_shape;
mod yaml_syntax;

use crate::lint::rule::Rule;

/// Every rule.
pub static RULES: &[&Rule] = &[
    &alias::RULE,
    &duplicate_key::RULE,
    &empty_file::RULE,
    &file_too_large::RULE,
    &merge_value::RULE,
    &misspelt_field::RULE,
    &nested_too_deep::RULE,
    &not_utf8::RULE,
    &unknown_field::RULE,
    &unknown_tag::RULE,
    &unrepresentable_number::RULE,
    &wrong_shape::RULE,
    &yaml_syntax::RULE,
];
