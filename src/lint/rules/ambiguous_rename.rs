//! A `renamedFrom` whose old name is still in use.

use std::collections::BTreeSet;

use crate::kind::Key;
use crate::lint::context::Context;
use crate::lint::model::{Rename, renames_in};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("ambiguous-rename", include_str!("ambiguous_rename.md"), Check::Model(check));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let all = renames_in(context.model);
    let mut in_cycles = BTreeSet::new();
    for (nth, rename) in all.iter().enumerate().filter(|(_, rename)| rename.old != rename.new) {
        let beside = || all.iter().filter(|other| rename.is_beside(other));
        let finding = |message: String| RULE.at(rename.place.clone(), message);
        if let Some(first) = all[..nth].iter().find(|other| rename.is_beside(other) && other.old == rename.old) {
            let message = format!("`{}` and `{}` are both renamed from `{}`", first.new, rename.new, rename.old);
            let finding = finding(message).label("second one").related(first.place.clone(), "first one");
            found
                .push(finding.help("keep `renamedFrom` in the one that gets its values, and remove it from the other"));
            continue;
        }
        let cycle = cycle(rename, &beside().collect::<Vec<_>>());
        if !cycle.is_empty() {
            if !in_cycles.contains(&(rename.key, rename.new)) {
                let names = cycle.iter().map(|one| format!("`{}`", one.new)).collect::<Vec<_>>().join(" and ");
                let help = "rename in two applies: in the first, give one of them a name that nothing else has";
                let message = format!(
                    "{names} exchange their names, so portwright cannot know whether the portal has renamed them yet"
                );
                found.push(finding(message).label("one of them").help(help));
            }
            in_cycles.extend(cycle.iter().map(|one| (one.key, one.new)));
            continue;
        }
        // One of the names becomes free, or gets another meaning, by another rename.
        if beside().any(|other| other.new == rename.old || other.old == rename.new) {
            continue;
        }
        found.extend(still_declared(rename, context).or_else(|| both_exist(rename, context)));
    }
}

/// Returns the renames that this one waits for, if they wait for this one.
fn cycle<'f, 'm>(start: &'f Rename<'m>, beside: &[&'f Rename<'m>]) -> Vec<&'f Rename<'m>> {
    let mut followed = vec![start];
    while let Some(next) = beside.iter().find(|other| followed.last().is_some_and(|last| other.new == last.old)) {
        if next.new == start.new {
            return followed;
        }
        // A cycle that does not include this one is reported for its own members.
        if followed.iter().any(|one| one.new == next.new) {
            return Vec::new();
        }
        followed.push(next);
    }
    Vec::new()
}

/// The old name is that of something else in the files, or of something that they delete.
fn still_declared(rename: &Rename<'_>, context: &Context<'_>) -> Option<Finding> {
    let model = context.model;
    let place = match rename.member_path(rename.old) {
        Some(path) => {
            let of_key = model.of(rename.key).into_iter();
            of_key.filter(|one| path.find(&one.body).is_some()).map(|one| one.key_location(&path)).next()
        }
        None => {
            let is_it = |key: &Key| key.kind.name == rename.key.kind.name && key.identifier == rename.old;
            let declared = model.declarations.iter().find(|one| one.key.as_ref().is_some_and(is_it));
            let removed = model.removals.iter().find(|removal| is_it(&removal.key));
            declared.map(|one| one.identifier_location()).or_else(|| removed.map(|removal| removal.declared.clone()))
        }
    }?;
    let message = format!("{} is renamed from `{}`, which is still in the files", rename.description(), rename.old);
    let finding = RULE.at(rename.place.clone(), message).label("old name").related(place, "used here");
    Some(finding.help(format!("remove `{}` from the files, or remove `renamedFrom`", rename.old)))
}

/// The portal has both names.
fn both_exist(rename: &Rename<'_>, context: &Context<'_>) -> Option<Finding> {
    let kind = rename.key.kind;
    let current = context.resources.current(kind.name, &rename.key.identifier)?;
    let exist = match rename.member {
        Some(member) => rename.member_path(rename.old)?.find(current).is_some() && member.is_taken(current, rename.new),
        None => context.resources.existence(kind.name, rename.old).body().is_some(),
    };
    let (old, new, noun) = (rename.old, rename.new, rename.noun());
    let message = format!("the portal has both `{old}` and `{new}`, so the {noun} cannot be renamed");
    let help = format!("remove `renamedFrom`: `{new}` keeps its values, and those of `{old}` are not moved");
    exist.then(|| RULE.at(rename.place.clone(), message).label("both exist").help(help))
}
