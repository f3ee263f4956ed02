//! Where a forge is asked for pull requests: looks first, creates once, and looks again where that is in doubt.

use serde_json::Value;

use super::bitbucket::Bitbucket;
use super::dialect::{Ask, Dialect, Pull, Wanted};
use super::github::Github;
use super::gitlab::Gitlab;
use crate::forge::access::{Access, Kind};
use crate::forge::error::ForgeError;
use crate::forge::watch::{Patience, Step, Watch};
use crate::net::{self, Call, Client, HeaderValue, Method, Received, Safety, Server, Url};

/// How often creating a pull request is tried, each time after a look.
const ATTEMPTS: u32 = 3;

/// What happened to the pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::forge) enum PullIs {
    Created,
    Updated,
    Same,
}

/// A forge's API, entered.
pub(in crate::forge) struct Desk {
    client: Client,
    api: Url,
    authorization: (&'static str, HeaderValue),
    dialect: &'static dyn Dialect,
    patience: Patience,
}

/// An answer that was understood, or the error in it.
struct Told {
    status: u16,
    body: Value,
    refusal: Option<ForgeError>,
}

impl Desk {
    /// The desk of a forge. Nothing is sent yet.
    pub fn new(access: &Access, api: Url, options: net::Options) -> Result<Self, ForgeError> {
        let dialect: &'static dyn Dialect = match access.kind {
            Kind::Gitlab => &Gitlab,
            Kind::Bitbucket => &Bitbucket,
            Kind::Github | Kind::Plain => &Github,
        };
        let origin = api.origin().ascii_serialization();
        let Some(authorization) = access.api_authorization() else {
            let reason = "there is no token, or not a usable one".to_owned();
            return Err(ForgeError::Credentials { what: format!("entering `{origin}`"), reason });
        };
        let patience = Patience { attempts: ATTEMPTS, max_wait: options.max_wait };
        let server = Server { url: api.clone(), trace_header: dialect.trace_header(), limits_with_403: true };
        let client = Client::new(server, options).map_err(|broken| ForgeError::Network {
            what: format!("connecting to `{origin}`"),
            reason: broken.to_string(),
        })?;
        for secret in access.secrets() {
            client.redactor().learn(&secret);
        }
        Ok(Self { client, api, authorization, dialect, patience })
    }

    /// The open pull request of a branch.
    pub fn find(&self, repository: &str, wanted: &Wanted, watch: Watch) -> Result<Option<Pull>, ForgeError> {
        watch.step(&Step::FindPull { branch: wanted.branch.to_owned() })?;
        let ask = self.dialect.list(repository, wanted);
        let answer = self.good(&ask)?;
        let odd = || self.not_understood(&ask);
        let pulls = self.dialect.listed(&answer).ok_or_else(odd)?;
        for pull in pulls {
            let pull = self.dialect.read(pull).ok_or_else(odd)?;
            if pull.is_of_one_repository && pull.source == wanted.branch && pull.target == wanted.base {
                return self.safe(pull, &ask).map(Some);
            }
        }
        Ok(None)
    }

    /// Sees to it that the branch has one open pull request, with these words.
    pub fn ensure(&self, repository: &str, wanted: &Wanted, watch: Watch) -> Result<(Pull, PullIs), ForgeError> {
        let mut last = None;
        for attempt in 1..=self.patience.attempts {
            if let Some(pull) = self.find(repository, wanted, watch)? {
                return self.update(repository, pull, last.is_some(), wanted, watch);
            }
            watch.step(&Step::CreatePull { branch: wanted.branch.to_owned() })?;
            let ask = self.dialect.create(repository, wanted);
            let error = match self.ask(&ask) {
                Ok(Told { refusal: None, body, .. }) => {
                    let pull = self.dialect.read(&body).ok_or_else(|| self.not_understood(&ask))?;
                    return Ok((self.safe(pull, &ask)?, PullIs::Created));
                }
                Ok(Told { refusal: Some(error), status, body }) => {
                    let is_in_doubt = matches!(error, ForgeError::Network { .. });
                    if !is_in_doubt && !self.dialect.is_passing(status, &body) {
                        return Err(error);
                    }
                    error
                }
                Err(error) => error,
            };
            if attempt < self.patience.attempts {
                watch.wait(&error, self.patience.pause_after(attempt))?;
            }
            last = Some(error);
        }
        // The last attempt's answer may be lost as well.
        match (self.find(repository, wanted, watch), last) {
            (Ok(Some(pull)), last) => self.update(repository, pull, last.is_some(), wanted, watch),
            (Ok(None), Some(error)) | (Err(error), _) => Err(error),
            (Ok(None), None) => Err(self.not_understood(&self.dialect.list(repository, wanted))),
        }
    }

