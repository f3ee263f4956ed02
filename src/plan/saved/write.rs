//! What a step of a saved plan writes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kind::Key;
use crate::model::{Claim, Dropped};
use crate::plan::migration::Migration;
use crate::plan::rename::Rename;
use crate::plan::saved::key::SavedPath;
use crate::plan::step_body::Deferral;
use crate::plan::write::{Recreation, Write};

/// The write of a step, without the live body: the portal still has it, or the plan is out of date.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct SavedWrite {
    pub(super) desired: Value,
    /// Whether the files only add to the resource.
    adds: bool,
    dropped: Vec<SavedDropped>,
    deferred: Vec<SavedDeferral>,
    recreates: Vec<SavedRecreation>,
    rename: Option<SavedRename>,
    sends_secrets: bool,
    /// The steps that must be applied before, from 1.
    depends_on: Vec<usize>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum SavedDropped {
    Field(SavedPath),
    Reset { path: SavedPath, value: Value },
    Element { path: SavedPath, value: Value },
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum SavedDeferral {
    Unchanged(SavedPath),
    Removed(SavedPath),
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedRecreation {
    path: SavedPath,
    migration: Option<SavedMigration>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedMigration {
    name: String,
    conversion: Option<String>,
    property: Value,
    temporary: SavedPath,
}

/// A rename of the step's resource, or of one of its members.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct SavedRename {
    /// The section of the member.
    section: Option<Vec<String>>,
    old: String,
    new: String,
}

impl SavedWrite {
    pub(super) fn of(write: &Write) -> Self {
        let Write { desired, claim, dropped, deferred, recreates, rename, sends_secrets, live: _, after } = write;
        let path = |path: &crate::ground::path::Path| SavedPath(path.clone());
        let dropped = dropped.iter().map(|one| match one {
            Dropped::Field(at) => SavedDropped::Field(path(at)),
            Dropped::Reset(at, value) => SavedDropped::Reset { path: path(at), value: value.clone() },
            Dropped::Element(at, value) => SavedDropped::Element { path: path(at), value: value.clone() },
        });
        let deferred = deferred.iter().map(|one| match one {
            Deferral::Unchanged(at) => SavedDeferral::Unchanged(path(at)),
            Deferral::Removed(at) => SavedDeferral::Removed(path(at)),
        });
        let migration = |Migration { name, conversion, property, temporary }: &Migration| SavedMigration {
            name: name.clone(),
            conversion: conversion.clone(),
            property: property.clone(),
            temporary: path(temporary),
        };
        let recreates = recreates
            .iter()
            .map(|one| SavedRecreation { path: path(&one.path), migration: one.migration.as_ref().map(migration) });
        let rename = rename.as_ref().map(|one| SavedRename {
            section: one.member.map(|member| member.section.iter().map(|key| (*key).to_owned()).collect()),
            old: one.old.clone(),
            new: one.new.clone(),
        });
        Self {
            desired: desired.clone(),
            adds: *claim == Claim::Addition,
            dropped: dropped.collect(),
            deferred: deferred.collect(),
            recreates: recreates.collect(),
            rename,
            sends_secrets: *sends_secrets,
            depends_on: after.iter().map(|before| before + 1).collect(),
        }
    }

    /// Returns the write of a step of this resource; `None` if this release does not know what it renames.
    pub(super) fn write(self, key: &Key) -> Option<Write> {
        let dropped = self.dropped.into_iter().map(|one| match one {
            SavedDropped::Field(at) => Dropped::Field(at.0),
            SavedDropped::Reset { path, value } => Dropped::Reset(path.0, value),
            SavedDropped::Element { path, value } => Dropped::Element(path.0, value),
        });
        let deferred = self.deferred.into_iter().map(|one| match one {
            SavedDeferral::Unchanged(at) => Deferral::Unchanged(at.0),
            SavedDeferral::Removed(at) => Deferral::Removed(at.0),
        });
        let migration = |SavedMigration { name, conversion, property, temporary }| Migration {
            name,
            conversion,
            property,
            temporary: temporary.0,
        };
        let recreates = self
            .recreates
            .into_iter()
            .map(|one| Recreation { path: one.path.0, migration: one.migration.map(migration) });
        let rename = match self.rename {
            Some(SavedRename { section, old, new }) => {
                let member = |section: &Vec<String>| key.kind.renames.members.iter().find(|one| one.section == section);
                let member = match &section {
                    Some(section) => Some(member(section)?),
                    None => None,
                };
                Some(Rename { key: key.clone(), member, old, new })
            }
            None => None,
        };
        Some(Write {
            desired: self.desired,
            claim: if self.adds { Claim::Addition } else { Claim::Full },
            dropped: dropped.collect(),
            deferred: deferred.collect(),
            recreates: recreates.collect(),
            rename,
            sends_secrets: self.sends_secrets,
            live: None,
            after: self.depends_on.iter().map(|before| before.saturating_sub(1)).collect(),
        })
    }

    /// Returns whether the steps before this one, of which there are `nth`, include all that it depends on.
    pub(super) fn is_ordered(&self, nth: usize) -> bool {
        self.depends_on.iter().all(|before| (1..=nth).contains(before))
    }
}
