//! The sandbox as a portal inside this process, and the core that serving shares with it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::faults::{Fault, Faults};
use super::file::StoreFile;
use super::kinds::{KINDS, new_store, route};
use super::run::{self, Delivery};
use super::token::Tokens;
use super::{Call, HandlerResult, Query, Refusal, Reply, Store};
use crate::ground::lock::locked;
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

/// The most requests that are kept, so that the memory of a sandbox that is served for days does not grow.
const MAX_KEPT_REQUESTS: usize = 10_000;

/// The current time; replaced in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A portal in this process, kept in a file or only in memory.
pub struct SandboxPortal {
    inner: Mutex<Inner>,
    faults: Faults,
    clock: Clock,
}

struct Inner {
    file: Option<StoreFile>,
    store: Store,
    tokens: Tokens,
    token_requests: usize,
    /// The number of other requests.
    count: u64,
    /// The latest of those.
    requests: VecDeque<(Method, String)>,
}

/// The source of a request.
pub(super) enum Caller<'a> {
    /// This process, which needs no token.
    InProcess,
    /// A client over HTTP, with its `Authorization` header.
    Http(Option<&'a str>),
}

/// Port's usual error code for a status.
fn code_of(status: u16) -> &'static str {
    match status {
        401 => "unauthorized",
        403 => "missing_permissions",
        404 => "not_found",
        409 => "identifier_taken",
        422 => "invalid_request",
        429 => "too_many_requests",
        400..500 => "bad_request",
        _ => "internal_error",
    }
}

/// How the sandbox answers a request.
pub(super) enum Outcome {
    Answered {
        status: u16,
        body: Value,
    },
    /// The connection is cut without an answer; `done` is whether the request was carried out.
    Disconnected {
        done: bool,
    },
    /// The answer ends in the middle.
    Truncated {
        status: u16,
        body: Value,
    },
}

impl Outcome {
    fn of(handled: HandlerResult) -> Self {
        match handled {
            Ok(Reply { status, body }) => Self::Answered { status, body },
            Err(refusal) => Self::Answered { status: refusal.status, body: refusal.body() },
        }
    }
}

impl SandboxPortal {
    /// A sandbox kept in a file, which the first write creates, together with its folders. Fails if the file cannot be read,
    /// is damaged, or was written by a newer release.
    pub fn open(path: &Path, faults: Faults) -> Result<Self, PortalError> {
        let portal = Self::with(Some(StoreFile::new(path)), faults);
        portal.inner().refresh()?;
        Ok(portal)
    }

    /// A sandbox that is lost when it is dropped.
    pub fn in_memory() -> Self {
        Self::with(None, Faults::default())
    }

    fn with(file: Option<StoreFile>, faults: Faults) -> Self {
        let store = new_store(Timestamp::now());
        let inner =
            Inner { file, store, tokens: Tokens::default(), token_requests: 0, count: 0, requests: VecDeque::new() };
        Self { inner: Mutex::new(inner), faults, clock: Arc::new(Timestamp::now) }
    }

    /// Injects faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Accepts only these credentials over HTTP.
    #[must_use]
    pub fn with_credentials(self, client: &str, secret: &str) -> Self {
        self.inner().tokens = Tokens::only_for(client, secret);
        self
    }

    /// Uses another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The requests so far, in order, with their paths on the wire: the latest ten thousand, and none for a token.
    pub fn requests(&self) -> Vec<(Method, String)> {
        self.inner().requests.iter().cloned().collect()
    }

    /// How many requests there were, without those for a token.
    pub fn count(&self) -> u64 {
        self.inner().count
    }

    /// How many requests there were for a token.
    pub fn tokens_asked(&self) -> usize {
        self.inner().token_requests
    }

    pub(super) fn latency(&self) -> Duration {
        self.faults.latency()
    }

    /// Answers `POST /v1/auth/access_token`.
    pub(super) fn grant(&self, body: &Value) -> Outcome {
        let mut inner = self.inner();
        inner.token_requests += 1;
        Outcome::of(inner.tokens.grant(body, (self.clock)()))
    }

    /// Carries a request out, or injects its fault. The deliveries that follow from it are for [`Self::deliver`]. A refusal
    /// is an answer; only the sandbox's own file causes an error, here and in [`Self::deliver`].
    pub(super) fn answer(&self, request: &Request, caller: &Caller) -> Result<(Outcome, Vec<Delivery>), PortalError> {
        let mut inner = self.inner();
        let number = inner.note(request);
        let fault = self.faults.at(number);
        let now = (self.clock)();
        let not_carried_out = |outcome| Ok((outcome, Vec::new()));
        match fault {
            Some(Fault::CrashBefore) => std::process::abort(),
            Some(Fault::Drop) => return not_carried_out(Outcome::Disconnected { done: false }),
            Some(Fault::Status(status)) => {
                let message = format!("injected fault {status} for request {number}");
                return not_carried_out(Outcome::of(Err(Refusal::new(status, code_of(status), message))));
            }
            Some(Fault::RateLimit) => {
                return not_carried_out(Outcome::of(Err(Refusal::new(429, code_of(429), "too many requests"))));
            }
            Some(Fault::TokenExpires) => inner.tokens.expire(),
            Some(Fault::LoseAnswer | Fault::Truncate | Fault::CrashAfter) | None => {}
        }
        let by = match caller {
            // There is no token to expire, so this is the answer that an HTTP client would get.
            Caller::InProcess if fault == Some(Fault::TokenExpires) => {
                inner.tokens.client(None, now).map(str::to_owned)
            }
            Caller::InProcess => Ok("sandbox".to_owned()),
            Caller::Http(token) => inner.tokens.client(*token, now).map(str::to_owned),
        };
        let (handled, outbox) = match by {
            Ok(by) => inner.carry_out(request, &by, now)?,
            Err(refusal) => (Err(refusal), Vec::new()),
        };
        let outcome = match (fault, Outcome::of(handled)) {
            (Some(Fault::CrashAfter), _) => std::process::abort(),
            (Some(Fault::LoseAnswer), _) => Outcome::Disconnected { done: true },
            (Some(Fault::Truncate), Outcome::Answered { status, body }) => Outcome::Truncated { status, body },
            (_, outcome) => outcome,
        };
        Ok((outcome, outbox))
    }

