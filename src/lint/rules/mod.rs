//! The rules, in alphabetical order.

mod alias;
mod ambiguous_scalar;
mod anchor_or_merge;
mod array_vs_scalar;
mod bad_format;
mod bad_search_query;
mod bare_date;
mod broken_aggregation_path;
mod broken_mirror_path;
mod broken_ownership_path;
mod case_only_duplicate;
mod color_without_option;
mod computed_property;
mod constraint_violation;
mod dangling_relation;
mod deprecated_key;
mod duplicate_entity;
mod duplicate_key;
mod duplicate_member;
mod duplicate_resource;
mod duplicate_rule_identifier;
mod empty_file;
mod enum_mismatch;
mod file_base_ambiguous;
mod file_in_unresolved_place;
mod file_path_escape;
mod file_target_missing;
mod file_too_large;
mod identifier_pattern;
mod incomplete_member;
mod integration_mapping;
mod jq_expression;
mod jq_syntax;
mod literal_token;
mod merge_value;
mod misplaced_file;
mod misplaced_key;
mod missing_blueprint;
mod missing_identifier;
mod missing_required;
mod missing_title;
mod misspelt_field;
mod misspelt_template;
mod mistyped_field;
mod mistyped_file_target;
mod mistyped_identifier;
mod mistyped_value;
mod nested_too_deep;
mod no_entities;
mod not_a_port_file;
mod not_utf8;
mod null_clears_value;
mod null_required;
mod null_section;
mod odd_whitespace;
mod path_without_scheme;
mod plain_http;
mod readonly_key;
mod refused_by_portal;
mod refused_option;
mod relation_cardinality;
mod relation_value;
mod removed_but_declared;
mod required_cycle;
mod several_documents;
mod system_blueprint_declared;
mod undefined_variable;
mod unedited_sample;
mod unfit_file_target;
mod unknown_action_blueprint;
mod unknown_action_event;
mod unknown_action_property;
mod unknown_aggregation_property;
mod unknown_aggregation_target;
mod unknown_blueprint;
mod unknown_depends_on;
mod unknown_entity_key;
mod unknown_extended_blueprint;
mod unknown_field;
mod unknown_input_blueprint;
mod unknown_ordered_input;
mod unknown_property;
mod unknown_relation;
mod unknown_relation_target;
mod unknown_required_input;
mod unknown_required_property;
mod unknown_scorecard_blueprint;
mod unknown_scorecard_level;
mod unknown_scorecard_property;
mod unknown_tag;
mod unknown_team;
mod unknown_template_input;
mod unknown_template_property;
mod unordered_input;
mod unowned_team;
mod unread_file_name;
mod unreadable_file;
mod unrelated_aggregation_target;
mod unrendered_placeholder;
mod unrepresentable_number;
mod unused_allow;
mod windows_text;
mod wrong_root;
mod wrong_section;
mod wrong_shape;
mod yaml_syntax;

use crate::lint::rule::Rule;

/// The name of the one rule that must know all files of a repository.
pub const DANGLING_RELATION: &str = dangling_relation::RULE.name;

/// The name of the one rule that a portal must have been asked for.
pub const REFUSED_BY_PORTAL: &str = refused_by_portal::RULE.name;

/// The name of the rule after which nothing else is looked for in an entity.
pub const UNEDITED_SAMPLE: &str = unedited_sample::RULE.name;

/// The names of the rules that look at no value of an entity, only at what its blueprint has.
pub const OF_NAMES: &[&str] = &[
    computed_property::RULE.name,
    unknown_blueprint::RULE.name,
    unknown_property::RULE.name,
    unknown_relation::RULE.name,
    wrong_section::RULE.name,
];

/// Every rule.
pub static RULES: &[&Rule] = &[
    &alias::RULE,
    &ambiguous_scalar::RULE,
    &anchor_or_merge::RULE,
    &array_vs_scalar::RULE,
    &bad_format::RULE,
    &bad_search_query::RULE,
    &bare_date::RULE,
    &broken_aggregation_path::RULE,
    &broken_mirror_path::RULE,
    &broken_ownership_path::RULE,
    &case_only_duplicate::RULE,
    &color_without_option::RULE,
    &computed_property::RULE,
    &constraint_violation::RULE,
    &dangling_relation::RULE,
    &deprecated_key::RULE,
    &duplicate_entity::RULE,
    &duplicate_key::RULE,
    &duplicate_member::RULE,
    &duplicate_resource::RULE,
    &duplicate_rule_identifier::RULE,
    &empty_file::RULE,
    &enum_mismatch::RULE,
    &file_base_ambiguous::RULE,
    &file_in_unresolved_place::RULE,
    &file_path_escape::RULE,
    &file_target_missing::RULE,
    &file_too_large::RULE,
    &identifier_pattern::RULE,
    &incomplete_member::RULE,
    &integration_mapping::RULE,
    &jq_expression::RULE,
    &jq_syntax::RULE,
    &literal_token::RULE,
    &merge_value::RULE,
    &misplaced_file::RULE,
    &misplaced_key::RULE,
    &missing_blueprint::RULE,
    &missing_identifier::RULE,
    &missing_required::RULE,
    &missing_title::RULE,
    &misspelt_field::RULE,
    &misspelt_template::RULE,
    &mistyped_field::RULE,
    &mistyped_file_target::RULE,
    &mistyped_identifier::RULE,
    &mistyped_value::RULE,
    &nested_too_deep::RULE,
    &no_entities::RULE,
    &not_a_port_file::RULE,
    &not_utf8::RULE,
    &null_clears_value::RULE,
    &null_required::RULE,
    &null_section::RULE,
    &odd_whitespace::RULE,
    &path_without_scheme::RULE,
    &plain_http::RULE,
    &readonly_key::RULE,
    &refused_by_portal::RULE,
    &refused_option::RULE,
    &relation_cardinality::RULE,
    &relation_value::RULE,
    &removed_but_declared::RULE,
    &required_cycle::RULE,
    &several_documents::RULE,
    &system_blueprint_declared::RULE,
    &undefined_variable::RULE,
    &unedited_sample::RULE,
    &unfit_file_target::RULE,
    &unknown_action_blueprint::RULE,
    &unknown_action_event::RULE,
    &unknown_action_property::RULE,
    &unknown_aggregation_property::RULE,
    &unknown_aggregation_target::RULE,
    &unknown_blueprint::RULE,
    &unknown_depends_on::RULE,
    &unknown_entity_key::RULE,
    &unknown_extended_blueprint::RULE,
    &unknown_field::RULE,
    &unknown_input_blueprint::RULE,
    &unknown_ordered_input::RULE,
    &unknown_property::RULE,
    &unknown_relation::RULE,
    &unknown_relation_target::RULE,
    &unknown_required_input::RULE,
    &unknown_required_property::RULE,
    &unknown_scorecard_blueprint::RULE,
    &unknown_scorecard_level::RULE,
    &unknown_scorecard_property::RULE,
    &unknown_tag::RULE,
    &unknown_team::RULE,
    &unknown_template_input::RULE,
    &unknown_template_property::RULE,
    &unordered_input::RULE,
    &unowned_team::RULE,
    &unread_file_name::RULE,
    &unreadable_file::RULE,
    &unrelated_aggregation_target::RULE,
    &unrendered_placeholder::RULE,
    &unrepresentable_number::RULE,
    &unused_allow::RULE,
    &windows_text::RULE,
    &wrong_root::RULE,
    &wrong_section::RULE,
    &wrong_shape::RULE,
    &yaml_syntax::RULE,
];
