//! A file of the model that is not in the folder of a kind.

use crate::ground::article::with_article;
use crate::ground::closest::closest;
use crate::ground::source::{Location, Span};
use crate::kind::{KINDS, Kind};
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::build::EXTENDS;
use crate::model::{FileContent, ModelFile};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule =
    Rule::error("misplaced-file", include_str!("misplaced_file.md"), Check::ModelFile(check)).exclusive();

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    if let FileContent::Resources(kind) = file.content {
        if file.tree.as_ref().is_some_and(|tree| tree.roots().any(is_removal)) {
            let message = "this is a list of resources to delete, and its folder is for other files";
            let finding = RULE.at(Location::new(&file.file, Span::new(0, 0)), message).label("not read");
            found.push(finding.help("rename it to `removed.yml`, directly in the model's folder"));
            return;
        }
        found.extend(other_kind(file, kind).map(|other| in_wrong_folder(file, kind, other)));
        return;
    }
    if !matches!(file.content, FileContent::Nothing) {
        return;
    }
    if let Some(finding) = as_profile(file).or_else(|| unsupported(file)) {
        found.push(finding);
        return;
    }
    let mut folders: Vec<&str> = KINDS.iter().map(|kind| kind.folder).collect();
    folders.dedup();
    let near = file.file.name.split('/').rev().skip(1).find_map(|folder| closest(folder, folders.iter().copied()));
    let lists_removals = file.tree.as_ref().is_some_and(|tree| tree.roots().any(is_removal));
    let name = file.file.name.rsplit('/').next().unwrap_or_default();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "yml"));
    let is_removals = closest(stem, REMOVED).is_some() || REMOVED.contains(&stem) || lists_removals;
    let help = match near {
        None if is_removals => format!("rename it to `removed.{extension}`, directly in the model's folder"),
        Some(near) => format!("move it to `{near}/`"),
        None if of_content(file).is_some() => {
            format!("move it to `{}/`", of_content(file).map_or("", |kind| kind.folder))
        }
        None => format!("move it to one of `{}/`, or out of the model", folders.join("/`, `")),
    };
    let message = "this file is not in one of the model's folders, so it is never read";
    found.push(RULE.at(Location::new(&file.file, Span::new(0, 0)), message).label("not read").help(help));
}

/// Returns the finding for a file in a folder of profiles that has the name of a kind's folder.
fn as_profile(file: &ModelFile) -> Option<Finding> {
    let (above, rest) =
        file.file.name.rsplit_once("profiles/").filter(|(above, _)| above.is_empty() || above.ends_with('/'))?;
    let (folder, name) = rest.split_once('/')?;
    let is_kind = KINDS.iter().any(|kind| kind.folder == folder) && !name.contains('/');
    let message = format!("`profiles/` has a folder for each profile, and `{folder}` is the name of a kind's folder");
    is_kind.then(|| {
        let finding = RULE.at(Location::new(&file.file, Span::new(0, 0)), message).label("not read");
        finding.help(format!("move it to `{above}{folder}/`"))
    })
}

/// Returns the only kind that has all fields of the file's first resource.
fn of_content(file: &ModelFile) -> Option<&'static Kind> {
    let first = first_resource(file)?;
    let has_identity = |kind: &Kind| first.get(kind.identity.field).is_some();
    let mut kinds = KINDS.iter().copied().filter(|kind| has_identity(kind) && fits(first, kind));
    kinds.next().filter(|_| first.is_map() && first.len() > 2 && kinds.next().is_none())
}

fn first_resource(file: &ModelFile) -> Option<Node<'_>> {
    let root = file.tree.as_ref()?.roots().next()?;
    if root.is_list() { root.items().next() } else { Some(root) }
}

/// Returns whether a kind has all fields of a resource.
fn fits(resource: Node<'_>, kind: &Kind) -> bool {
    // The properties of a blueprint are sometimes outside of `schema`, which another rule reports.
    let is_section = |name: &str| kind.extendable && name == "properties";
    let knows = |name: &str| is_section(name) || kind.shape().root().knows(name);
    resource.entries().all(|(key, _)| knows(key.key_text()))
}

/// Names for the file that lists resources to delete, the right one first.
const REMOVED: [&str; 8] = ["removed", "remove", "removals", "deleted", "delete", "deletions", "destroyed", "destroy"];

/// Returns whether a root is a list of resources to delete.
fn is_removal(root: Node<'_>) -> bool {
    let mut items = root.items().peekable();
    items.peek().is_some() && items.all(|item| item.get("kind").is_some() && item.get("identifier").is_some())
}

/// The folders that a file of something that is not in a model would be in, and what that is.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("user", "users"),
    ("oauth-app", "OAuth apps"),
    ("skill", "AI skills"),
    ("ai-skill", "AI skills"),
    ("organization", "the organization's settings"),
    ("organisation", "the organization's settings"),
    ("organization-setting", "the organization's settings"),
    ("setting", "the organization's settings"),
];

/// Returns the finding for a file of something that Port has, but a model does not.
fn unsupported(file: &ModelFile) -> Option<Finding> {
    let name = file.file.name.split('.').next().unwrap_or_default();
    let parts = name.rsplit('/').map(|part| part.to_lowercase().replace('_', "-"));
    let known = |part: String| UNSUPPORTED.iter().find(|(folder, _)| part.trim_end_matches('s') == *folder);
    let (_, what) = parts.take_while(|part| part != "model").find_map(known)?;
    let finding = RULE.at(Location::new(&file.file, Span::new(0, 0)), format!("portwright does not manage {what}"));
    Some(finding.label("not read").help("change them in Port, and move this file out of the model"))
}

/// Returns the other kind that has all fields of the file's first resource, if this kind lacks some of them.
fn other_kind(file: &ModelFile, kind: &'static Kind) -> Option<&'static Kind> {
    // Most files fit, and need nothing of the other kinds.
    let first = first_resource(file).filter(|first| first.is_map() && !fits(*first, kind))?;
    let is_named = |other: &Kind| {
        first.get(other.identity.field).is_some_and(|name| !name.is_map())
            || (other.extendable && first.get(EXTENDS).is_some())
    };
    let is_other = |other: &&Kind| other.folder != kind.folder && is_named(other) && fits(first, other);
    let mut others = KINDS.iter().copied().filter(is_other);
    let other = others.next()?;
    others.next().is_none().then_some(other)
}

fn in_wrong_folder(file: &ModelFile, kind: &Kind, other: &Kind) -> Finding {
    let span = file.tree.as_ref().and_then(|tree| tree.roots().next()).map_or(Span::new(0, 0), Node::span);
    let start = Span::new(span.start as usize, span.start as usize);
    let it = match other.identity.owner {
        Some(_) => format!("these are {}", other.plural),
        None => format!("this is {}", with_article(other.name)),
    };
    let message = format!("{it}, but the folder is for {}", kind.plural);
    let finding = RULE.at(Location::new(&file.file, start), message).label(format!("not {}", with_article(kind.name)));
    if file.tree.as_ref().is_some_and(|tree| tree.roots().any(|root| root.get(EXTENDS).is_some())) {
        let help = "change the file that declares it, and delete this one: only blueprints can be extended";
        return finding.help(help);
    }
    finding.help(format!("move it to `{}/`", other.folder))
}
