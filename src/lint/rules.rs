//! The rules, in alphabetical order.

use crate::lint::rule::Rule;

/// Declares the file of each rule, and lists the rules.
macro_rules! rules {
    ($($name:ident)*) => {
        $(mod $name;)*

        /// Every rule.
        pub static RULES: &[&Rule] = &[$(&$name::RULE),*];
    };
}

rules! {
    alias
    ambiguous_aggregation_path
    ambiguous_scalar
    anchor_or_merge
    array_vs_scalar
    bad_format
    bad_search_query
    bare_date
    broken_aggregation_path
    broken_mirror_path
    broken_ownership_path
    case_only_duplicate
    color_without_option
    computed_property
    constraint_violation
    dangling_relation
    deprecated_key
    dropped_relation
    duplicate_entity
    duplicate_key
    duplicate_level
    duplicate_member
    duplicate_resource
    duplicate_rule_identifier
    empty_file
    enum_mismatch
    exposed_secret
    file_base_ambiguous
    file_in_unresolved_place
    file_path_escape
    file_target_missing
    file_too_large
    identifier_pattern
    incomplete_member
    integration_mapping
    invalid_property_schema
    jq_expression
    jq_syntax
    literal_token
    managed_elsewhere
    merge_value
    misplaced_file
    misplaced_key
    missing_blueprint
    missing_identifier
    missing_required
    missing_title
    misspelt_field
    misspelt_section
    misspelt_template
    nested_too_deep
    no_entities
    not_a_port_file
    not_utf8
    null_clears_value
    null_required
    null_section
    path_without_scheme
    plain_http
    readonly_key
    refused_by_portal
    refused_option
    relation_cardinality
    relation_value
    removed_but_declared
    removed_but_related
    required_cycle
    several_documents
    system_blueprint_declared
    undefined_variable
    unedited_sample
    unfit_file_target
    unknown_action_blueprint
    unknown_action_event
    unknown_action_property
    unknown_aggregation_property
    unknown_aggregation_target
    unknown_blueprint
    unknown_calculation_property
    unknown_depends_on
    unknown_entity_key
    unknown_extended_blueprint
    unknown_field
    unknown_input_blueprint
    unknown_ordered_input
    unknown_permission_owner
    unknown_permission_property
    unknown_property
    unknown_relation
    unknown_relation_target
    unknown_required_input
    unknown_required_property
    unknown_scorecard_blueprint
    unknown_scorecard_level
    unknown_scorecard_property
    unknown_tag
    unknown_team
    unknown_template_input
    unknown_template_property
    unordered_input
    unowned_team
    unquoted_dash
    unread_file_name
    unreadable_file
    unrelated_aggregation_target
    unrendered_placeholder
    unrepresentable_number
    unused_allow
    unusual_whitespace
    windows_text
    wrapped_entities
    wrong_aggregation_type
    wrong_event_property_type
    wrong_field_type
    wrong_file_target_type
    wrong_identifier_type
    wrong_root
    wrong_section
    wrong_shape
    wrong_type
    yaml_syntax
}
