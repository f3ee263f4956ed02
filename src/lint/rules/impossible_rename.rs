//! A `renamedFrom` that nothing can follow.

use crate::lint::context::Context;
use crate::lint::model::former_names;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::Claim;

pub(super) const RULE: Rule =
    Rule::error("impossible-rename", include_str!("impossible_rename.md"), Check::Model(check));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for former in former_names(context.model) {
        let finding = |message: String| RULE.at(former.place.clone(), message);
        if former.old == former.new {
            let message = format!("{} is renamed from its own name", former.description());
            found.push(
                finding(message).label("same name").help("write the name that it had before, or remove this line"),
            );
        } else if former.member.is_none() && former.claim == Claim::Addition {
            let message = format!("this file extends {}, so it cannot rename it", former.description());
            let help = format!(
                "rename it where it is created, or declare it here with `{}: {}`",
                former.key.kind.identity.field, former.new
            );
            found.push(finding(message).label("only a file that declares it can").help(help));
        } else if former.member.is_none() && former.key.is_system() {
            let message = format!("Port created {}, which cannot be renamed", former.description());
            found.push(finding(message).label("created by Port").help("remove this line"));
        }
    }
}
