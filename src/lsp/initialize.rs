//! The first exchange with a client: its folders and capabilities, and what the server offers.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use lsp_server::{ErrorCode, Message, Response};
use serde_json::{Value, json};

use crate::lsp::action::FIX_ALL;
use crate::lsp::client::{Capabilities, Client};
use crate::lsp::client_settings::ClientSettings;
use crate::lsp::failure::RequestFailure;
use crate::lsp::model;
use crate::lsp::text::Encoding;
use crate::lsp::transport::Incoming;
use crate::lsp::uri;

/// What a client says about itself.
pub(super) struct Start {
    pub roots: Vec<PathBuf>,
    pub capabilities: Capabilities,
    pub settings: ClientSettings,
}

/// Answers the request `initialize`, and returns what the client says in it; `None` if it is gone before.
pub(super) fn initialize(incoming: &Receiver<Incoming>, client: &mut Client<'_>) -> io::Result<Option<Start>> {
    for message in incoming {
        match message {
            Incoming::Message(Message::Request(request)) if request.method == "initialize" => {
                let capabilities = Capabilities::read(&request.params);
                let offer = json!({
                    "capabilities": offered(&capabilities),
                    "serverInfo": { "name": "portwright", "version": env!("CARGO_PKG_VERSION") },
                });
                client.respond(Response { id: request.id, response_result: Ok(offer) })?;
                let settings = request.params.get("initializationOptions").and_then(ClientSettings::read);
                let roots = roots(&request.params);
                return Ok(Some(Start { roots, capabilities, settings: settings.unwrap_or_default() }));
            }
            Incoming::Message(Message::Request(request)) => {
                let failure = RequestFailure::new(ErrorCode::ServerNotInitialized, "send `initialize` first");
                client.respond(Response { id: request.id, response_result: Err(failure.error()) })?;
            }
            Incoming::Message(Message::Notification(notification)) if notification.method == "exit" => break,
            Incoming::End => break,
            Incoming::Message(_) | Incoming::Blueprints(_) | Incoming::Entities(..) => {}
            Incoming::Invalid(answer) => client.refuse(&answer)?,
        }
    }
    Ok(None)
}

/// The folders that the client has open. Older clients name one.
fn roots(params: &Value) -> Vec<PathBuf> {
    let folders = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten();
    let folders: Vec<PathBuf> = folders.filter_map(|folder| uri::path(folder.get("uri")?.as_str()?)).collect();
    if !folders.is_empty() {
        return folders;
    }
    let of_uri = params.get("rootUri").and_then(Value::as_str).and_then(uri::path);
    let of_path = || params.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
    of_uri.or_else(of_path).into_iter().collect()
}

fn offered(capabilities: &Capabilities) -> Value {
    const FULL: u8 = 1;
    json!({
        "positionEncoding": if capabilities.encoding == Encoding::Utf8 { "utf-8" } else { "utf-16" },
        "textDocumentSync": { "openClose": true, "change": FULL, "save": {} },
        "codeActionProvider": { "codeActionKinds": ["quickfix", FIX_ALL] },
        "completionProvider": { "triggerCharacters": [":", " ", "-", ".", "{", "/"], "resolveProvider": true },
        "hoverProvider": true,
        "foldingRangeProvider": true,
        "codeLensProvider": {},
        "inlayHintProvider": true,
        "semanticTokensProvider": { "legend": { "tokenTypes": model::TYPES, "tokenModifiers": [] }, "full": true },
        "documentLinkProvider": {},
        "definitionProvider": true,
        "referencesProvider": true,
        "documentSymbolProvider": true,
        "renameProvider": { "prepareProvider": true },
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    })
}

/// The registrations for changes of files on disk and of settings, as far as the client accepts them.
pub(super) fn registrations(capabilities: &Capabilities) -> Vec<Value> {
    let mut registrations = Vec::new();
    if capabilities.watches_files {
        registrations.push(watchers());
    }
    if capabilities.watches_settings {
        registrations.push(json!({ "id": "settings", "method": "workspace/didChangeConfiguration" }));
    }
    registrations
}

/// The protocol's number for watchers that report only deletions.
const DELETED: u8 = 4;

fn watchers() -> Value {
    let patterns = ["**/*.{yml,yaml,json,md}", "**/portwright.toml", "**/.gitignore"];
    let mut watchers: Vec<Value> = patterns.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
    // For a deleted folder, some editors do not report the files in it.
    watchers.push(json!({ "globPattern": "**/*", "kind": DELETED }));
    let method = "workspace/didChangeWatchedFiles";
    json!({ "id": "files", "method": method, "registerOptions": { "watchers": watchers } })
}
