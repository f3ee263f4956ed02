//! A `renamedFrom` that nothing can follow.

use crate::lint::context::Context;
use crate::lint::model::renames_in;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::Claim;

pub(super) const RULE: Rule =
    Rule::error("impossible-rename", include_str!("impossible_rename.md"), Check::Model(check));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for rename in renames_in(context.model) {
        let finding = |message: String| RULE.at(rename.place.clone(), message);
        if rename.old == rename.new {
            let message = format!("{} is renamed from its own name", rename.description());
            found.push(
                finding(message).label("same name").help("write the name that it had before, or remove this line"),
            );
        } else if rename.member.is_none() && rename.claim == Claim::Addition {
            let message = format!("this file extends {}, so it cannot rename it", rename.description());
            let help = format!(
                "rename it where it is created, or declare it here with `{}: {}`",
                rename.key.kind.identity.field, rename.new
            );
            found.push(finding(message).label("only a file that declares it can").help(help));
        } else if rename.member.is_none() && rename.key.is_system() {
            let message = format!("Port created {}, which cannot be renamed", rename.description());
            found.push(finding(message).label("created by Port").help("remove this line"));
        }
    }
}
