//! A private page, which belongs to one user.

use crate::ground::path::Path;
use crate::kind::page::KIND;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("private-page", include_str!("private_page.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let visibility = Path::from_keys(&["visibility"]);
    let is_private = visibility.find(&declaration.body).is_some_and(|visibility| visibility == "private");
    if declaration.kind.name == KIND.name && is_private {
        let message = format!("{} is private, and private pages cannot be managed", declaration.description());
        let finding = RULE.at(declaration.value(&visibility), message).label("belongs to a user");
        found.push(
            finding.help("remove `visibility`, so that everybody can see the page, or remove the page from the model"),
        );
    }
}
