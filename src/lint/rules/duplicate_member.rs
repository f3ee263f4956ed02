//! A member of a resource that two files declare.

use crate::ground::path::Path;
use crate::kind::Key;
use crate::lint::context::Context;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::{Claim, Declaration};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule::error("duplicate-member", include_str!("duplicate_member.md"), Check::Model(check));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let mut files: BTreeMap<&Key, usize> = BTreeMap::new();
    for key in context.model.declarations.iter().filter_map(|declaration| declaration.key.as_ref()) {
        *files.entry(key).or_default() += 1;
    }
    let mut stated: BTreeMap<(&Key, Path), &Declaration> = BTreeMap::new();
    for declaration in &context.model.declarations {
        // A single file states no member twice.
        let Some(key) = declaration.key.as_ref().filter(|key| files[key] > 1) else { continue };
        for at in members(declaration) {
            let Some(earlier) = stated.get(&(key, at.clone())) else {
                stated.insert((key, at), declaration);
                continue;
            };
            // Two full declarations are one mistake, not one for each member.
            if earlier.claim == Claim::Full && declaration.claim == Claim::Full {
                continue;
            }
            let message = format!("two files set `{at}` of {}", declaration.description());
            let finding = RULE.at(declaration.key_location(&at), message).label("set again");
            found.push(finding.related(earlier.key_location(&at), "first set here").help("keep one of the two"));
        }
    }
}

/// Returns the members of a declaration, and the fields that are not sections of members.
fn members(declaration: &Declaration) -> Vec<Path> {
    let sections = declaration.kind.members;
    let mut found = Vec::new();
    for section in sections {
        let at = Path::from_keys(section);
        let entries = at.find(&declaration.body).and_then(Value::as_object);
        found.extend(entries.into_iter().flat_map(Map::keys).map(|name| at.child(name.as_str())));
    }
    let fields = declaration.body.as_object().into_iter().flat_map(Map::keys);
    let parent = declaration.kind.identity.parent.as_ref().map(|parent| parent.field);
    let is_section = |name: &str| sections.iter().any(|section| section.first() == Some(&name));
    found.extend(
        fields
            .filter(|name| *name != "identifier" && Some(name.as_str()) != parent && !is_section(name))
            .map(|name| Path::from_keys(&[name])),
    );
    found
}
