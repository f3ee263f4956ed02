//! A resource that two files declare.

use crate::kind::Key;
use crate::lint::context::Context;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::{Claim, Declaration};
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-resource", include_str!("duplicate_resource.md"), Check::Model(check));

/// Returns the one of two files that belongs to a profile, and the path at which it would replace the other.
fn replaced(files: [&str; 2]) -> Option<(&str, String)> {
    let [own, base] = if files[0].contains(PROFILES) { files } else { [files[1], files[0]] };
    let (model, rest) = own.split_once(PROFILES).filter(|_| !base.contains(PROFILES))?;
    let (profile, _) = rest.split_once('/')?;
    let inside = base.strip_prefix(model)?.strip_prefix('/')?;
    Some((own, format!("{model}{PROFILES}{profile}/{inside}")))
}

/// The folder of the profiles in a model.
const PROFILES: &str = "/profiles/";

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let mut first: BTreeMap<&Key, &Declaration> = BTreeMap::new();
    for declaration in context.model.declarations.iter().filter(|one| one.claim == Claim::Full) {
        let Some(key) = &declaration.key else { continue };
        let Some(earlier) = first.get(key) else {
            first.insert(key, declaration);
            continue;
        };
        let finding =
            RULE.at(declaration.identifier_location(), format!("{} is declared twice", declaration.description()));
        let finding = finding.label("declared again").related(earlier.identifier_location(), "first declared here");
        let files = [declaration, earlier].map(|one| one.tree.file().name.as_str());
        found.push(finding.help(match (replaced(files), declaration.kind.extendable) {
            (Some((file, meant)), _) => {
                format!("rename `{file}` to `{meant}`; a profile's file replaces only the file of the same path")
            }
            (None, true) => {
                "keep one; to add to it from another file, use `extends` instead of `identifier`".to_owned()
            }
            (None, false) => "keep one of the two".to_owned(),
        }));
    }
}
