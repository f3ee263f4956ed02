//! The answers to requests about a place in a document.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::ground::source::Location;
use crate::lint::RULES;
use crate::lsp::action::{ActionParams, actions};
use crate::lsp::client::Capabilities;
use crate::lsp::diagnostic::{location, range_of};
use crate::lsp::document::{Document, DocumentId, Documents};
use crate::lsp::edit::of_changes;
use crate::lsp::failure::RequestFailure;
use crate::lsp::folder::folder_of;
use crate::lsp::folding::folds;
use crate::lsp::model::{self, Renaming};
use crate::lsp::port;
use crate::lsp::portal_entities::PortalEntities;
use crate::lsp::server::{Server, Shared};
use crate::lsp::settings;
use crate::lsp::text::{Position, Range, Text};
use crate::lsp::uri;
use crate::ops::editor::{EditorProject, FileRole};
use crate::ops::lint::LintError;

/// A place in a document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlaceParams {
    text_document: DocumentId,
    position: Position,
    /// For a rename.
    new_name: Option<String>,
    /// For references.
    context: Option<ReferenceContext>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReferenceContext {
    #[serde(default)]
    include_declaration: bool,
}

/// A document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentParams {
    text_document: DocumentId,
}

/// A range of a document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RangeParams {
    text_document: DocumentId,
    range: Range,
}

/// Brings the names of a project up to date, as far as an answer needs them.
type Update<'s> = fn(&mut EditorProject<'s>) -> Result<(), LintError>;

/// What an answer is made from.
struct Asked<'q, 's> {
    document: &'q Document,
    project: &'q mut EditorProject<'s>,
    documents: &'q Documents,
    client: &'q Capabilities,
    portal_entities: &'q PortalEntities,
    role: FileRole,
}

impl Asked<'_, '_> {
    /// The name of the document in messages and in the model.
    fn name(&self) -> String {
        self.project.name(&self.document.path)
    }
}

impl<'s> Server<'_, '_, 's> {
    /// Answers a question about an open document of a project; `null` for any other document.
    fn about<F>(&mut self, uri: &str, answer: F) -> Result<Value, RequestFailure>
    where
        F: FnOnce(Asked<'_, 's>) -> Result<Value, RequestFailure>,
    {
        let Shared { documents, capabilities, portal_entities, .. } = &*self.shared;
        let Some(document) = documents.at(uri) else { return Ok(Value::Null) };
        let folder = folder_of(&mut self.folders, &document.path);
        let Some(project) = folder.and_then(|folder| folder.project.as_mut()) else { return Ok(Value::Null) };
        let role = project.role(&document.path);
        answer(Asked { document, project, documents, client: capabilities, portal_entities, role })
    }

