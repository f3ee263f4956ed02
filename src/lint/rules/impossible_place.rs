//! A page or folder that cannot be placed where its file states.

use crate::ground::path::Path;
use crate::kind::{Key, Kind, Role};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule::error("impossible-place", include_str!("impossible_place.md"), Check::Model(check));

/// Port nests folders this deep.
const MAX_LEVELS: usize = 3;

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let stated: Vec<Place<'_>> =
        context.model.declarations.iter().filter_map(|declaration| Place::of(declaration, context)).collect();
    let leaders: BTreeMap<&Key, &Key> =
        stated.iter().filter_map(|place| Some((place.key, place.leader.as_ref()?))).collect();
    let mut followers: BTreeMap<&Key, &Place<'_>> = BTreeMap::new();
    for place in &stated {
        found.extend(place.nesting(context));
        let Some(leader) = &place.leader else { continue };
        if let Some(cycle) = place.cycle(&leaders) {
            found.extend(cycle);
        } else if let Some(earlier) = followers.get(leader) {
            found.push(place.taken(leader, earlier));
        } else {
            followers.insert(leader, place);
            found.extend(place.elsewhere(leader, &stated, context));
        }
    }
}

/// Where a declaration places a page or folder.
struct Place<'c> {
    declaration: &'c Declaration,
    key: &'c Key,
    folder: Option<Key>,
    leader: Option<Key>,
}

impl<'c> Place<'c> {
    fn of(declaration: &'c Declaration, context: &Context<'_>) -> Option<Self> {
        let key = declaration.key.as_ref().filter(|key| key.kind.placement().is_some())?;
        let [folder, leader] = [Role::Folder, Role::Sibling].map(|role| named(key, &declaration.body, role, context));
        Some(Self { declaration, key, folder, leader })
    }

    /// A folder that is in itself, or too deep.
    fn nesting(&self, context: &Context<'_>) -> Option<Finding> {
        let mut around: Vec<Key> = Vec::new();
        let mut next = self.folder.clone();
        let mut is_cycle = false;
        while let Some(folder) = next {
            is_cycle = around.contains(&folder);
            if is_cycle {
                break;
            }
            let body = context.resources.existence(folder.kind.name, &folder.identifier).body();
            next = body.and_then(|body| named(&folder, body, Role::Folder, context));
            around.push(folder);
        }
        let at = Path::from_keys(&["parent"]);
        if around.contains(self.key) {
            // One finding for all of them.
            let is_first = around.iter().all(|other| self.key <= other);
            let finding =
                RULE.at(self.declaration.value(&at), format!("{} is inside itself", self.declaration.description()));
            return is_first.then(|| finding.label("leads back to it").help("choose a folder that is not inside it"));
        }
        let is_folder = self.folder.as_ref().is_some_and(|folder| folder.kind.name == self.key.kind.name);
        (is_folder && !is_cycle && around.len() == MAX_LEVELS).then(|| {
            let message = format!(
                "{} is on level {}, and Port has {MAX_LEVELS} levels of folders",
                self.declaration.description(),
                MAX_LEVELS + 1
            );
            let finding = RULE.at(self.declaration.value(&at), message).label("nested too deep");
            finding.help("choose a folder on a higher level")
        })
    }

    /// The finding for resources that are placed after each other, at the first of them; `None` if they do not.
    fn cycle(&self, leaders: &BTreeMap<&Key, &Key>) -> Option<Option<Finding>> {
        let mut before = vec![self.key];
        while let Some(leader) = leaders.get(before[before.len() - 1]).copied().filter(|leader| *leader != self.key) {
            if before.contains(&leader) {
                return None;
            }
            before.push(leader);
        }
        leaders.get(before[before.len() - 1])?;
        let is_first = before.iter().all(|other| self.key <= *other);
        let message = match before.as_slice() {
            [_] => format!("{} stands after itself", self.declaration.description()),
            _ => format!("{} stands indirectly after itself", self.declaration.description()),
        };
        let finding = RULE.at(self.declaration.value(&Path::from_keys(&["after"])), message);
        Some(is_first.then(|| finding.label("leads back to it").help("remove one `after` to break the cycle")))
    }

    fn taken(&self, leader: &Key, earlier: &Place<'_>) -> Finding {
        let after = Path::from_keys(&["after"]);
        let both = [earlier, self].map(|place| place.declaration.description());
        let message = format!("{} and {} both stand after {}", both[0], both[1], described(leader));
        let finding = RULE.at(self.declaration.value(&after), message).label("used again");
        let finding = finding.related(earlier.declaration.value(&after), "first used here");
        finding.help(format!("let one stand after the other: `after: {}`", earlier.key.identifier))
    }

    /// A sibling in another folder.
    fn elsewhere(&self, leader: &Key, stated: &[Place<'_>], context: &Context<'_>) -> Option<Finding> {
        let of_leader = stated.iter().find(|place| place.key == leader).map(|place| &*place.declaration.body);
        let there = folder_of(leader, of_leader, context)?;
        let here = folder_of(self.key, Some(&self.declaration.body), context)?;
        // `unknown-place` reports a folder that does not exist.
        let is_known =
            |folder: &Key| context.resources.existence(folder.kind.name, &folder.identifier).body().is_some();
        if !self.folder.as_ref().is_none_or(is_known) {
            return None;
        }
        let words = |folder: &str| {
            if folder.is_empty() { "at the top level".to_owned() } else { format!("in folder `{folder}`") }
        };
        let message = format!(
            "{} stands after {}, which is {}",
            self.declaration.description(),
            described(leader),
            words(&there)
        );
        let finding = RULE.at(self.declaration.value(&Path::from_keys(&["after"])), message);
        let finding = finding.label("not in the same folder");
        (here != there).then(|| finding.help(format!("name a page or folder {}", words(&here))))
    }
}

/// Returns the folder that a resource is in, or an empty text at the top level; `None` if that is not known. A file that
/// does not state it leaves it to the portal.
fn folder_of(key: &Key, declared: Option<&Value>, context: &Context<'_>) -> Option<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if let Some(stated) = declared.and_then(|body| body.get("parent")) {
        return Some(text(stated));
    }
    let known = context.resources.existence(key.kind.name, &key.identifier).body().filter(|_| context.complete)?;
    Some(known.get("parent").map(text).unwrap_or_default())
}

/// Returns the resource that a body names in this role.
fn named(key: &Key, body: &Value, role: Role, context: &Context<'_>) -> Option<Key> {
    let reference = key.references(body, context.resources).into_iter().find(|reference| reference.role == role)?;
    let (kind, identifier) = reference.need.resource();
    Some(Key::new(Kind::named(kind)?, identifier))
}

fn described(key: &Key) -> String {
    format!("{} `{}`", key.kind.name, key.identifier)
}
