//! The name of the kind, and where its bodies have forms, expressions, requests and events.

use crate::kind::places::{ExpressionPlace, Places};

/// The name of the kind.
pub(crate) const NAME: &str = "workflow";

/// The name of the map that the expressions and templates of nodes read.
const RUN: &str = "workflow";

pub(in crate::kind) const PLACES: Places = Places {
    forms: &[&["nodes", "*", "config", "userInputs"]],
    expressions: &[
        ExpressionPlace {
            at: &["nodes", "*", "config", "condition", "expressions", "*"],
            noun: "condition",
            input: "condition",
        },
        ExpressionPlace { at: &["nodes", "*", "config", "outlets", "*", "expression"], noun: "condition", input: RUN },
        ExpressionPlace {
            at: &["nodes", "*", "config", "userInputs", "validations", "*", "constraint"],
            noun: "constraint",
            input: "form",
        },
        ExpressionPlace {
            at: &["nodes", "*", "config", "userInputs", "steps", "*", "validations", "*", "constraint"],
            noun: "constraint",
            input: "form",
        },
    ],
    templates: &[&["nodes", "*", "config|variables|links"]],
    template_input: RUN,
    requests: &[&["nodes", "*", "config"], &["nodes", "*", "config", "notifications", "*"]],
    events: &[&["nodes", "*", "config", "event"]],
    grants: &[&["nodes", "*", "config", "permissions|responders"]],
};
