//! An `allow` comment that allows nothing.

use crate::ground::finding::Finding;
use crate::lint::port::UnusedAllowance;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::warning("unused-allow", include_str!("unused_allow.md"), Check::Allowance(check));

fn check(unused: UnusedAllowance<'_>) -> Finding {
    let UnusedAllowance { rule, is_rule, near, .. } = unused;
    let message =
        if is_rule { format!("there is no `{rule}` here to allow") } else { format!("there is no rule `{rule}`") };
    let finding = RULE.at(unused.place.clone(), message).label("allows nothing");
    let help = "delete the comment; it counts for its own line, or for the next one if it stands alone";
    finding.help(help).suggest(near)
}
