//! An AI agent that can run an action that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-agent-action",
    include_str!("unknown_agent_action.md"),
    Check::Mention(Role::AgentAction, |_| "the tool".to_owned()),
);
