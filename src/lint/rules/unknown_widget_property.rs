//! A property, relation or scorecard in a widget that its blueprint does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-widget-property",
    include_str!("unknown_widget_property.md"),
    Check::Mention(Role::WidgetProperty, |_| "the widget".to_owned()),
);
