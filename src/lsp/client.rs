//! What the client is capable of, and writing to it.

use std::io::{self, Write};

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::lsp::text::Encoding;
use crate::lsp::transport::write_raw;

/// The capabilities that the client announces, as far as they matter.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Capabilities {
    pub encoding: Encoding,
    /// Whether it watches files when asked to.
    pub watches_files: bool,
    /// Whether it tells changes of settings when asked to.
    pub watches_settings: bool,
    /// Whether it can be asked for its settings.
    pub has_configuration: bool,
    /// Whether completions may have places to fill in.
    pub snippets: bool,
    /// Whether diagnostics may name other places.
    pub related_information: bool,
    /// Whether diagnostics may link to a page.
    pub links: bool,
    /// Whether symbols may be nested.
    pub nested_symbols: bool,
    /// Whether an edit may name the version of a document.
    pub document_changes: bool,
    /// Whether it accepts code actions, and not only commands.
    pub code_actions: bool,
}

impl Capabilities {
    /// Reads the capabilities in the parameters of `initialize`. What is missing or of another type is not there.
    pub(crate) fn read(params: &Value) -> Self {
        let at = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}"));
        let has = |pointer: &str| at(pointer).and_then(Value::as_bool).unwrap_or(false);
        let encodings = at("general/positionEncodings").and_then(Value::as_array).into_iter().flatten();
        let offers_utf8 = encodings.filter_map(Value::as_str).any(|encoding| encoding == "utf-8");
        Self {
            encoding: if offers_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            watches_files: has("workspace/didChangeWatchedFiles/dynamicRegistration"),
            watches_settings: has("workspace/didChangeConfiguration/dynamicRegistration"),
            has_configuration: has("workspace/configuration"),
            snippets: has("textDocument/completion/completionItem/snippetSupport"),
            related_information: has("textDocument/publishDiagnostics/relatedInformation"),
            links: has("textDocument/publishDiagnostics/codeDescriptionSupport"),
            nested_symbols: has("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            document_changes: has("workspace/workspaceEdit/documentChanges"),
            code_actions: at("textDocument/codeAction/codeActionLiteralSupport").is_some_and(Value::is_object),
        }
    }
}

/// The client: writing to it fails only if it is gone.
pub(crate) struct Client<'o> {
    output: &'o mut dyn Write,
    next: i32,
}

impl<'o> Client<'o> {
    pub(crate) fn new(output: &'o mut dyn Write) -> Self {
        Self { output, next: 0 }
    }

    fn send(&mut self, message: impl Into<Message>) -> io::Result<()> {
        message.into().write(&mut self.output)
    }

    pub(crate) fn refuse(&mut self, answer: &Value) -> io::Result<()> {
        write_raw(self.output, answer)
    }

    pub(crate) fn respond(&mut self, response: Response) -> io::Result<()> {
        self.send(response)
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) -> io::Result<()> {
        self.send(Notification { method: method.to_owned(), params })
    }

    /// Sends a request, and returns its ID. A client may refuse any.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> io::Result<RequestId> {
        self.next += 1;
        let id = RequestId::from(format!("portwright-{}", self.next));
        self.send(Request { id: id.clone(), method: method.to_owned(), params })?;
        Ok(id)
    }

    /// Shows the user that something has failed.
    pub(crate) fn show_error(&mut self, message: &str) -> io::Result<()> {
        const ERROR: u8 = 1;
        self.notify("window/showMessage", json!({ "type": ERROR, "message": message }))
    }

    /// Shows the user something that is good to know.
    pub(crate) fn show_note(&mut self, message: &str) -> io::Result<()> {
        const INFO: u8 = 3;
        self.notify("window/showMessage", json!({ "type": INFO, "message": message }))
    }
}
