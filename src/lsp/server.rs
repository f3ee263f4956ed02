//! The loop of the server: it handles messages in order, and publishes diagnostics when none has arrived for a moment.

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::lsp::client::{Capabilities, Client};
use crate::lsp::client_settings::ClientSettings;
use crate::lsp::document::Documents;
use crate::lsp::failure::{RequestFailure, caught, panic_message};
use crate::lsp::folder::{Folder, FolderSettings};
use crate::lsp::initialize::{Start, initialize, registrations};
use crate::lsp::portal_entities::PortalEntities;
use crate::lsp::publish::Published;
use crate::lsp::transport::{Incoming, read_messages};
use crate::model::Snapshot;
use crate::portal::Portal;

/// How long the server waits for further changes before it checks: as long as the last check took, within these limits.
const QUIET: [Duration; 2] = [Duration::from_millis(5), Duration::from_millis(50)];

/// How long changes can postpone a check.
const MAX_DELAY: Duration = Duration::from_millis(250);

/// Reads the settings of the project that contains a folder, or returns why they cannot be used.
pub(crate) type Load<'h> = dyn Fn(&Path, &ClientSettings) -> Result<FolderSettings, String> + 'h;

/// Returns the portal that the user has credentials for, or why it cannot be used.
pub(crate) type FindPortal<'p> = dyn Fn() -> Result<Option<Box<dyn Portal>>, String> + 'p;

/// How the server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The client asked for it.
    Properly,
    /// The client is gone.
    Abruptly,
}

/// What outlives a change of the settings.
pub(crate) struct Shared<'o> {
    pub client: Client<'o>,
    pub capabilities: Capabilities,
    pub documents: Documents,
    /// The folders that the client has open, and those of documents that are in none of them.
    pub roots: Vec<PathBuf>,
    pub published: Published,
    pub settings: ClientSettings,
    /// The request for the settings of the client that is not answered yet.
    pub asked_settings: Option<RequestId>,
    /// The blueprints of the portal, once it has answered.
    pub online: Option<Snapshot>,
    /// The entities of the portal that completions have wanted.
    pub portal_entities: PortalEntities,
    /// For answers of the portal.
    pub sender: SyncSender<Incoming>,
    pub is_shut_down: bool,
    /// How long the last check took.
    last_check: Duration,
    /// The last message about settings, which is not shown twice.
    shown: String,
}

/// The server with the settings that the folders have now.
pub(crate) struct Server<'a, 'o, 's> {
    pub shared: &'a mut Shared<'o>,
    pub folders: Vec<Folder<'s>>,
    pub load: &'a Load<'a>,
    pub find_portal: &'a FindPortal<'a>,
    /// Whether the folders must be opened again.
    pub must_reload: bool,
    /// Whether the folders were not checked yet: the first check reads every file, and so says nothing about the next ones.
    is_new: bool,
    /// When the first of the changes arrived that are not checked yet, and the last one.
    changes: Option<(Instant, Instant)>,
}

enum Next {
    Reload,
    End(Ended),
}

/// Serves a client until it asks for the end or is gone.
pub(crate) fn serve(
    load: &Load<'_>,
    find_portal: &FindPortal<'_>,
    input: impl BufRead + Send + 'static,
    output: &mut dyn Write,
) -> Ended {
    let (sender, incoming) = read_messages(input);
    let mut client = Client::new(output);
    let Ok(Some(start)) = initialize(&incoming, &mut client) else { return Ended::Abruptly };
    let Start { roots, capabilities, settings } = start;
    let mut must_ask = settings.online;
    let mut shared = Shared {
        client,
        capabilities,
        documents: Documents::default(),
        roots,
        published: Published::default(),
        settings,
        asked_settings: None,
        online: None,
        portal_entities: PortalEntities::default(),
        sender,
        is_shut_down: false,
        last_check: Duration::ZERO,
        shown: String::new(),
    };
    loop {
        let roots = shared.roots.clone();
        let loaded: Vec<(PathBuf, Result<FolderSettings, String>)> =
            roots.into_iter().map(|root| (root.clone(), load(&root, &shared.settings))).collect();
        let next = Server::open(&mut shared, &loaded, (load, find_portal)).and_then(|mut server| {
            if std::mem::take(&mut must_ask) {
                server.ask_portal()?;
            }
            server.run(&incoming)
        });
        match next {
            Ok(Next::Reload) => {}
            Ok(Next::End(ended)) => return ended,
            Err(_) => return Ended::Abruptly,
        }
    }
}