    /// Brings the words of a pull request up to date; `created` is whether a lost attempt of ours may have made it.
    fn update(
        &self,
        repository: &str,
        pull: Pull,
        created: bool,
        wanted: &Wanted,
        watch: Watch,
    ) -> Result<(Pull, PullIs), ForgeError> {
        // Forges keep a text's line ends and its last spaces in ways of their own.
        let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        let is_same =
            plain(&pull.title) == plain(wanted.title) && plain(&pull.body) == plain(&self.dialect.text(wanted.body));
        if is_same {
            return Ok((pull, if created { PullIs::Created } else { PullIs::Same }));
        }
        watch.step(&Step::UpdatePull { url: pull.url.clone() })?;
        let has = self.good(&self.dialect.one(repository, pull.number))?;
        self.good(&self.dialect.change(repository, pull.number, &has, wanted))?;
        Ok((pull, PullIs::Updated))
    }

    /// The pull request with an address that can be shown to people.
    fn safe(&self, pull: Pull, ask: &Ask) -> Result<Pull, ForgeError> {
        let is_page = Url::parse(&pull.url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
        if !is_page {
            return Err(self.not_understood(ask));
        }
        Ok(Pull { url: self.client.redactor().clean(&pull.url), ..pull })
    }

    fn good(&self, ask: &Ask) -> Result<Value, ForgeError> {
        let told = self.ask(ask)?;
        told.refusal.map_or(Ok(told.body), Err)
    }

    /// Sends a request.
    fn ask(&self, ask: &Ask) -> Result<Told, ForgeError> {
        let mut url = self.api.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&ask.segments);
        }
        for (name, value) in &ask.query {
            url.query_pairs_mut().append_pair(name, value);
        }
        let mut call = Call::new(ask.method, url);
        for (name, value) in self.dialect.headers() {
            call.header(name, HeaderValue::from_static(value));
        }
        let (name, value) = &self.authorization;
        call.header(name, value.clone());
        call.body = ask.body.as_ref().map(|body| body.to_string().into_bytes());
        // What is written twice here is the same both times; what is created is not.
        call.safety = if ask.method == Method::Post { Safety::Once } else { Safety::Repeatable };

        let what = call.label.clone();
        let received = self
            .client
            .send(&call)
            .map_err(|broken| ForgeError::Network { what: what.clone(), reason: broken.to_string() })?;
        let body: Option<Value> = serde_json::from_slice(&received.body).ok();
        match (received.status, body) {
            (200..300, Some(body)) => Ok(Told { status: received.status, body, refusal: None }),
            (200..300, None) => Err(self.not_understood(ask)),
            (status, body) => {
                let body = body.unwrap_or_default();
                let refusal = Some(self.refusal(what, &received, &body));
                Ok(Told { status, body, refusal })
            }
        }
    }

    fn refusal(&self, what: String, received: &Received, body: &Value) -> ForgeError {
        let redactor = self.client.redactor();
        let said = words(body).map_or_else(|| redactor.excerpt(&received.body), |said| redactor.brief(&said, 600));
        let trace = received.trace.as_deref().map(|trace| format!(" (request {})", redactor.brief(trace, 100)));
        let colon = if said.is_empty() { "" } else { ": " };
        let reason = format!("{}{colon}{said}{}", received.status, trace.unwrap_or_default());
        match received.status {
            _ if received.is_limit => ForgeError::Network { what, reason },
            401 | 403 => ForgeError::Credentials { what, reason },
            404 => ForgeError::NotFound { what, reason: format!("{reason}; or the token may not see it") },
            408 | 500.. => ForgeError::Network { what, reason },
            _ => ForgeError::Refused { what, reason },
        }
    }

    fn not_understood(&self, ask: &Ask) -> ForgeError {
        let what = format!("{} {}/{}", ask.method, self.api.path().trim_end_matches('/'), ask.segments.join("/"));
        ForgeError::Network { what, reason: "the answer is not one of the forge's API".to_owned() }
    }
}

/// What the forges' errors say, each in its own place.
fn words(body: &Value) -> Option<String> {
    let mut all = Vec::new();
    let mut add = |value: &Value| match value {
        Value::String(text) if !text.is_empty() => all.push(text.clone()),
        Value::Array(_) | Value::Object(_) => all.push(value.to_string()),
        _ => {}
    };
    add(&body["message"]);
    match &body["error"] {
        Value::Object(error) => {
            error.get("message").into_iter().for_each(&mut add);
            error.get("detail").into_iter().for_each(&mut add);
        }
        error => add(error),
    }
    for error in body["errors"].as_array().into_iter().flatten() {
        match &error["message"] {
            Value::Null => add(error),
            message => add(message),
        }
    }
    if all.is_empty() { None } else { Some(all.join("; ")) }
}
