//! The rules, in alphabetical order.

mod alias;
mod broken_aggregation_path;
mod broken_mirror_path;
mod broken_ownership_path;
mod color_without_option;
mod duplicate_key;
mod duplicate_member;
mod duplicate_resource;
mod duplicate_rule_identifier;
mod empty_file;
mod file_too_large;
mod jq_syntax;
mod literal_token;
mod merge_value;
mod misplaced_file;
mod misspelt_field;
mod nested_too_deep;
mod not_utf8;
mod plain_http;
mod refused_option;
mod removed_but_declared;
mod system_blueprint_declared;
mod undefined_variable;
mod unknown_action_blueprint;
mod unknown_action_event;
mod unknown_action_property;
mod unknown_aggregation_property;
mod unknown_aggregation_target;
mod unknown_depends_on;
mod unknown_extended_blueprint;
mod unknown_field;
mod unknown_input_blueprint;
mod unknown_ordered_input;
mod unknown_relation_target;
mod unknown_required_input;
mod unknown_required_property;
mod unknown_scorecard_blueprint;
mod unknown_scorecard_level;
mod unknown_scorecard_property;
mod unknown_tag;
mod unknown_template_input;
mod unknown_template_property;
mod unordered_input;
mod unreadable_file;
mod unrelated_aggregation_target;
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
    &color_without_option::RULE,
    &duplicate_key::RULE,
    &duplicate_member::RULE,
    &duplicate_resource::RULE,
    &duplicate_rule_identifier::RULE,
    &empty_file::RULE,
    &file_too_large::RULE,
    &jq_syntax::RULE,
    &literal_token::RULE,
    &merge_value::RULE,
    &misplaced_file::RULE,
    &misspelt_field::RULE,
    &nested_too_deep::RULE,
    &not_utf8::RULE,
    &plain_http::RULE,
    &refused_option::RULE,
    &removed_but_declared::RULE,
    &system_blueprint_declared::RULE,
    &undefined_variable::RULE,
    &unknown_action_blueprint::RULE,
    &unknown_action_event::RULE,
    &unknown_action_property::RULE,
    &unknown_aggregation_property::RULE,
    &unknown_aggregation_target::RULE,
    &unknown_depends_on::RULE,
    &unknown_extended_blueprint::RULE,
    &unknown_field::RULE,
    &unknown_input_blueprint::RULE,
    &unknown_ordered_input::RULE,
    &unknown_relation_target::RULE,
    &unknown_required_input::RULE,
    &unknown_required_property::RULE,
    &unknown_scorecard_blueprint::RULE,
    &unknown_scorecard_level::RULE,
    &unknown_scorecard_property::RULE,
    &unknown_tag::RULE,
    &unknown_template_input::RULE,
    &unknown_template_property::RULE,
    &unordered_input::RULE,
    &unreadable_file::RULE,
    &unrelated_aggregation_target::RULE,
    &unrepresentable_number::RULE,
    &wrong_shape::RULE,
    &yaml_syntax::RULE,
];
