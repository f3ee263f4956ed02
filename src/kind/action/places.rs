//! The name of the kind, and where its bodies have forms, expressions, requests and events.

use crate::kind::places::{ExpressionPlace, Places};

/// The name of the kind.
pub(crate) const NAME: &str = "action";

pub(in crate::kind) const PLACES: Places = Places {
    forms: &[&["trigger", "userInputs"]],
    expressions: &[ExpressionPlace {
        at: &["trigger", "condition", "expressions", "*"],
        noun: "condition",
        input: "condition",
    }],
    templates: &[&["invocationMethod"]],
    template_input: "template",
    requests: &[&["invocationMethod"], &["approvalNotification"]],
    events: &[&["trigger", "event"]],
    grants: &[],
};
