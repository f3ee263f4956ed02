//! Where in a repository an entity is, or is to be.

use crate::enrich::candidate::EntryKind;
use crate::enrich::port_file::{FileState, PortFile, StatedEntity};
use crate::enrich::refusal::{Refusal, error_at};
use crate::enrich::wanted::Wanted;
use crate::enrich::wording::quoted;
use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::yaml::tree::Node;

/// The file that Port's integrations read in every repository, and the other name that some of them read.
const ROOTS: [&str; 2] = ["port.yml", "port.yaml"];

/// Where an entity is, or is to be.
#[derive(Debug)]
pub enum WriteTarget<'f> {
    /// In this file, there in its document.
    Existing(&'f PortFile, Path),
    /// In this file, which does not have it yet.
    AddTo(&'f PortFile),
    /// In a file of this path, which does not exist.
    NewFile(&'static str),
}

/// Looks for an entity.
///
/// # Errors
/// Why it cannot be told where it is, or why it cannot be written where it belongs.
pub fn locate<'f>(wanted: &Wanted, files: &'f [PortFile]) -> Result<WriteTarget<'f>, Refusal> {
    unread(wanted, files)?;
    let all = files.iter().flat_map(|file| file.entities().map(move |stated| (file, stated)));
    let named: Vec<(&PortFile, StatedEntity<'_>)> =
        all.filter(|(_, stated)| text_of(stated.identifier).eq_ignore_ascii_case(&wanted.identifier)).collect();
    let is_it = |stated: &StatedEntity<'_>| {
        let blueprint = stated.blueprint.map(text_of);
        text_of(stated.identifier) == wanted.identifier && blueprint == Some(wanted.blueprint.as_str())
    };
    let found: Vec<&(&PortFile, StatedEntity<'_>)> = named.iter().filter(|(_, stated)| is_it(stated)).collect();
    match found.as_slice() {
        [] => {}
        [(file, stated)] => {
            sound(file)?;
            return Ok(WriteTarget::Existing(file, stated.at.clone()));
        }
        [(_, first), (_, second), ..] => {
            let message =
                format!("{} is defined twice: here and at {}", quoted(&wanted.address()), first.identifier.place());
            let finding = error_at(second.identifier.place(), message)
                .label("again")
                .related(first.identifier.place(), "first here");
            return Err(finding.help("remove one of the two, and run the action again").into());
        }
    }
    if let Some((_, stated)) = named.iter().find(|(_, stated)| is_near(stated, wanted)) {
        return Err(near(stated, wanted).into());
    }
    for (file, faults) in files.iter().filter_map(faulty) {
        if file.mentions(&wanted.identifier) {
            return Err(cannot(faults, "may define the entity, and has to be corrected first").into());
        }
    }
    if let Some(file) = files.iter().find(|file| matches!(file.state, FileState::Unfit(EntryKind::Link))) {
        return Err(unfit(file, EntryKind::Link));
    }
    at_the_root(files)
}

/// Refuses while a file cannot be read in which the entity may be.
fn unread(wanted: &Wanted, files: &[PortFile]) -> Result<(), Refusal> {
    for file in files {
        if let FileState::Broken(text, fault, true) = &file.state {
            let finding = fault.finding(text);
            let message = format!("{}; the file may define {}", finding.message, quoted(&wanted.identifier));
            return Err(Finding { message, ..finding }.into());
        }
    }
    Ok(())
}

/// A file with a tree and with faults that may hide something.
fn faulty(file: &PortFile) -> Option<(&PortFile, Finding)> {
    match &file.state {
        FileState::Tree(tree, faults) => Some((file, faults.first()?.finding(tree.file()))),
        FileState::Broken(..) | FileState::Foreign(_) | FileState::Unfit(_) => None,
    }
}

/// Refuses a file that is to be changed and has faults, or several documents.
fn sound(file: &PortFile) -> Result<(), Refusal> {
    if let Some((_, finding)) = faulty(file) {
        return Err(cannot(finding, "has to be corrected before the file can be changed").into());
    }
    let FileState::Tree(tree, _) = &file.state else { return Ok(()) };
    match tree.roots().nth(1) {
        Some(second) => {
            let finding = error_at(
                second.place(),
                "the file has several documents, of which some integrations of Port's read the first only",
            );
            Err(finding.label("second").help("make a list of the entities, and take the `---` out").into())
        }
        None => Ok(()),
    }
}

fn cannot(finding: Finding, what: &str) -> Finding {
    let message = format!("{}; this {what}", finding.message);
    Finding { message, ..finding }
}

/// Whether an entity of almost this name is probably meant to be it.
fn is_near(stated: &StatedEntity<'_>, wanted: &Wanted) -> bool {
    match stated.blueprint.filter(|blueprint| !blueprint.is_null()).map(text_of) {
        // The name differs in case alone, or it would have been found.
        Some(blueprint) => blueprint == wanted.blueprint,
        None => true,
    }
}

fn near(stated: &StatedEntity<'_>, wanted: &Wanted) -> Finding {
    let name = text_of(stated.identifier);
    if name != wanted.identifier {
        let message =
            format!("there is {} here, and the action was run on {}", quoted(name), quoted(&wanted.identifier));
        return error_at(stated.identifier.place(), message).label("another case").help("write it as Port has it");
    }
    let message = format!("the entity {} here has no `blueprint`", quoted(name));
    let help = format!("add `blueprint: {}` to it", wanted.blueprint);
    error_at(stated.identifier.place(), message).label("of no blueprint").help(help)
}

/// The file at the top of the repository, if there is one and it can be written to.
fn at_the_root(files: &[PortFile]) -> Result<WriteTarget<'_>, Refusal> {
    let root = ROOTS.iter().find_map(|name| files.iter().find(|file| file.path == *name));
    let Some(file) = root else { return Ok(WriteTarget::NewFile(ROOTS[0])) };
    match &file.state {
        FileState::Tree(..) => {
            sound(file)?;
            Ok(WriteTarget::AddTo(file))
        }
        FileState::Broken(text, fault, _) => {
            Err(cannot(fault.finding(text), "has to be corrected before the file can be changed").into())
        }
        FileState::Foreign(sort) => {
            let reason = format!("{} is {sort}, so the entity cannot be added to it", quoted(&file.path));
            Err(Refusal::new(reason)
                .help("give that file another name, or define the entity in a `port.yml` of a folder"))
        }
        FileState::Unfit(kind) => Err(unfit(file, *kind)),
    }
}

fn unfit(file: &PortFile, kind: EntryKind) -> Refusal {
    let path = quoted(&file.path);
    match kind {
        EntryKind::Link => Refusal::new(format!("{path} is a symbolic link, and is not followed"))
            .help("put a plain file in its place"),
        EntryKind::Submodule => Refusal::new(format!("{path} is a submodule, and not a file of this repository")),
        EntryKind::Excluded => Refusal::new(format!("{path} is ignored by git, or left out by portwright.toml"))
            .help("take it out of `.gitignore`, or of `[lint] exclude`"),
        EntryKind::Other | EntryKind::File => Refusal::new(format!("{path} is not a plain file")),
    }
}

/// A text, or what stands where a text should: `identifier: 123`.
fn text_of(node: Node<'_>) -> &str {
    node.key_text()
}

#[cfg(test)]
mod tests;
