//! An AI agent or MCP server in a widget or workflow that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-ai-entity",
    include_str!("unknown_ai_entity.md"),
    Check::Mention(Role::AiEntity, |at| {
        if at.key(0) == Some("widgets") { "the widget".to_owned() } else { "the node".to_owned() }
    }),
);
