//! How the fields of a workflow are compared.
//!
//! Port returns nodes in the order of the graph, and empty text where none was sent. Each update creates a version, so
//! an update must not be sent if nothing differs.

use crate::kind::treatment::{Field, Treatment};

/// The fields of texts that Port returns empty.
const TEXTS: &str = "title|icon|description";

/// The parts of a node that its author writes freely.
const FREE: &str = "headers|body|payload|mapping|integrationActionExecutionProperties|outputSchema|source|target";

/// The lists of who may run a trigger or answer a node.
const PEOPLE: &str = "permissions|responders";

pub(super) const FIELDS: &[Field] = &[
    Field::at(&["version"], Treatment::ServerOwned),
    Field::at(&["versionIdentifier"], Treatment::ServerOwned),
    Field::at(&[TEXTS], Treatment::EmptyIsAbsent),
    Field::at(&["category|tags"], Treatment::EmptyIsAbsent),
    Field::at(&["tags"], Treatment::Set),
    Field::at(&["allowAnyoneToViewRuns"], Treatment::Default("true")),
    Field::at(&["connections"], Treatment::Keyed(&["sourceIdentifier", "targetIdentifier", "sourceOutletIdentifier"])),
    Field::at(&["connections", "*", "description|sourceOutletIdentifier"], Treatment::EmptyIsAbsent),
    Field::at(&["connections", "*", "fallback"], Treatment::Default("false")),
    Field::at(&["nodes"], Treatment::Keyed(&["identifier"])),
    Field::at(&["nodes", "*", TEXTS], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "variables|links"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "variables", "**"], Treatment::Verbatim),
    Field::at(&["nodes", "*", "verbose"], Treatment::Default("false")),
    Field::at(&["nodes", "*", "config", "description|provider|model|systemPrompt"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "tools|mcpServers|contexts|notifications"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "actionCardButtonText|executeActionButtonText"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "published"], Treatment::Default("true")),
    Field::at(&["nodes", "*", "config", "variant"], Treatment::Default(r#""DEFAULT""#)),
    Field::at(&["nodes", "*", "config", "agent"], Treatment::Default("false")),
    Field::at(&["nodes", "*", "config", "synchronized"], Treatment::Default("true")),
    Field::at(&["nodes", "*", "config", "method"], Treatment::Default(r#""POST""#)),
    Field::at(&["nodes", "*", "config", "onTimeout"], Treatment::Default(r#""fail""#)),
    Field::at(&["nodes", "*", "config", "onFailure"], Treatment::Default(r#""terminate""#)),
    Field::at(&["nodes", "*", "config", "condition"], Treatment::AbsentIfEmpty("expressions")),
    Field::at(&["nodes", "*", "config", FREE], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", FREE, "**"], Treatment::Verbatim),
    Field::at(&["nodes", "*", "config", PEOPLE], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", PEOPLE, "users|roles|teams"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", PEOPLE, "users|roles|teams"], Treatment::Set),
    Field::at(&["nodes", "*", "config", PEOPLE, "policy|usersQuery"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", PEOPLE, "policy|usersQuery", "**"], Treatment::Verbatim),
    Field::at(&["nodes", "*", "config", "outlets", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "notifications", "*", "headers|body", "**"], Treatment::Verbatim),
    Field::at(&["nodes", "*", "config", "userInputs", "properties"], Treatment::Members),
    Field::at(&["nodes", "*", "config", "userInputs", "titles"], Treatment::Members),
    Field::at(&["nodes", "*", "config", "userInputs", "titles|order|steps|validations"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "userInputs", "required"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "userInputs", "required"], Treatment::Set),
    Field::at(&["nodes", "*", "config", "userInputs", "properties", "*", TEXTS], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "userInputs", "properties", "*", "dependsOn"], Treatment::EmptyIsAbsent),
    Field::at(&["nodes", "*", "config", "userInputs", "properties", "*", "default|dataset", "**"], Treatment::Verbatim),
    Field::at(
        &["nodes", "*", "config", "userInputs", "properties", "*", "items", "dataset", "**"],
        Treatment::Verbatim,
    ),
    Field::at(
        &["nodes", "*", "config", "userInputs", "properties", "*", "sort", "order"],
        Treatment::Default(r#""ASC""#),
    ),
];
