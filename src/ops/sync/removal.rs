//! The entities that an earlier revision declared and the files no longer do.

use std::collections::BTreeSet;

use crate::disk::git::RevisionError;
use crate::disk::revision::files_at;
use crate::ground::count::count;
use crate::ground::escape::escaped;
use crate::lint::port::declared::{Declared, declared};
use crate::model::Catalog;
use crate::ops::lint::Session;
use crate::ops::sync::gather::Gathered;
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

#[derive(Debug, Default)]
pub(crate) struct Removal {
    pub entities: Vec<Declared>,
    /// How many entities the earlier revision declares.
    pub declared: usize,
    /// Files of that revision that could not be read completely; their other entities are kept.
    pub broken: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum RemovalError {
    #[error("`{0}` could not be read completely, and may declare entities that would be deleted")]
    PartlyRead(String),
    #[error("`{path}` could not be read, and may declare entities that would be deleted: {reason}")]
    UnreadableFolder { path: String, reason: String },
    #[error(transparent)]
    Revision(#[from] RevisionError),
    #[error("{}", .0.join("; "))]
    StillRelated(Vec<String>),
    #[error("{number} of the {} declared at `{base}` would be deleted", count(*.declared, "entity"))]
    TooMany { number: usize, declared: usize, base: String },
}

/// More deletions than this may be unusual.
const USUAL_DELETIONS: usize = 10;

/// Deleting more than one in this many of the earlier entities may be unusual.
const USUAL_SHARE: usize = 5;

impl Removal {
    fn is_unusual(&self) -> bool {
        self.entities.len() > USUAL_DELETIONS && self.entities.len() * USUAL_SHARE > self.declared
    }
}

/// The entities that the revision `base` declares in the files of a session, and no file declares now. More than `allowed`
/// are refused; without that, more than is usual.
pub(super) fn removal(
    session: &Session<'_>,
    gathered: &Gathered,
    base: &str,
    allowed: Option<usize>,
) -> Result<Removal, RemovalError> {
    if let Some(broken) = gathered.others_broken.first() {
        return Err(RemovalError::PartlyRead(broken.clone()));
    }
    let listing = &session.listing;
    if let Some((path, reason)) = listing.unread_folders.first() {
        return Err(RemovalError::UnreadableFolder { path: session.workspace.display(path), reason: reason.clone() });
    }
    let files = files_at(&listing.top, base, Limits::default().bytes as u64, &|path| session.would_report(path))?;
    let now: BTreeSet<(&str, &str)> = gathered.entities.iter().chain(&gathered.others).map(Declared::name).collect();
    let removal = removed(&files, &now);
    let number = removal.entities.len();
    if allowed.map_or(removal.is_unusual(), |most| number > most) {
        return Err(RemovalError::TooMany { number, declared: removal.declared, base: base.to_owned() });
    }
    Ok(removal)
}

impl Removal {
    /// Checks that no declared entity relates to one that would be deleted.
    pub(super) fn check_relations(&self, gathered: &Gathered, catalog: &Catalog) -> Result<(), RemovalError> {
        const MAX_NAMED: usize = 5;
        let gone: BTreeSet<(&str, &str)> = self.entities.iter().map(Declared::name).collect();
        let declared = gathered.entities.iter().chain(&gathered.others);
        let related = declared.flat_map(|entity| {
            let known = catalog.blueprint(&entity.blueprint);
            let targets = entity.targets().filter_map(move |(name, target)| {
                Some((name, known?.relations.get(name)?.target.as_str(), target))
            });
            targets.filter(|(_, blueprint, target)| gone.contains(&(blueprint, target))).map(move |(name, blueprint, target)| {
                let (file, line) = (escaped(&entity.place.file.name), entity.place.position().line);
                format!(
                    "`{target}` of blueprint `{blueprint}` would be deleted, but `{}` ({file}:{line}) relates to it in `{name}`",
                    entity.identifier
                )
            })
        });
        let named: Vec<String> = related.take(MAX_NAMED).collect();
        if named.is_empty() { Ok(()) } else { Err(RemovalError::StillRelated(named)) }
    }
}

fn removed(files: &[(String, Vec<u8>)], now: &BTreeSet<(&str, &str)>) -> Removal {
    let limits = Limits::default();
    let mut removal = Removal::default();
    let mut seen = BTreeSet::new();
    for (name, bytes) in files {
        let Ok(file) = decode(name, bytes, &limits) else {
            removal.broken.push(name.clone());
            continue;
        };
        let declaration = declared(&file, &limits);
        if !declaration.is_whole {
            removal.broken.push(name.clone());
        }
        for entity in declaration.entities {
            if !seen.insert((entity.blueprint.clone(), entity.identifier.clone())) {
                continue;
            }
            removal.declared += 1;
            if !now.contains(&entity.name()) {
                removal.entities.push(entity);
            }
        }
    }
    removal
}
