//! The sandbox as a portal inside this process, and the core that serving shares with it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::call::{Call, HandlerResult, Reply};
use super::faults::{Fault, Faults};
use super::file::StoreFile;
use super::refusal::Refusal;
use super::route::{self, Effect};
use super::run::{self, Delivery};
use super::store::Store;
use super::token::Tokens;
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

/// How many requests are remembered, so that a sandbox that is served for days does not grow.
const REMEMBERED: usize = 10_000;

/// Tells the time; replaced in tests.
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
    /// How many requests there were for a token.
    asked: usize,
    /// How many others there were.
    count: u64,
    /// The latest of them.
    requests: VecDeque<(Method, String)>,
}

/// Who asks.
pub enum Asker<'a> {
    /// This process: it needs no token.
    Inside,
    /// Somebody on the wire, with what the `Authorization` header says.
    Wire(Option<&'a str>),
}

/// The code that Port's answers of a status usually have.
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

/// What became of a request.
pub enum Outcome {
    /// It has an answer.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The JSON body.
        body: Value,
    },
    /// The connection is to be cut without an answer; `done` tells whether the request was carried out.
    Cut {
        /// Whether the request was carried out.
        done: bool,
    },
    /// The answer is to end in the middle.
    Short {
        /// The HTTP status.
        status: u16,
        /// The JSON body.
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
    /// A sandbox kept in a file, which is made by the first write, together with its folders.
    ///
    /// # Errors
    /// When there is a file that cannot be read, is damaged, or was written by a newer release.
    pub fn open(path: &Path, faults: Faults) -> Result<Self, PortalError> {
        let portal = Self::with(Some(StoreFile::new(path)), faults);
        portal.inner().refresh()?;
        Ok(portal)
    }

    /// A sandbox that is gone when it is dropped.
    pub fn in_memory() -> Self {
        Self::with(None, Faults::none())
    }

    fn with(file: Option<StoreFile>, faults: Faults) -> Self {
        let store = Store::new(Timestamp::now());
        let inner = Inner { file, store, tokens: Tokens::default(), asked: 0, count: 0, requests: VecDeque::new() };
        Self { inner: Mutex::new(inner), faults, clock: Arc::new(Timestamp::now) }
    }

    /// Switches faults on.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Accepts these credentials only, when it is served.
    #[must_use]
    pub fn with_credentials(self, client: &str, secret: &str) -> Self {
        self.inner().tokens = Tokens::only_for(client, secret);
        self
    }

    /// Tells the time by another clock.
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
        self.inner().asked
    }

    /// How long an answer is held back.
    pub fn latency(&self) -> Duration {
        self.faults.latency()
    }

    /// Gives an access token: `POST /v1/auth/access_token`.
    pub fn grant(&self, body: &Value) -> Outcome {
        let mut inner = self.inner();
        inner.asked += 1;
        Outcome::of(inner.tokens.grant(body, (self.clock)()))
    }

    /// Carries a request out, or lets it go wrong as the faults say. What is to be sent because of it is given back, to
    /// be handed to [`Self::deliver`].
    ///
    /// # Errors
    /// Only when the sandbox's own file fails; what Port would refuse is an answer.
    pub fn answer(&self, request: &Request, asker: &Asker) -> Result<(Outcome, Vec<Delivery>), PortalError> {
        let mut outbox = Vec::new();
        let outcome = self.outcome(request, asker, &mut outbox)?;
        Ok((outcome, outbox))
    }

    /// Sends what runs have to send, one after the other, and writes down what became of it.
    ///
    /// # Errors
    /// Only when the sandbox's own file fails.
    pub fn deliver(&self, outbox: &[Delivery]) -> Result<(), PortalError> {
        for delivery in outbox {
            // Nothing is locked meanwhile: the receiver may ask something of this sandbox before it answers.
            let outcome = delivery.send();
            let now = (self.clock)();
            self.inner().change(|store| (true, run::settle(store, now, delivery, &outcome)))?;
        }
        Ok(())
    }

    fn outcome(&self, request: &Request, asker: &Asker, outbox: &mut Vec<Delivery>) -> Result<Outcome, PortalError> {
        let mut inner = self.inner();
        let number = inner.note(request);
        let fault = self.faults.at(number);
        let now = (self.clock)();
        match fault {
            Some(Fault::CrashBefore) => std::process::abort(),
            Some(Fault::Drop) => return Ok(Outcome::Cut { done: false }),
            Some(Fault::Status(status)) => {
                let message = format!("fault {status} was asked for request {number}");
                return Ok(Outcome::of(Err(Refusal::new(status, code_of(status), message))));
            }
            Some(Fault::RateLimit) => {
                return Ok(Outcome::of(Err(Refusal::new(429, code_of(429), "too many requests"))));
            }
            Some(Fault::TokenExpires) => inner.tokens.expire(),
            Some(Fault::LoseAnswer | Fault::Truncate | Fault::CrashAfter) | None => {}
        }
        let by = match asker {
            // Without a token there is none to expire, so the answer says what the wire would.
            Asker::Inside if fault == Some(Fault::TokenExpires) => inner.tokens.client(None, now).map(str::to_owned),
            Asker::Inside => Ok("sandbox".to_owned()),
            Asker::Wire(token) => inner.tokens.client(*token, now).map(str::to_owned),
        };
        let handled = match by {
            Ok(by) => inner.carry_out(request, &by, now, outbox)?,
            Err(refusal) => Err(refusal),
        };
        Ok(match (fault, Outcome::of(handled)) {
            (Some(Fault::CrashAfter), _) => std::process::abort(),
            (Some(Fault::LoseAnswer), _) => Outcome::Cut { done: true },
            (Some(Fault::Truncate), Outcome::Answered { status, body }) => Outcome::Short { status, body },
            (_, outcome) => outcome,
        })
    }

    // A handler that panicked changed only its own copy of the store, so what is behind the lock is whole.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Counts a request and gives its number.
    fn note(&mut self, request: &Request) -> u64 {
        if self.requests.len() == REMEMBERED {
            self.requests.pop_front();
        }
        self.requests.push_back((request.method, request.path()));
        self.count += 1;
        self.count
    }

    /// Takes over what another process wrote.
    fn refresh(&mut self) -> Result<(), PortalError> {
        if let Some(file) = &mut self.file
            && let Some(store) = file.reload()?
        {
            self.store = store;
        }
        Ok(())
    }

    /// Runs the handler; what it changed is kept only if it does not refuse, and only once it is in the file.
    fn carry_out(
        &mut self,
        request: &Request,
        by: &str,
        now: Timestamp,
        outbox: &mut Vec<Delivery>,
    ) -> Result<HandlerResult, PortalError> {
        let Some((route, names)) = route::find(request.method, &request.segments) else {
            let message = format!("Route {}:{} not found", request.method, request.path());
            return Ok(Err(Refusal::new(404, "not_found", message)));
        };
        let body = request.body.as_ref().unwrap_or(&Value::Null);
        let query = &request.query;
        if route.effect == Effect::Reads {
            self.refresh()?;
            let store = &mut self.store;
            return Ok((route.handler)(&mut Call { store, now, by, names, query, body, outbox: Vec::new() }));
        }
        let validates = request.query.iter().any(|(name, value)| name == "validation_only" && value == "true");
        let (handled, sent) = self.change(|store| {
            let mut call = Call { store, now, by, names, query, body, outbox: Vec::new() };
            let handled = (route.handler)(&mut call);
            let keeps = handled.is_ok() && !validates;
            let sent = if keeps { call.outbox } else { Vec::new() };
            (keeps, (handled, sent))
        })?;
        *outbox = sent;
        Ok(handled)
    }

    /// Changes the portal, under the file's lock: what `change` did is kept if it says so, once it is in the file.
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
        let (outcome, outbox) = self.answer(request, &Asker::Inside)?;
        self.deliver(&outbox)?;
        let (status, mut body) = match outcome {
            Outcome::Answered { status, body } => (status, body),
            Outcome::Cut { done: false } => {
                return Err(PortalError::Unreachable {
                    request: name,
                    reason: "the sandbox cut the connection".into(),
                });
            }
            Outcome::Cut { done: true } => {
                return Err(PortalError::AnswerLost { request: name, reason: "the sandbox cut the connection".into() });
            }
            Outcome::Short { .. } => {
                return Err(PortalError::Protocol { request: name, reason: "the sandbox cut the answer short".into() });
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
