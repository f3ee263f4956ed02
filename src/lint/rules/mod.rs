//! The rules, in alphabetical order.

mod alias;
mod broken_aggregation_path;
mod broken_mirror_path;
mod broken_ownership_path;
mod duplicate_key;
mod empty_file;
mod file_too_large;
mod merge_value;
mod misspelt_field;
mod nested_too_deep;
mod not_utf8;
mod unknown_action_blueprint;
mod unknown_action_event;
mod unknown_action_property;
mod unknown_aggregation_property;
mod unknown_aggregation_target;
mod unknown_depends_on;
mod unknown_field;
mod unknown_input_blueprint;
mod unknown_ordered_input;
mod unknown_relation_target;
mod unknown_required_input;
mod unknown_required_property;
mod unknown_scorecard_blueprint;
mod unknown_scorecard_property;
mod unknown_tag;
mod unknown_template_input;
mod unknown_template_property;
mod unordered_input;
mod unrepresentable_number;
mod wrong_shape;
mod yaml_syntax;

use crate::lint::rule::Rule;

/// Every rule.
pub static RULES: &[&Rule] = &[
    &alias::RULE,
    &broken_aggregation_path::RULE,
    &broken_mirror_path::RULE,
    &broken_ownership_path::RULE,
    &duplicate_key::RULE,
    &empty_file::RULE,
    &file_too_large::RULE,
    &merge_value::RULE,
    &misspelt_field::RULE,
    &nested_too_deep::RULE,
    &not_utf8::RULE,
    &unknown_action_blueprint::RULE,
    &unknown_action_event::RULE,
    &unknown_action_property::RULE,
    &unknown_aggregation_property::RULE,
    &unknown_aggregation_target::RULE,
    &unknown_depends_on::RULE,
    &unknown_field::RULE,
    &unknown_input_blueprint::RULE,
    &unknown_ordered_input::RULE,
    &unknown_relation_target::RULE,
    &unknown_required_input::RULE,
    &unknown_required_property::RULE,
    &unknown_scorecard_blueprint::RULE,
    &unknown_scorecard_property::RULE,
    &unknown_tag::RULE,
    &unknown_template_input::RULE,
    &unknown_template_property::RULE,
    &unordered_input::RULE,
    &unrepresentable_number::RULE,
    &wrong_shape::RULE,
    &yaml_syntax::RULE,
];
