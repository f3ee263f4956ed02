//! Getting the settings of the client, and what they ask for: the blueprints of a portal.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;

use lsp_server::Response;
use serde_json::{Value, json};

use crate::lsp::client_settings::ClientSettings;
use crate::lsp::failure::caught;
use crate::lsp::server::Server;
use crate::lsp::transport::Incoming;
use crate::model::Snapshot;
use crate::ops::catalog::of_portal;
use crate::ops::editor::Titles;
use crate::portal::Portal;

impl Server<'_, '_, '_> {
    /// Asks the client for its settings, if it answers such questions.
    pub(super) fn ask_settings(&mut self) -> io::Result<()> {
        if self.shared.capabilities.has_configuration {
            let items = json!({ "items": [{ "section": "portwright" }] });
            let id = self.shared.client.request("workspace/configuration", items)?;
            self.shared.asked_settings = Some(id);
        }
        Ok(())
    }

    /// Handles the settings that the client sends on its own. Those that it would send when asked are asked for.
    pub(super) fn settings_changed(&mut self, given: &Value) -> io::Result<()> {
        if self.shared.capabilities.has_configuration {
            return self.ask_settings();
        }
        self.set(given.get("settings").and_then(ClientSettings::read))
    }

    /// Handles an answer of the client. Only that about settings matters.
    pub(super) fn answered(&mut self, response: Response) -> io::Result<()> {
        if self.shared.asked_settings.as_ref() != Some(&response.id) {
            return Ok(());
        }
        self.shared.asked_settings = None;
        let answer = response.response_result.ok();
        self.set(answer.and_then(|answer| ClientSettings::read(answer.get(0)?)))
    }

    fn set(&mut self, settings: Option<ClientSettings>) -> io::Result<()> {
        let Some(settings) = settings.filter(|settings| *settings != self.shared.settings) else { return Ok(()) };
        let is_new = settings.online && !self.shared.settings.online;
        if !settings.online {
            self.shared.online = None;
            self.shared.portal_entities.set_portal(None);
        }
        self.shared.settings = settings;
        self.must_reload = true;
        self.schedule();
        if is_new { self.ask_portal() } else { Ok(()) }
    }

    /// Asks the portal for its blueprints. Files are checked without them until it answers.
    pub(super) fn ask_portal(&mut self) -> io::Result<()> {
        match (self.find_portal)() {
            Ok(Some(portal)) => {
                let portal: Arc<dyn Portal> = Arc::from(portal);
                self.shared.portal_entities.set_portal(Some(Arc::clone(&portal)));
                let sender = self.shared.sender.clone();
                thread::spawn(move || send_blueprints(&*portal, &sender));
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(reason) => self.shared.client.show_error(&reason),
        }
    }

    /// Keeps the entities of a blueprint of the portal, or logs why there are none.
    pub(super) fn entities_answered(&mut self, blueprint: String, answer: Result<Titles, String>) -> io::Result<()> {
        match self.shared.portal_entities.answered(blueprint, answer) {
            Some(failure) => self.shared.log(&failure),
            None => Ok(()),
        }
    }

    /// Uses the blueprints of the portal, or shows why there are none.
    pub(super) fn portal_answered(&mut self, answer: Result<Snapshot, String>) -> io::Result<()> {
        match answer {
            Ok(snapshot) if self.shared.settings.online => {
                self.shared.online = Some(snapshot);
                self.must_reload = true;
                self.schedule_now();
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(reason) => self.shared.client.show_error(&format!("the portal was not read: {reason}")),
        }
    }
}

fn send_blueprints(portal: &dyn Portal, sender: &SyncSender<Incoming>) {
    let blueprints = caught(|| of_portal(portal, false).map_err(|error| error.to_string()));
    // Nobody waits for it if the server has ended.
    let _ = sender.send(Incoming::Blueprints(Box::new(blueprints)));
}
