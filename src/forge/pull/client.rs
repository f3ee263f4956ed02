//! Finding, creating and updating pull requests, even if responses get lost.

use super::bitbucket::Bitbucket;
use super::dialect::{ApiRequest, Dialect, PAGE_SIZE, Pull, WantedPull};
use super::github::Github;
use super::gitlab::Gitlab;
use crate::forge::access::{Access, Kind};
use crate::forge::error::ForgeError;
use crate::forge::watch::{RetryPolicy, Step, Watch};
use crate::net::{self, ApiResponse, Call, Client, HeaderValue, Method, Safety, Server, Url};
use serde_json::Value;
use std::collections::BTreeSet;

/// Each attempt to create a pull request starts with a search for one.
const ATTEMPTS: u32 = 3;

/// How many pages of pull requests are read. Forks may have any number of branches of the same name.
const MAX_PAGES: u32 = 100;

/// Browsers do not open longer URLs.
const MAX_URL_BYTES: usize = 2048;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::forge) enum PullChange {
    Created,
    Updated,
    Unchanged,
}

pub(in crate::forge) struct PullClient {
    client: Client,
    api: Url,
    authorization: (&'static str, HeaderValue),
    pub(super) dialect: &'static dyn Dialect,
    pub(super) retries: RetryPolicy,
}

/// A parsed response, with the error if the request was refused.
pub(super) struct ApiReply {
    status: u16,
    pub body: Value,
    refusal: Option<ForgeError>,
    /// Whether it was refused by the rate limit, after all retries.
    is_limit: bool,
    pub has_next_page: bool,
}

impl PullClient {
    /// Creates the client, without connecting to the forge.
    pub(crate) fn new(access: &Access, api: Url, options: net::Options) -> Result<Self, ForgeError> {
        let dialect: &'static dyn Dialect = match access.kind {
            Kind::Gitlab => &Gitlab,
            Kind::Bitbucket => &Bitbucket,
            Kind::Github | Kind::Plain => &Github,
        };
        let origin = api.origin().ascii_serialization();
        let Some(authorization) = access.api_authorization() else {
            let reason = "the token is missing or invalid".to_owned();
            return Err(ForgeError::Credentials { what: format!("logging in to `{origin}`"), reason });
        };
        let retries = RetryPolicy { attempts: ATTEMPTS, max_wait: options.max_wait };
        let server = Server { url: api.clone(), trace_header: dialect.trace_header(), limits_with_403: true };
        let client = Client::new(server, options).map_err(|broken| ForgeError::Network {
            what: format!("connecting to `{origin}`"),
            reason: broken.to_string(),
        })?;
        for secret in access.secrets() {
            client.redactor().learn(&secret);
        }
        Ok(Self { client, api, authorization, dialect, retries })
    }

    /// Returns the open pull request of a branch.
    pub(crate) fn find(&self, repository: &str, wanted: &WantedPull, watch: Watch) -> Result<Option<Pull>, ForgeError> {
        watch.step(&Step::FindPull { branch: wanted.branch.to_owned() })?;
        let mut known = BTreeSet::new();
        for page in 1..=MAX_PAGES {
            let request = self.dialect.list(repository, wanted, page);
            let unexpected = || self.unexpected_answer(&request);
            let reply = self.accepted(&request)?;
            let pulls = self.dialect.listed(&reply.body).ok_or_else(unexpected)?;
            let before = known.len();
            for pull in pulls {
                let pull = self.dialect.read(pull).ok_or_else(unexpected)?;
                if is_wanted(&pull, wanted) {
                    return self.printable(pull, &request).map(Some);
                }
                known.insert(pull.number);
            }
            let has_next = reply.has_next_page || self.dialect.has_next(&reply.body);
            // A proxy may drop the header with the link to the next page.
            if !has_next && pulls.len() < PAGE_SIZE {
                return Ok(None);
            }
            if known.len() == before {
                return if has_next { Err(unexpected()) } else { Ok(None) };
            }
        }
        let reason = format!("more than {} open pull requests are from branches of this name", known.len());
        Err(ForgeError::Refused { what: format!("searching the pull request of `{}`", wanted.branch), reason })
    }

    /// Ensures that the branch has one open pull request with the wanted title and body.
    pub(crate) fn ensure(
        &self,
        repository: &str,
        wanted: &WantedPull,
        watch: Watch,
    ) -> Result<(Pull, PullChange), ForgeError> {
        let mut last = None;
        for attempt in 1..=self.retries.attempts {
            if let Some(pull) = self.find(repository, wanted, watch)? {
                return self.update(repository, pull, last.is_some(), wanted, watch);
            }
            watch.step(&Step::CreatePull { branch: wanted.branch.to_owned() })?;
            let request = self.dialect.create(repository, wanted);
            let error = match self.request(&request) {
                Ok(ApiReply { refusal: None, body, .. }) => {
                    let pull = self.dialect.read(&body).ok_or_else(|| self.unexpected_answer(&request))?;
                    if !is_wanted(&pull, wanted) {
                        return Err(self.unusable(&request, "the response is about another pull request"));
                    }
                    return Ok((self.printable(pull, &request)?, PullChange::Created));
                }
                Ok(ApiReply { refusal: Some(error), status, body, is_limit, .. }) => {
                    let is_in_doubt = matches!(error, ForgeError::Network { .. }) && !is_limit;
                    if !is_in_doubt && !self.dialect.is_temporary(status, &body) {
                        return Err(error);
                    }
                    error
                }
                Err(error) => error,
            };
            if attempt < self.retries.attempts {
                watch.wait(&error, self.retries.pause_after(attempt))?;
            }
            last = Some(error);
        }
        // The response to the last attempt may be lost too.
        match (self.find(repository, wanted, watch), last) {
            (Ok(Some(pull)), last) => self.update(repository, pull, last.is_some(), wanted, watch),
            (Ok(None), Some(error)) | (Err(error), _) => Err(error),
            (Ok(None), None) => Err(self.unexpected_answer(&self.dialect.list(repository, wanted, 1))),
        }
    }