    /// Sends deliveries one after the other, and records their outcomes.
    pub(super) fn deliver(&self, outbox: &[Delivery]) -> Result<(), PortalError> {
        for delivery in outbox {
            // Nothing is locked meanwhile: the receiver may call this sandbox before it answers.
            let outcome = delivery.send();
            let now = (self.clock)();
            self.inner().change(|store| (true, run::record_outcome(store, now, delivery, &outcome)))?;
        }
        Ok(())
    }

    // A handler that panicked changed only its own copy, so the store behind the lock is consistent.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        locked(&self.inner)
    }
}

impl Inner {
    /// Counts and keeps a request, and returns its number.
    fn note(&mut self, request: &Request) -> u64 {
        if self.requests.len() == MAX_KEPT_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back((request.method, request.path()));
        self.count += 1;
        self.count
    }

    /// Loads what another process wrote.
    fn refresh(&mut self) -> Result<(), PortalError> {
        if let Some(file) = &mut self.file
            && let Some(store) = file.reload()?
        {
            self.store = store;
        }
        Ok(())
    }

    /// Runs the handler. Its changes are kept only if it does not refuse, and after they are in the file.
    fn carry_out(
        &mut self,
        request: &Request,
        by: &str,
        now: Timestamp,
    ) -> Result<(HandlerResult, Vec<Delivery>), PortalError> {
        let Some((route, names)) = route(request.method, &request.segments) else {
            let message = format!("Route {}:{} not found", request.method, request.path());
            return Ok((Err(Refusal::new(404, "not_found", message)), Vec::new()));
        };
        let (body, query) = (request.body.as_ref().unwrap_or(&Value::Null), Query(&request.query));
        let handle = |store: &mut Store| {
            let mut call = Call { store, kinds: &KINDS, now, by, names, query, body, outbox: Vec::new() };
            let handled = route.handle(&mut call);
            let outbox = if handled.is_ok() { call.outbox } else { Vec::new() };
            (handled, outbox)
        };
        if !route.writes {
            self.refresh()?;
            return Ok(handle(&mut self.store));
        }
        if query.flag("validation_only") {
            // Nothing is written, so not even the lock file is created.
            self.refresh()?;
            return Ok((handle(&mut self.store.clone()).0, Vec::new()));
        }
        self.change(|store| {
            let handled = handle(store);
            (handled.0.is_ok(), handled)
        })
    }

    /// Changes a copy of the store under the file's lock. The copy is kept if `change` returns true, after it is in the file.
    fn change<T>(&mut self, change: impl FnOnce(&mut Store) -> (bool, T)) -> Result<T, PortalError> {
        let lock = self.file.as_ref().map(StoreFile::lock).transpose()?;
        self.refresh()?;
        let mut store = self.store.clone();
        let (keeps, result) = change(&mut store);
        if keeps && store != self.store {
            if let Some(file) = &mut self.file {
                file.save(&store)?;
            }
            self.store = store;
        }
        drop(lock);
        Ok(result)
    }
}

impl Portal for SandboxPortal {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        if !self.latency().is_zero() {
            std::thread::sleep(self.latency());
        }
        let name = request.to_string();
        let (outcome, outbox) = self.answer(request, &Caller::InProcess)?;
        self.deliver(&outbox)?;
        let (status, mut body) = match outcome {
            Outcome::Answered { status, body } => (status, body),
            Outcome::Disconnected { done } => {
                let (request, reason) = (name, "the sandbox cut the connection".to_owned());
                return Err(if done {
                    PortalError::AnswerLost { request, reason }
                } else {
                    PortalError::Unreachable { request, reason }
                });
            }
            Outcome::Truncated { .. } => {
                return Err(PortalError::protocol(request, "the sandbox cut the response short"));
            }
        };
        let trace = Some(format!("sandbox-{}", self.count()));
        if (200..300).contains(&status) {
            return Ok(Answer { status, body, trace });
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Err(PortalError::Refused {
            request: name,
            status,
            code: text(&body["error"]),
            message: text(&body["message"]),
            details: Box::new(body.get_mut("details").map_or(Value::Null, Value::take)),
            trace,
        })
    }

    fn name(&self) -> String {
        match &self.inner().file {
            Some(file) => format!("sandbox {}", file.path().display()),
            None => "sandbox".to_owned(),
        }
    }
}
