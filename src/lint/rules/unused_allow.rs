//! An `allow` comment that allows nothing.

use crate::lint::port::UnusedAllowance;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning("unused-allow", include_str!("unused_allow.md"), Check::Allowance(check));

fn check(unused: UnusedAllowance<'_>) -> Finding {
    let UnusedAllowance { rule, is_rule, near, .. } = unused;
    let message =
        if is_rule { format!("there is no `{rule}` finding here to allow") } else { format!("unknown rule `{rule}`") };
    let finding = RULE.at(unused.place.clone(), message).label(if is_rule { "unused" } else { "no such rule" });
    let help = "remove the comment; it applies to its own line, or to the next one if it is on a line by itself";
    finding.help(help).suggest(near)
}
