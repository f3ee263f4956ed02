//! Names that other programs, or other kinds, have for a field.

use crate::ground::closest::closest;

/// Each such name, and the name that Port has for the field.
const SYNONYMS: &[(&str, &str)] = &[
    ("attributes", "properties"),
    ("backend", "invocationMethod"),
    ("body", "payload"),
    ("body", "pipelineVariables"),
    ("body", "workflowInputs"),
    ("blueprint", "target"),
    ("blueprint", "blueprintIdentifier"),
    ("blueprintIdentifier", "blueprint"),
    ("blueprintIdentifier", "target"),
    ("condition", "query"),
    ("conditions", "rules"),
    ("create", "register"),
    ("delete", "unregister"),
    ("desc", "description"),
    ("entity", "entities"),
    ("edges", "connections"),
    ("expression", "calculation"),
    ("field", "property"),
    ("fields", "properties"),
    ("from", "sourceIdentifier"),
    ("function", "func"),
    ("automation_trigger", "trigger"),
    ("azure_method", "invocationMethod"),
    ("github_method", "invocationMethod"),
    ("gitlab_method", "invocationMethod"),
    ("kafka_method", "invocationMethod"),
    ("self_service_trigger", "trigger"),
    ("upsert_entity_method", "invocationMethod"),
    ("webhook_method", "invocationMethod"),
    ("id", "identifier"),
    ("identifier", "id"),
    ("identifier", "action"),
    ("inputs", "userInputs"),
    ("inputs", "workflowInputs"),
    ("invocation", "invocationMethod"),
    ("invoke", "invocationMethod"),
    ("jq", "calculation"),
    ("key", "identifier"),
    ("label", "title"),
    ("mandatory", "required"),
    ("multiple", "many"),
    ("name", "title"),
    ("name", "identifier"),
    ("on", "trigger"),
    ("options", "enum"),
    ("options", "outlets"),
    ("payload", "body"),
    ("payload", "pipelineVariables"),
    ("payload", "workflowInputs"),
    ("permissions", "entities"),
    ("props", "properties"),
    ("rules", "conditions"),
    ("run", "execute"),
    ("source", "sourceIdentifier"),
    ("sourceOptionIdentifier", "sourceOutletIdentifier"),
    ("steps", "nodes"),
    ("target", "targetIdentifier"),
    ("to", "targetIdentifier"),
    ("type", "kind"),
    ("values", "enum"),
    ("workflowInputs", "body"),
    ("workflowInputs", "payload"),
];

/// Words of other programs for a value, and Port's.
const VALUES: &[(&str, &str)] = &[
    ("automation", "action"),
    ("bool", "boolean"),
    ("dict", "object"),
    ("edit", "DAY-2"),
    ("float", "number"),
    ("int", "number"),
    ("integer", "number"),
    ("list", "array"),
    ("map", "object"),
    ("num", "number"),
    ("str", "string"),
    ("text", "string"),
    ("update", "DAY-2"),
    ("upsert", "create"),
];

/// Returns the option that a value is another word for.
pub(crate) fn synonymous_value<'o>(value: &str, options: &[&'o str]) -> Option<&'o str> {
    let value = value.to_lowercase();
    let meant = VALUES.iter().filter(|(word, _)| *word == value);
    meant.into_iter().find_map(|(_, meant)| options.iter().copied().find(|option| option == meant))
}

/// Returns whether a name is another one for this field.
pub(crate) fn is_synonym(name: &str, field: &str) -> bool {
    SYNONYMS.contains(&(name, field))
}

/// Returns the field that was probably meant by a name: the first that has it as a synonym, or the closest one.
pub(crate) fn meant<'c>(name: &str, fields: impl IntoIterator<Item = &'c str> + Clone) -> Option<&'c str> {
    let synonyms = SYNONYMS.iter().filter(|(other, _)| *other == name);
    let named = synonyms.into_iter().find_map(|(_, meant)| fields.clone().into_iter().find(|field| field == meant));
    named.or_else(|| closest(name, fields))
}
