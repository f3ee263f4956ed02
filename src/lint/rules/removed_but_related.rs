//! A relation to an entity that was removed since an earlier revision.

use crate::lint::context::Context;
use crate::lint::port::{FileSpan, Index};
use crate::lint::rule::{Check, Finding, Need, Rule};

pub(super) const RULE: Rule =
    Rule::error("removed-but-related", include_str!("removed_but_related.md"), Check::Repository(check))
        .needs(Need::Earlier);

fn check(index: &Index<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(earlier) = context.earlier else { return };
    for (file, mention) in index.mentions() {
        let (blueprint, identifier) = index.summary(file).target(mention);
        let Some(declared) = earlier.place(blueprint, identifier) else { continue };
        if index.has(mention, file) || index.may_define(identifier) {
            continue;
        }
        let Some(place) = index.place(FileSpan { file, span: mention.at }) else { continue };
        let message = format!("entity `{identifier}` of blueprint `{blueprint}` was removed");
        let finding = RULE.at(place, message).label("no longer declared");
        let finding = finding.related(declared.clone(), format!("declared here at `{}`", earlier.revision));
        found.push(finding.help("remove this relation, or declare the entity again"));
    }
}
