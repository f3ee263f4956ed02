//! The requests and notifications of the protocol, each with the feature that handles it.

use std::path::PathBuf;

use lsp_server::ErrorCode;
use serde::Deserialize;
use serde_json::Value;

use crate::lsp::document::{Change, DocumentId};
use crate::lsp::failure::{RequestFailure, params};
use crate::lsp::folder::folder_of;
use crate::lsp::server::Server;
use crate::lsp::uri;
use crate::ops::editor::FileRole;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentParams {
    text_document: DocumentId,
    #[serde(default)]
    content_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct FilesParams {
    changes: Vec<FileEvent>,
}

#[derive(Deserialize)]
struct FileEvent {
    uri: String,
}

#[derive(Deserialize)]
struct FoldersParams {
    event: FoldersEvent,
}

#[derive(Deserialize)]
struct FoldersEvent {
    added: Vec<FileEvent>,
    removed: Vec<FileEvent>,
}

impl Server<'_, '_, '_> {
    /// Answers a request.
    pub(super) fn request(&mut self, method: &str, given: Value) -> Result<Value, RequestFailure> {
        match method {
            "textDocument/codeAction" => self.code_actions(params(given)?),
            "textDocument/completion" => self.completion(&params(given)?),
            "completionItem/resolve" => Ok(self.resolve(given)),
            "textDocument/hover" => self.hover(&params(given)?),
            "textDocument/definition" => self.definition(&params(given)?),
            "textDocument/references" => self.references(&params(given)?),
            "textDocument/prepareRename" => self.prepare_rename(&params(given)?),
            "textDocument/rename" => self.rename(&params(given)?),
            "textDocument/foldingRange" => self.folds(&params(given)?),
            "textDocument/inlayHint" => self.hints(&params(given)?),
            "textDocument/semanticTokens/full" => self.tokens(&params(given)?),
            "textDocument/documentLink" => self.links(&params(given)?),
            "textDocument/codeLens" => self.lenses(&params(given)?),
            "textDocument/documentSymbol" => self.symbols(&params(given)?),
            "shutdown" => {
                self.shared.is_shut_down = true;
                Ok(Value::Null)
            }
            "initialize" => Err(RequestFailure::new(ErrorCode::InvalidRequest, "the server is already initialized")),
            _ => Err(RequestFailure::new(ErrorCode::MethodNotFound, format!("`{method}` is not supported"))),
        }
    }

    /// Handles a notification. Unknown ones are ignored, as the protocol requires.
    pub(super) fn notification(&mut self, method: &str, given: Value) -> Result<(), RequestFailure> {
        let encoding = self.shared.capabilities.encoding;
        match method {
            "textDocument/didOpen" => {
                let DocumentParams { text_document, .. } = params(given)?;
                if let Some(path) = self.shared.documents.open(text_document, encoding) {
                    self.add_folder_of(&path);
                    self.text_changed(&path);
                    self.schedule_now();
                }
            }
            "textDocument/didChange" => {
                let DocumentParams { text_document, content_changes } = params(given)?;
                if let Some(path) = self.shared.documents.change(&text_document, &content_changes, encoding) {
                    self.text_changed(&path);
                }
            }
            "textDocument/didClose" => {
                let DocumentParams { text_document, .. } = params(given)?;
                self.close(&text_document.uri)?;
            }
            "textDocument/didSave" => {
                let DocumentParams { text_document, .. } = params(given)?;
                self.files_changed(&[text_document.uri]);
            }
            "workspace/didChangeWatchedFiles" => {
                let FilesParams { changes } = params(given)?;
                self.files_changed(&changes.into_iter().map(|event| event.uri).collect::<Vec<_>>());
            }
            "workspace/didChangeWorkspaceFolders" => {
                let FoldersParams { event } = params(given)?;
                let paths = |events: Vec<FileEvent>| events.into_iter().filter_map(|event| uri::path(&event.uri));
                let removed: Vec<PathBuf> = paths(event.removed).collect();
                self.shared.roots.retain(|root| !removed.contains(root));
                let roots = &mut self.shared.roots;
                paths(event.added).for_each(|root| {
                    if !roots.contains(&root) {
                        roots.push(root);
                    }
                });
                self.reload();
            }
            _ => {}
        }
        Ok(())
    }

    fn reload(&mut self) {
        self.must_reload = true;
        self.schedule();
    }

    /// Opens the project of a document that is in none of the folders.
    fn add_folder_of(&mut self, path: &std::path::Path) {
        if self.shared.roots.iter().any(|root| path.starts_with(root)) {
            return;
        }
        let settings = path.parent().and_then(|parent| (self.load)(parent, &self.shared.settings).ok());
        if let Some(root) = settings.and_then(|settings| settings.folder_of_file()) {
            self.shared.roots.push(root);
            self.reload();
        }
    }

    fn text_changed(&mut self, path: &std::path::Path) {
        let document = self.shared.documents.by_path.get(path);
        if let (Some(folder), Some(document)) = (folder_of(&mut self.folders, path), document) {
            folder.is_changed = true;
            if let Some(project) = &mut folder.project {
                project.set_text(path, document.text.as_str());
            }
        }
        self.schedule();
    }

    fn close(&mut self, uri: &str) -> Result<(), RequestFailure> {
        let Some(document) = self.shared.documents.close(uri) else { return Ok(()) };
        if let Some(folder) = folder_of(&mut self.folders, &document.path) {
            folder.is_changed = true;
            if let Some(project) = &mut folder.project {
                project.forget_text(&document.path);
            }
        }
        self.schedule();
        let removal = self.shared.published.close(&document);
        let sent = self.shared.client.notify("textDocument/publishDiagnostics", removal);
        sent.map_err(|error| RequestFailure::refused(error.to_string()))
    }

    /// Notes that files on disk were created, changed or deleted.
    fn files_changed(&mut self, uris: &[String]) {
        let paths: Vec<PathBuf> = uris.iter().filter_map(|uri| uri::path(uri)).collect();
        let mut is_setting = false;
        for path in &paths {
            let is_open = self.shared.documents.by_path.contains_key(path);
            let Some(folder) = folder_of(&mut self.folders, path) else { continue };
            match &mut folder.project {
                Some(project) if !project.is_setting(path) => {
                    // The text of an open document counts, whatever is on disk.
                    if !is_open {
                        project.changed(path);
                    }
                    // They may name the file as `file://`.
                    for open in self.shared.documents.by_path.keys() {
                        if project.role(open) == FileRole::Entities {
                            project.changed(open);
                        }
                    }
                    folder.is_changed = true;
                }
                // A project that could not be opened may be opened now.
                Some(_) | None => is_setting = true,
            }
        }
        self.must_reload |= is_setting;
        if !paths.is_empty() {
            self.schedule();
        }
    }
}
