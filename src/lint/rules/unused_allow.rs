//! An `allow` comment that allows nothing.

use crate::lint::port::{AllowanceFault, MAX_NAMES, UnusedAllowance};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning("unused-allow", include_str!("unused_allow.md"), Check::Allowance(check));

fn check(unused: UnusedAllowance<'_>) -> Finding {
    let UnusedAllowance { rule, place, fault } = unused;
    let (message, label) = match fault {
        AllowanceFault::Unused => (format!("there is no `{rule}` finding here to allow"), "unused"),
        AllowanceFault::UnknownRule(_) => (format!("unknown rule `{rule}`"), "no such rule"),
        AllowanceFault::Excess(count) => {
            (format!("{count} more rules are named on this line, and they allow nothing"), "ignored from here on")
        }
        AllowanceFault::NotAList(_) => ("this comment allows nothing".to_owned(), "rules are named in parentheses"),
    };
    let finding = RULE.at(place.clone(), message).label(label);
    match fault {
        AllowanceFault::UnknownRule(Some(near)) => finding.suggest(Some(near)),
        AllowanceFault::NotAList([]) => finding.help("write `# portwright: allow(RULE)`, with the name of a rule"),
        AllowanceFault::NotAList(rules) => finding.help(format!("write `allow({})`", rules.join(", "))),
        AllowanceFault::Excess(_) => finding.help(format!("name at most {MAX_NAMES} rules on a line")),
        AllowanceFault::Unused | AllowanceFault::UnknownRule(None) => finding
            .help("remove the comment; it applies to its own line, or to the next one if it is on a line by itself"),
    }
}