    /// Updates the title and body of a pull request. With `created`, an attempt whose response was lost may have
    /// created it.
    fn update(
        &self,
        repository: &str,
        pull: Pull,
        created: bool,
        wanted: &WantedPull,
        watch: Watch,
    ) -> Result<(Pull, PullChange), ForgeError> {
        // Forges change line ends and trailing spaces.
        let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        let is_same =
            plain(&pull.title) == plain(wanted.title) && plain(&pull.body) == plain(&self.dialect.text(wanted.body));
        if is_same {
            return Ok((pull, if created { PullChange::Created } else { PullChange::Unchanged }));
        }
        watch.step(&Step::UpdatePull { url: pull.url.clone() })?;
        let current = self.accepted(&self.dialect.one(repository, pull.number))?.body;
        self.accepted(&self.dialect.change(repository, pull.number, &current, wanted))?;
        Ok((pull, PullChange::Updated))
    }

    /// Returns the pull request with a URL that is safe to print.
    fn printable(&self, pull: Pull, request: &ApiRequest) -> Result<Pull, ForgeError> {
        Ok(Pull { url: self.printable_url(&pull.url, request)?, ..pull })
    }

    /// Returns a URL of an answer without credentials, if a browser could open it.
    pub(super) fn printable_url(&self, url: &str, request: &ApiRequest) -> Result<String, ForgeError> {
        // A URL parser ignores line ends, which a terminal and a log do not.
        let is_printable = url.len() <= MAX_URL_BYTES && !url.contains(char::is_control);
        let is_page = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
        if !is_printable || !is_page {
            return Err(self.unexpected_answer(request));
        }
        Ok(self.client.redactor().clean(url))
    }

    pub(super) fn accepted(&self, request: &ApiRequest) -> Result<ApiReply, ForgeError> {
        let mut reply = self.request(request)?;
        reply.refusal.take().map_or(Ok(reply), Err)
    }

    fn request(&self, request: &ApiRequest) -> Result<ApiReply, ForgeError> {
        let mut url = self.api.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&request.segments);
        }
        for (name, value) in &request.query {
            url.query_pairs_mut().append_pair(name, value);
        }
        let mut call = Call::new(request.method, url);
        for (name, value) in self.dialect.headers() {
            call.header(name, HeaderValue::from_static(value));
        }
        let (name, value) = &self.authorization;
        call.header(name, value.clone());
        call.body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        // Repeating an update is harmless, but repeating a creation is not.
        call.safety = if request.method == Method::Post { Safety::Once } else { Safety::Repeatable };

        let what = call.label.clone();
        let received = self
            .client
            .send(&call)
            .map_err(|broken| ForgeError::Network { what: what.clone(), reason: broken.to_string() })?;
        let body: Option<Value> = serde_json::from_slice(&received.body).ok();
        let has_next_page = received.has_next_page;
        match (received.status, body) {
            (200..300, Some(body)) => {
                Ok(ApiReply { status: received.status, body, refusal: None, is_limit: false, has_next_page })
            }
            (200..300, None) => Err(self.unexpected_answer(request)),
            (status, body) => {
                let body = body.unwrap_or_default();
                let refusal = Some(self.refusal(what, &received, &body));
                Ok(ApiReply { status, body, refusal, is_limit: received.is_limit, has_next_page })
            }
        }
    }

    fn refusal(&self, what: String, received: &ApiResponse, body: &Value) -> ForgeError {
        let redactor = self.client.redactor();
        let text = error_text(body).map_or_else(|| redactor.excerpt(&received.body), |text| redactor.brief(&text, 600));
        let trace = received.trace.as_deref().map(|trace| format!(" (request {})", redactor.brief(trace, 100)));
        let colon = if text.is_empty() { "" } else { ": " };
        let reason = format!("{}{colon}{text}{}", received.status, trace.unwrap_or_default());
        match received.status {
            _ if received.is_limit => ForgeError::Network { what, reason },
            401 | 403 => ForgeError::Credentials { what, reason },
            404 => ForgeError::NotFound { what, reason: format!("{reason}; or the token has no access to it") },
            408 | 500.. => ForgeError::Network { what, reason },
            _ => ForgeError::Refused { what, reason },
        }
    }

    pub(super) fn unexpected_answer(&self, request: &ApiRequest) -> ForgeError {
        self.unusable(request, "the response did not come from the forge's API")
    }

    fn unusable(&self, request: &ApiRequest, reason: &str) -> ForgeError {
        let path = self.api.path().trim_end_matches('/');
        let what = format!("{} {path}/{}", request.method, request.segments.join("/"));
        ForgeError::Network { what, reason: reason.to_owned() }
    }
}

/// Returns whether it is from the wanted branch of the same repository into the wanted base.
fn is_wanted(pull: &Pull, wanted: &WantedPull) -> bool {
    pull.is_of_one_repository && pull.source == wanted.branch && pull.target == wanted.base
}

/// Returns the messages of an error. Each forge has its own fields for them.
fn error_text(body: &Value) -> Option<String> {
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
