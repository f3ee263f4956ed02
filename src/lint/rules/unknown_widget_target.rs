//! A blueprint or action in a page or widget that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule =
    Rule::error(
        "unknown-widget-target",
        include_str!("unknown_widget_target.md"),
        Check::Mention(Role::WidgetTarget, |at| {
            if at.0.len() == 1 { "the page".to_owned() } else { "the widget".to_owned() }
        }),
    );