impl<'a, 'o, 's> Server<'a, 'o, 's> {
    fn open(
        shared: &'a mut Shared<'o>,
        loaded: &'s [(PathBuf, Result<FolderSettings, String>)],
        (load, find_portal): (&'a Load<'a>, &'a FindPortal<'a>),
    ) -> io::Result<Self> {
        let (mut folders, mut failures) = (Vec::new(), Vec::new());
        for (root, settings) in loaded {
            let open = |settings: &'s FolderSettings| {
                caught(|| Folder::open(root, settings, &shared.documents, shared.online.as_ref()))
            };
            let project = match settings.as_ref().map_err(Clone::clone).and_then(open) {
                Ok(project) => Some(project),
                Err(failure) => {
                    failures.push(failure);
                    None
                }
            };
            folders.push(Folder { root, project, is_changed: true });
        }
        let shown = failures.join("\n");
        if !shown.is_empty() && shown != shared.shown {
            shared.client.show_error(&shown)?;
        }
        shared.shown = shown;
        // What was open is checked at once.
        let mut server = Self { shared, folders, load, find_portal, must_reload: false, is_new: true, changes: None };
        if !server.shared.documents.by_path.is_empty() {
            server.schedule_now();
        }
        Ok(server)
    }

    fn run(&mut self, incoming: &Receiver<Incoming>) -> io::Result<Next> {
        loop {
            match self.receive(incoming) {
                Ok(Incoming::Message(Message::Request(request))) => self.answer(request)?,
                Ok(Incoming::Message(Message::Notification(notification))) if notification.method == "exit" => {
                    let was_asked = self.shared.is_shut_down;
                    return Ok(Next::End(if was_asked { Ended::Properly } else { Ended::Abruptly }));
                }
                Ok(Incoming::Message(Message::Notification(notification))) => self.note(notification)?,
                Ok(Incoming::Message(Message::Response(response))) => self.answered(response)?,
                Ok(Incoming::Blueprints(answer)) => self.portal_answered(*answer)?,
                Ok(Incoming::Entities(blueprint, answer)) => self.entities_answered(blueprint, answer)?,
                Ok(Incoming::Invalid(answer)) => self.shared.client.refuse(&answer)?,
                Err(RecvTimeoutError::Timeout) if self.changes.is_none() => self.check_more()?,
                Err(RecvTimeoutError::Timeout) if self.must_reload => return Ok(Next::Reload),
                Err(RecvTimeoutError::Timeout) => self.publish()?,
                Ok(Incoming::End) | Err(RecvTimeoutError::Disconnected) => {
                    let was_asked = self.shared.is_shut_down;
                    return Ok(Next::End(if was_asked { Ended::Properly } else { Ended::Abruptly }));
                }
            }
        }
    }

    /// Waits for the next message, as long as there is nothing else to do.
    fn receive(&self, incoming: &Receiver<Incoming>) -> Result<Incoming, RecvTimeoutError> {
        match self.changes {
            None if self.folders.iter().any(Folder::is_partial) => incoming.recv_timeout(Duration::ZERO),
            None => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some((first, last)) => {
                let quiet = self.shared.last_check.clamp(QUIET[0], QUIET[1]);
                let due = (last + quiet).min(first + MAX_DELAY);
                incoming.recv_timeout(due.saturating_duration_since(Instant::now()))
            }
        }
    }

    /// Schedules a check.
    pub(crate) fn schedule(&mut self) {
        let now = Instant::now();
        self.changes = Some((self.changes.map_or(now, |(first, _)| first), now));
    }

    /// Schedules a check that does not wait for further changes.
    pub(crate) fn schedule_now(&mut self) {
        let now = Instant::now();
        self.changes = Some((now.checked_sub(MAX_DELAY).unwrap_or(now), now));
    }

    /// Checks now, and publishes the diagnostics that have changed.
    pub(crate) fn publish(&mut self) -> io::Result<()> {
        self.changes = None;
        let started = Instant::now();
        let Shared { client, capabilities, documents, published, last_check, .. } = &mut *self.shared;
        let folders = &mut self.folders;
        let checked = catch_unwind(AssertUnwindSafe(|| published.update(folders, documents, capabilities)));
        *last_check = if std::mem::take(&mut self.is_new) { Duration::ZERO } else { started.elapsed() };
        match checked {
            Ok(updates) => {
                updates.into_iter().try_for_each(|update| client.notify("textDocument/publishDiagnostics", update))
            }
            Err(panic) => {
                // What was being changed may be half done. It is opened again with the next change.
                self.must_reload = true;
                self.shared.log(&panic_message(&*panic))
            }
        }
    }

    /// Checks some of the files that were left, and publishes once all are checked.
    fn check_more(&mut self) -> io::Result<()> {
        let Some(folder) = self.folders.iter_mut().find(|folder| folder.is_partial()) else { return Ok(()) };
        match catch_unwind(AssertUnwindSafe(|| folder.check_more())) {
            Ok(()) if folder.is_partial() => Ok(()),
            Ok(()) => self.publish(),
            Err(panic) => {
                folder.project = None;
                self.must_reload = true;
                self.schedule();
                self.shared.log(&panic_message(&*panic))
            }
        }
    }

    fn answer(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        let result = match self.shared.is_shut_down {
            true => Err(RequestFailure::new(ErrorCode::InvalidRequest, "the server is shut down")),
            false => catch_unwind(AssertUnwindSafe(|| self.request(&method, params))).unwrap_or_else(|panic| {
                self.must_reload = true;
                self.schedule();
                Err(RequestFailure::new(ErrorCode::InternalError, panic_message(&*panic)))
            }),
        };
        self.shared.client.respond(Response { id, response_result: result.map_err(RequestFailure::error) })
    }

    fn note(&mut self, notification: Notification) -> io::Result<()> {
        let Notification { method, params } = notification;
        if method == "initialized" {
            let registrations = registrations(&self.shared.capabilities);
            if !registrations.is_empty() {
                let params = json!({ "registrations": registrations });
                self.shared.client.request("client/registerCapability", params)?;
            }
            return self.ask_settings();
        }
        if method == "workspace/didChangeConfiguration" {
            return self.settings_changed(&params);
        }
        match catch_unwind(AssertUnwindSafe(|| self.notification(&method, params))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failure)) => self.shared.log(&format!("{method}: {}", failure.error().message)),
            Err(panic) => {
                self.must_reload = true;
                self.schedule();
                self.shared.log(&panic_message(&*panic))
            }
        }
    }
}

impl Shared<'_> {
    pub(super) fn log(&mut self, message: &str) -> io::Result<()> {
        const ERROR: u8 = 1;
        let params: Value = json!({ "type": ERROR, "message": message });
        self.client.notify("window/logMessage", params)
    }
}
