//! Reading what files declare.

use std::path::Path;

use serde_json::Value;

use crate::disk::discover::{FileListing, absolute};
use crate::disk::model::relative_path;
use crate::disk::reading::{PortFileReader, ReadResult};
use crate::disk::repository::Repository;
use crate::lint::port::declared::{Declaration, Declared, declared};
use crate::lint::port::target;
use crate::lint::port::{JsonReading, Provider, Section};
use crate::ops::parallel::in_parallel;

#[derive(Debug, Default)]
pub(in crate::ops) struct Gathered {
    /// The entities of the reported files, in the order of the files.
    pub(in crate::ops) entities: Vec<Declared>,
    pub(in crate::ops) others: Vec<Declared>,
    /// Those of the reported files whose identifier is a search.
    pub(super) searched: Vec<Declared>,
    pub(super) others_searched: Vec<Declared>,
    /// Reported files that could not be read completely.
    pub(in crate::ops) broken: Vec<String>,
    pub(in crate::ops) others_broken: Vec<String>,
}

pub(in crate::ops) fn gather(listing: &FileListing, reader: &PortFileReader<'_>) -> Gathered {
    let numbers: Vec<usize> = (0..listing.files.len()).collect();
    let read = in_parallel(&numbers, |at, buffer| match reader.read(&listing.files[at], buffer) {
        ReadResult::Text(file) => Some(declared(&file, &reader.limits)),
        ReadResult::Refused(..) => Some(Declaration::default()),
        ReadResult::Absent => None,
    });
    let mut gathered = Gathered::default();
    for (at, declaration) in read {
        let listed = &listing.files[at];
        let (entities, searched, broken) = match listed.reported {
            true => (&mut gathered.entities, &mut gathered.searched, &mut gathered.broken),
            false => (&mut gathered.others, &mut gathered.others_searched, &mut gathered.others_broken),
        };
        entities.extend(declaration.entities);
        searched.extend(declaration.searched);
        if !declaration.is_whole {
            broken.push(relative_path(&listed.path, Path::new("")));
        }
    }
    gathered
}

#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}: `{value}` of entity `{entity}` {reason}")]
pub(crate) struct AttachError {
    file: String,
    line: usize,
    value: String,
    entity: String,
    reason: String,
}

/// Replaces values that name a file with its content, as the provider reads it; only in properties, as Port documents.
pub(in crate::ops) fn attach(
    entities: &mut [Declared],
    repository: &Repository,
    provider: Provider,
) -> Result<(), AttachError> {
    if !provider.reads(Section::Properties, true) {
        return Ok(());
    }
    for entity in entities {
        let file = absolute(&repository.here, Path::new(&entity.place.file.name));
        let from = relative_path(&file, &repository.top);
        let Some(Value::Object(properties)) = entity.body.get_mut("properties") else { continue };
        for value in properties.values_mut() {
            let Some(named) = value.as_str().filter(|text| text.starts_with("file://")) else { continue };
            let path =
                target::path(named, &from, provider.base).ok_or_else(|| "leads out of the repository".to_owned());
            let text = path.and_then(|path| repository.text(&path));
            let is_parsed = provider.json == JsonReading::Parsed && named.ends_with(".json");
            let content = text.and_then(|text| match is_parsed {
                true => serde_json::from_str(&text).map_err(|error| format!("is not valid JSON: {error}")),
                false => Ok(Value::String(text)),
            });
            let content = content.map_err(|reason| AttachError {
                file: entity.place.file.name.clone(),
                line: entity.place.position().line,
                value: named.to_owned(),
                entity: entity.identifier.clone(),
                reason,
            })?;
            *value = content;
        }
    }
    Ok(())
}
