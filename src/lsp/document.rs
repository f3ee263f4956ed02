//! The documents that are open in the editor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::ground::source::SourceFile;
use crate::lsp::text::{Encoding, Range, Text};
use crate::lsp::uri;

/// An open document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// Its URI, as the client writes it.
    pub uri: String,
    pub path: PathBuf,
    pub version: Option<i32>,
    pub text: Text,
}

/// The open documents, by path.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub by_path: BTreeMap<PathBuf, Document>,
}

/// A document as the client names it.
#[derive(Debug, Deserialize)]
pub(crate) struct DocumentId {
    pub uri: String,
    pub version: Option<i32>,
    /// Its text, when it is opened.
    pub text: Option<String>,
}

/// A change of a document: of a range, or of all of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    range: Option<Range>,
    text: String,
}

impl Documents {
    /// Opens a document, and returns its path. One that is not a file is ignored.
    pub(crate) fn open(&mut self, id: DocumentId, encoding: Encoding) -> Option<PathBuf> {
        let path = uri::path(&id.uri)?;
        let text = text(&path, &id.text.unwrap_or_default(), encoding);
        let document = Document { uri: id.uri, path: path.clone(), version: id.version, text };
        self.by_path.insert(path.clone(), document);
        Some(path)
    }

    /// Changes an open document, and returns its path.
    pub(crate) fn change(&mut self, id: &DocumentId, changes: &[Change], encoding: Encoding) -> Option<PathBuf> {
        let path = uri::path(&id.uri)?;
        let document = self.by_path.get_mut(&path)?;
        document.version = id.version;
        for change in changes {
            let replaced = match change.range {
                None => change.text.clone(),
                Some(range) => {
                    let start = document.text.offset(range.start);
                    let end = document.text.offset(range.end).max(start);
                    let (before, after) = (&document.text.as_str()[..start], &document.text.as_str()[end..]);
                    [before, &change.text, after].concat()
                }
            };
            document.text = text(&path, &replaced, encoding);
        }
        Some(path)
    }

    pub(crate) fn close(&mut self, uri: &str) -> Option<Document> {
        self.by_path.remove(&uri::path(uri)?)
    }

    pub(crate) fn at(&self, uri: &str) -> Option<&Document> {
        self.by_path.get(&uri::path(uri)?)
    }

    /// The URI of a file, as the client writes it if the file is open.
    pub(crate) fn uri(&self, path: &Path) -> String {
        self.by_path.get(path).map_or_else(|| uri::uri(path), |document| document.uri.clone())
    }
}

fn text(path: &Path, text: &str, encoding: Encoding) -> Text {
    Text::new(&SourceFile::new(path.to_string_lossy(), text), encoding)
}
