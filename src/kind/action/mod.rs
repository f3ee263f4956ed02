//! Self-service actions and automations: their triggers, inputs and backends.

pub(in crate::kind) mod places;
mod references;

use crate::kind::api::{Api, List, Query, Route, Update};
use crate::kind::descriptor::{Identity, Kind};
use crate::kind::treatment::{Field, Treatment};

pub(crate) use places::NAME;
use places::PLACES;
pub(crate) use references::references;

/// Without it, Port answers in the format that it replaced in 2024.
const VERSION: Query = &[("version", "v2")];

/// The action kind.
pub(crate) static KIND: Kind = Kind {
    name: NAME,
    plural: "actions",
    folder: "actions",
    identity: Identity::IDENTIFIER,
    api: Api {
        list: Some(List { query: VERSION, ..List::at(&["actions"], &[&["actions"]]) }),
        item: &["actions", "{identifier}"],
        item_query: VERSION,
        reads_item: true,
        item_keys: &[NAME],
        create: Some(Route { path: &["actions"], query: &[] }),
        update: Update::Replace,
        deletes: true,
    },
    is_basic: true,
    fields: FIELDS,
    places: PLACES,
    references,
    schema: include_str!("../../../schemas/action.schema.json"),
    page: include_str!("action.md"),
    ..Kind::BASE
};

const FIELDS: &[Field] = &[
    Field::at(&["title"], Treatment::EmptyIsAbsent),
    Field::at(&["description"], Treatment::EmptyIsAbsent),
    Field::at(&["icon"], Treatment::EmptyIsAbsent),
    Field::at(&["publish"], Treatment::Default("true")),
    Field::at(&["requiredApproval"], Treatment::Default("false")),
    Field::at(&["allowAnyoneToViewRuns"], Treatment::Default("true")),
    Field::at(&["approvalNotification"], Treatment::Default(r#"{"type":"email"}"#)),
    Field::at(&["approvalNotification"], Treatment::Atomic),
    // Port does not keep a condition without expressions.
    Field::at(&["trigger", "condition"], Treatment::AbsentIfEmpty("expressions")),
    Field::at(&["trigger", "event"], Treatment::Atomic),
    Field::at(&["trigger", "userInputs", "properties"], Treatment::Members),
    Field::at(&["trigger", "userInputs", "titles"], Treatment::Members),
    Field::at(&["trigger", "userInputs", "titles"], Treatment::EmptyIsAbsent),
    Field::at(&["trigger", "userInputs", "required"], Treatment::EmptyIsAbsent),
    Field::at(&["trigger", "userInputs", "required"], Treatment::Set),
    Field::at(&["trigger", "userInputs", "properties", "*", "title"], Treatment::EmptyIsAbsent),
    Field::at(&["trigger", "userInputs", "properties", "*", "description"], Treatment::EmptyIsAbsent),
    Field::at(&["trigger", "userInputs", "properties", "*", "icon"], Treatment::EmptyIsAbsent),
    Field::at(&["trigger", "userInputs", "properties", "*", "dependsOn"], Treatment::EmptyIsAbsent),
    Field::at(&["trigger", "userInputs", "properties", "*", "default", "**"], Treatment::Verbatim),
    Field::at(&["trigger", "userInputs", "properties", "*", "dataset", "**"], Treatment::Verbatim),
    Field::at(&["trigger", "userInputs", "properties", "*", "items", "dataset", "**"], Treatment::Verbatim),
    Field::at(&["trigger", "userInputs", "properties", "*", "sort", "order"], Treatment::Default(r#""ASC""#)),
    Field::at(&["invocationMethod", "agent"], Treatment::Default("false")),
    Field::at(&["invocationMethod", "synchronized"], Treatment::Default("false")),
    Field::at(&["invocationMethod", "method"], Treatment::Default(r#""POST""#)),
    Field::at(&["invocationMethod", "reportWorkflowStatus"], Treatment::Default("true")),
    Field::at(&["invocationMethod", "headers"], Treatment::EmptyIsAbsent),
    Field::at(&["invocationMethod", "workflowInputs"], Treatment::EmptyIsAbsent),
    Field::at(&["invocationMethod", "pipelineVariables"], Treatment::EmptyIsAbsent),
    Field::at(&["invocationMethod", "headers", "**"], Treatment::Verbatim),
    Field::at(&["invocationMethod", "workflowInputs", "**"], Treatment::Verbatim),
    Field::at(&["invocationMethod", "pipelineVariables", "**"], Treatment::Verbatim),
    Field::at(&["invocationMethod", "integrationActionExecutionProperties", "**"], Treatment::Verbatim),
    Field::at(&["invocationMethod", "body", "**"], Treatment::Verbatim),
    Field::at(&["invocationMethod", "payload", "**"], Treatment::Verbatim),
    Field::at(&["invocationMethod", "mapping", "**"], Treatment::Verbatim),
];