    /// Answers a question about a place, after an update of the names that the answer needs.
    fn at_place<F>(&mut self, given: &PlaceParams, update: Update<'s>, answer: F) -> Result<Value, RequestFailure>
    where
        F: FnOnce(Asked<'_, 's>, usize) -> Result<Value, RequestFailure>,
    {
        self.about(&given.text_document.uri, |asked| {
            update(asked.project).map_err(|error| RequestFailure::refused(error.to_string()))?;
            let offset = asked.document.text.offset(given.position);
            answer(asked, offset)
        })
    }

    pub(super) fn code_actions(&mut self, given: ActionParams) -> Result<Value, RequestFailure> {
        // The findings must be those of the text that the client has.
        self.publish().map_err(|error| RequestFailure::refused(error.to_string()))?;
        if !self.shared.capabilities.code_actions {
            return Ok(json!([]));
        }
        let path = self.shared.documents.at(&given.text_document.uri).map(|document| document.path.clone());
        let findings = path.map(|path| self.shared.published.of(&path).to_vec()).unwrap_or_default();
        self.about(&given.text_document.uri, |asked| {
            Ok(actions(&given, asked.document, &findings, asked.project, asked.documents, asked.client))
        })
    }

    pub(super) fn completion(&mut self, given: &PlaceParams) -> Result<Value, RequestFailure> {
        let answer = self.at_place(given, EditorProject::update_open, |asked, offset| {
            let items = match asked.role {
                FileRole::Entities => {
                    port::complete(asked.document, offset, asked.project, (asked.client, asked.portal_entities))
                }
                FileRole::Model => model::complete(asked.document, offset, asked.project),
                FileRole::Settings => settings::complete(asked.document, offset),
                _ => Vec::new(),
            };
            let is_cut = asked.role == FileRole::Entities && items.len() >= port::MAX_ENTITIES;
            if asked.project.knows_all() && !asked.portal_entities.lacks_some() && !is_cut {
                return Ok(Value::Array(items));
            }
            // The editor asks again when more is typed.
            Ok(json!({ "isIncomplete": true, "items": items }))
        });
        self.shared.portal_entities.load(&self.shared.sender);
        answer
    }

    pub(super) fn resolve(&mut self, item: Value) -> Value {
        let path = item.pointer("/data/uri").and_then(Value::as_str).and_then(uri::path);
        let folder = path.and_then(|path| folder_of(&mut self.folders, &path));
        match folder.and_then(|folder| folder.project.as_mut()) {
            Some(project) => port::resolve(item, project),
            None => item,
        }
    }

    pub(super) fn hover(&mut self, given: &PlaceParams) -> Result<Value, RequestFailure> {
        let path = self.shared.documents.at(&given.text_document.uri).map(|document| document.path.clone());
        let findings = path.map(|path| self.shared.published.of(&path).to_vec()).unwrap_or_default();
        self.at_place(given, EditorProject::update_open, |asked, offset| {
            let position = asked.document.text.position(offset);
            let mut texts = Vec::new();
            let mut range = None;
            let found = match asked.role {
                FileRole::Entities => port::hover(asked.document, offset, asked.project),
                FileRole::Model | FileRole::Settings => {
                    model::hover(asked.document, &asked.name(), offset, asked.project)
                }
                _ => None,
            };
            if let Some((text, at)) = found {
                texts.push(text);
                range = Some(at);
            }
            for finding in &findings {
                let at = range_of(finding, asked.document);
                if at.start <= position && position <= at.end {
                    texts.extend(rule(finding.rule));
                    range = range.or(Some(at));
                }
            }
            if texts.is_empty() {
                return Ok(Value::Null);
            }
            texts.dedup();
            let contents = json!({ "kind": "markdown", "value": texts.join("\n\n---\n\n") });
            Ok(json!({ "contents": contents, "range": range }))
        })
    }

    pub(super) fn definition(&mut self, given: &PlaceParams) -> Result<Value, RequestFailure> {
        self.at_place(given, EditorProject::update_known, |asked, offset| {
            let found = match asked.role {
                FileRole::Entities => port::definition(asked.document, offset, asked.project),
                FileRole::Model | FileRole::Settings => model::definition(&asked.name(), offset, asked.project),
                _ => Vec::new(),
            };
            Ok(locations(&found, &asked))
        })
    }

    pub(super) fn references(&mut self, given: &PlaceParams) -> Result<Value, RequestFailure> {
        let with_declaration = given.context.as_ref().is_some_and(|context| context.include_declaration);
        self.at_place(given, EditorProject::update_all, |asked, offset| {
            let found = match asked.role {
                FileRole::Entities => port::references(asked.document, offset, with_declaration, asked.project),
                FileRole::Model | FileRole::Settings => {
                    model::references(&asked.name(), offset, with_declaration, asked.project)
                }
                _ => Vec::new(),
            };
            Ok(locations(&found, &asked))
        })
    }

    pub(super) fn prepare_rename(&mut self, given: &PlaceParams) -> Result<Value, RequestFailure> {
        self.at_place(given, EditorProject::update_open, |asked, offset| {
            let span = match asked.role {
                FileRole::Entities => match port::member_at(asked.document, offset, asked.project) {
                    Some((_, span)) => Some(span),
                    None => port::prepare_rename(asked.document, offset, asked.project),
                },
                FileRole::Model | FileRole::Settings => model::prepare_rename(&asked.name(), offset, asked.project),
                _ => None,
            };
            Ok(span.map_or(Value::Null, |span| {
                let name = asked.document.text.file.slice(span);
                json!({ "range": asked.document.text.range(span), "placeholder": name })
            }))
        })
    }

    pub(super) fn rename(&mut self, given: &PlaceParams) -> Result<Value, RequestFailure> {
        let Some(name) = &given.new_name else { return Err(RequestFailure::refused("`newName` is missing")) };
        let mut shown = None;
        let answer = self.at_place(given, EditorProject::update_all, |asked, offset| {
            let Renaming { edits, note } = match asked.role {
                FileRole::Entities => match port::member_at(asked.document, offset, asked.project) {
                    Some((symbol, _)) => model::rename_symbol(&symbol, name, asked.project)?,
                    None => Renaming { edits: port::rename(asked.document, offset, name, asked.project)?, note: None },
                },
                FileRole::Model | FileRole::Settings => model::rename(&asked.name(), offset, name, asked.project)?,
                _ => return Err(RequestFailure::refused("nothing can be renamed here")),
            };
            shown = note;
            let mut changes = BTreeMap::new();
            for (path, edits) in edits {
                let text = text_of(&path, &asked)?;
                let edits = edits.iter().map(|(span, new)| json!({ "range": text.range(*span), "newText": new }));
                changes.insert(asked.documents.uri(&path), edits.collect());
            }
            let version = |uri: &str| asked.documents.at(uri).and_then(|document| document.version);
            Ok(of_changes(changes, asked.client, version))
        })?;
        if let Some(note) = shown {
            let shown = self.shared.client.show_note(&note);
            shown.map_err(|error| RequestFailure::refused(error.to_string()))?;
        }
        Ok(answer)
    }

    pub(super) fn folds(&mut self, given: &DocumentParams) -> Result<Value, RequestFailure> {
        self.about(&given.text_document.uri, |asked| match asked.role {
            FileRole::Entities | FileRole::Model | FileRole::Template => Ok(Value::Array(folds(asked.document))),
            FileRole::Settings | FileRole::Baseline | FileRole::Other => Ok(json!([])),
        })
    }

    pub(super) fn lenses(&mut self, given: &DocumentParams) -> Result<Value, RequestFailure> {
        self.about(&given.text_document.uri, |asked| {
            if asked.role != FileRole::Model {
                return Ok(json!([]));
            }
            asked.project.update_known().map_err(|error| RequestFailure::refused(error.to_string()))?;
            Ok(Value::Array(model::lenses(asked.document, &asked.name(), asked.project)))
        })
    }

    pub(super) fn hints(&mut self, given: &RangeParams) -> Result<Value, RequestFailure> {
        self.about(&given.text_document.uri, |asked| match asked.role {
            FileRole::Model => Ok(Value::Array(model::hints(asked.document, given.range, asked.project))),
            _ => Ok(json!([])),
        })
    }

    pub(super) fn tokens(&mut self, given: &DocumentParams) -> Result<Value, RequestFailure> {
        self.about(&given.text_document.uri, |asked| match asked.role {
            FileRole::Model => Ok(model::tokens(asked.document, asked.project)),
            _ => Ok(Value::Null),
        })
    }

    pub(super) fn links(&mut self, given: &DocumentParams) -> Result<Value, RequestFailure> {
        self.about(&given.text_document.uri, |asked| match asked.role {
            FileRole::Entities => Ok(Value::Array(port::links(asked.document, asked.project))),
            _ => Ok(json!([])),
        })
    }

    pub(super) fn symbols(&mut self, given: &DocumentParams) -> Result<Value, RequestFailure> {
        self.about(&given.text_document.uri, |asked| match asked.role {
            FileRole::Entities => Ok(Value::Array(port::symbols(asked.document, asked.client))),
            _ => Ok(json!([])),
        })
    }
}

/// The text of a file, open or not.
fn text_of(path: &Path, asked: &Asked<'_, '_>) -> Result<Text, RequestFailure> {
    let of_disk = || asked.project.source(path).map(|file| Text::new(&file, asked.client.encoding));
    let open = asked.documents.by_path.get(path).map(|document| document.text.clone());
    open.or_else(of_disk).ok_or_else(|| RequestFailure::refused(format!("`{}` cannot be read", path.display())))
}

fn locations(found: &[Location], asked: &Asked<'_, '_>) -> Value {
    found.iter().map(|place| location(place, asked.project.here(), asked.documents, asked.client)).collect()
}

/// The name of a rule, and the part of its page that says what it does and why.
fn rule(name: &str) -> Option<String> {
    let rule = RULES.iter().find(|rule| rule.name == name)?;
    let page = rule.page.split("\n## Flagged").next().unwrap_or(rule.page);
    Some(page.trim().replacen("# ", "### ", 1).replace("\n## ", "\n#### "))
}
