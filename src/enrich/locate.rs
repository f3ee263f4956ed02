//! Locating an entity in the files of a repository.

use crate::enrich::candidate::EntryKind;
use crate::enrich::port_file::{FileState, PortFile, StatedEntity};
use crate::enrich::refusal::{Refusal, error_at};
use crate::enrich::wanted::WantedEntity;
use crate::enrich::wording::quoted;
use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::yaml::tree::Node;

/// The file that Port's integrations read in every repository, and an alternative name that only some of them read.
const ROOTS: [&str; 2] = ["port.yml", "port.yaml"];

#[derive(Debug)]
pub(crate) enum WriteTarget<'f> {
    /// It is in this file, at this path of its document.
    Existing(&'f PortFile, Path),
    AddTo(&'f PortFile),
    NewFile(&'static str),
}

/// Locates an entity.
pub(crate) fn locate<'f>(wanted: &WantedEntity, files: &'f [PortFile]) -> Result<WriteTarget<'f>, Refusal> {
    require_readable(wanted, files)?;
    let all = files.iter().flat_map(|file| file.entities().map(move |stated| (file, stated)));
    let named: Vec<(&PortFile, StatedEntity<'_>)> =
        all.filter(|(_, stated)| stated.identifier.key_text().eq_ignore_ascii_case(&wanted.identifier)).collect();
    let is_it = |stated: &StatedEntity<'_>| {
        let blueprint = stated.blueprint.map(Node::key_text);
        stated.identifier.key_text() == wanted.identifier && blueprint == Some(wanted.blueprint.as_str())
    };
    let found: Vec<&(&PortFile, StatedEntity<'_>)> = named.iter().filter(|(_, stated)| is_it(stated)).collect();
    match found.as_slice() {
        [] => {}
        [(file, stated)] => {
            require_editable(file)?;
            return Ok(WriteTarget::Existing(file, stated.at.clone()));
        }
        [(_, first), (_, second), ..] => {
            let message =
                format!("{} is defined twice: here and at {}", quoted(&wanted.address()), first.identifier.place());
            let finding = error_at(second.identifier.place(), message)
                .label("again")
                .related(first.identifier.place(), "first defined here");
            return Err(finding.help("remove one of the two, and run the action again").into());
        }
    }
    if let Some((_, stated)) = named.iter().find(|(_, stated)| is_similar(stated, wanted)) {
        return Err(similar(stated, wanted).into());
    }
    for (file, faults) in files.iter().filter_map(faulty) {
        if file.mentions(&wanted.identifier) {
            return Err(with_reason(faults, "the file may define the entity, so correct it first").into());
        }
    }
    if let Some(file) = files.iter().find(|file| matches!(file.state, FileState::NotEditable(EntryKind::Link))) {
        return Err(not_editable(file, EntryKind::Link));
    }
    root_file(files)
}

/// Refuses if a file that may define the entity cannot be read.
fn require_readable(wanted: &WantedEntity, files: &[PortFile]) -> Result<(), Refusal> {
    for file in files {
        if let FileState::Broken(text, fault, true) = &file.state {
            let finding = fault.finding(text);
            let message = format!("{}; the file may define {}", finding.message, quoted(&wanted.identifier));
            return Err(Finding { message: message.into(), ..finding }.into());
        }
    }
    Ok(())
}

/// Returns a file that has a tree, and its first fault, which may hide an entity.
fn faulty(file: &PortFile) -> Option<(&PortFile, Finding)> {
    match &file.state {
        FileState::Tree(tree, faults) => Some((file, faults.first()?.finding(tree.file()))),
        FileState::Broken(..) | FileState::Foreign(_) | FileState::NotEditable(_) => None,
    }
}

/// Refuses to edit a file with faults or several documents.
fn require_editable(file: &PortFile) -> Result<(), Refusal> {
    if let Some((_, finding)) = faulty(file) {
        return Err(with_reason(finding, "correct this before the file can be changed").into());
    }
    let FileState::Tree(tree, _) = &file.state else { return Ok(()) };
    match tree.roots().nth(1) {
        Some(second) => {
            let finding = error_at(
                second.place(),
                "the file has several documents, but some of Port's integrations read only the first",
            );
            Err(finding.label("second document").help("make a list of the entities, and remove the `---`").into())
        }
        None => Ok(()),
    }
}

fn with_reason(finding: Finding, reason: &str) -> Finding {
    let message = format!("{}; {reason}", finding.message);
    Finding { message: message.into(), ..finding }
}

/// Returns whether an entity with almost the same name is probably the wanted one.
fn is_similar(stated: &StatedEntity<'_>, wanted: &WantedEntity) -> bool {
    match stated.blueprint.filter(|blueprint| !blueprint.is_null()).map(Node::key_text) {
        // The name differs in case only, otherwise it would have been found.
        Some(blueprint) => blueprint == wanted.blueprint,
        None => true,
    }
}

fn similar(stated: &StatedEntity<'_>, wanted: &WantedEntity) -> Finding {
    let name = stated.identifier.key_text();
    if name != wanted.identifier {
        let message =
            format!("the entity here is {}, but the action was run on {}", quoted(name), quoted(&wanted.identifier));
        return error_at(stated.identifier.place(), message).label("different case").help("write it as in Port");
    }
    let message = format!("the entity {} here has no `blueprint`", quoted(name));
    let help = format!("add `blueprint: {}` to it", wanted.blueprint);
    error_at(stated.identifier.place(), message).label("no `blueprint`").help(help)
}

/// Returns the file at the top of the repository, or a new one if there is none.
fn root_file(files: &[PortFile]) -> Result<WriteTarget<'_>, Refusal> {
    let root = ROOTS.iter().find_map(|name| files.iter().find(|file| file.path == *name));
    let Some(file) = root else { return Ok(WriteTarget::NewFile(ROOTS[0])) };
    match &file.state {
        FileState::Tree(..) => {
            require_editable(file)?;
            Ok(WriteTarget::AddTo(file))
        }
        FileState::Broken(text, fault, _) => {
            Err(with_reason(fault.finding(text), "correct this before the file can be changed").into())
        }
        FileState::Foreign(description) => {
            let reason = format!("{} is {description}, so the entity cannot be added to it", quoted(&file.path));
            Err(Refusal::new(reason)
                .help("give that file another name, or define the entity in a `port.yml` of a folder"))
        }
        FileState::NotEditable(kind) => Err(not_editable(file, *kind)),
    }
}

fn not_editable(file: &PortFile, kind: EntryKind) -> Refusal {
    let path = quoted(&file.path);
    match kind {
        EntryKind::Link => Refusal::new(format!("{path} is a symbolic link, which is not followed"))
            .help("replace it with a plain file"),
        EntryKind::Submodule => Refusal::new(format!("{path} is a submodule, not a file of this repository")),
        EntryKind::Excluded => Refusal::new(format!("{path} is ignored by git, or excluded in portwright.toml"))
            .help("remove it from `.gitignore`, or from `[lint] exclude`"),
        EntryKind::Other | EntryKind::File => Refusal::new(format!("{path} is not a plain file")),
    }
}

#[cfg(test)]
mod tests;
