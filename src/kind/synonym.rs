//! Names that other programs, or other kinds, have for a field.

use crate::ground::closest::closest;

/// Each such name, and the name that Port has for the field.
const SYNONYMS: &[(&str, &str)] = &[
    ("backend", "invocationMethod"),
    ("blueprint", "target"),
    ("blueprint", "blueprintIdentifier"),
    ("blueprintIdentifier", "blueprint"),
    ("blueprintIdentifier", "target"),
    ("condition", "query"),
    ("conditions", "rules"),
    ("desc", "description"),
    ("expression", "calculation"),
    ("field", "property"),
    ("function", "func"),
    ("id", "identifier"),
    ("inputs", "userInputs"),
    ("jq", "calculation"),
    ("key", "identifier"),
    ("label", "title"),
    ("mandatory", "required"),
    ("multiple", "many"),
    ("name", "title"),
    ("on", "trigger"),
    ("options", "enum"),
    ("rules", "conditions"),
    ("type", "kind"),
    ("values", "enum"),
];

/// Returns whether a name is another one for this field.
pub(crate) fn is_synonym(name: &str, field: &str) -> bool {
    SYNONYMS.contains(&(name, field))
}

/// Returns the field that was probably meant by a name: one that has it as a synonym, or the closest one.
pub(crate) fn meant<'c>(name: &str, fields: impl IntoIterator<Item = &'c str> + Clone) -> Option<&'c str> {
    fields.clone().into_iter().find(|field| is_synonym(name, field)).or_else(|| closest(name, fields))
}
