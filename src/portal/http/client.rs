//! The portal that is reached over HTTP: tokens, attempts and waits around single exchanges.

use std::fmt;
use std::time::Duration;

use reqwest::{Certificate, Client};
use serde_json::Value;
use tokio::time::Instant;

use super::answer;
use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::exchange::{self, Broken, Call, Limits, Received};
use super::gate::Gate;
use super::reactor::Reactor;
use super::redact::Redactor;
use super::retry::{self, Failure, Safety, Wait};
use super::token::{self, Token, TokenSlot};
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

/// Who is told of waits.
pub type OnWait = Box<dyn Fn(&Wait) + Send + Sync>;

/// How patiently, and as whom, a portal is asked.
pub struct Options {
    /// How long one attempt may take, from connecting to the answer's last byte.
    pub request_timeout: Duration,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// The longest single wait, whatever the portal asks for.
    pub max_wait: Duration,
    /// How often a request is sent at most, the first time included; 0 counts as 1.
    pub attempts: u32,
    /// PEM certificates of CAs to trust besides the machine's own.
    pub ca_file: Option<Vec<u8>>,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Told of every wait before it begins, from whichever thread waits.
    pub on_wait: Option<OnWait>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_wait: Duration::from_secs(120),
            attempts: 5,
            ca_file: None,
            user_agent: concat!("portwright/", env!("CARGO_PKG_VERSION")).to_owned(),
            on_wait: None,
        }
    }
}

/// A portal over HTTP. Any number of threads may send through it at once.
///
/// A deletion that is sent again because its answer was lost, and then finds nothing, is answered as done: status 204
/// and no body.
///
/// It must not be used on a thread that runs an asynchronous runtime, which sending would block.
pub struct HttpPortal {
    base: BaseUrl,
    credentials: Credentials,
    options: Options,
    client: Client,
    token: TokenSlot,
    gate: Gate,
    redactor: Redactor,
    // Last, so that it outlives the connections it drives.
    reactor: Reactor,
}

impl HttpPortal {
    /// A portal at an address. Nothing is sent before the first request.
    ///
    /// # Errors
    /// [`PortalError::Unreachable`] where no connection could ever be made: no CA certificates, or an unusable CA file.
    pub fn new(base: BaseUrl, credentials: Credentials, options: Options) -> Result<Self, PortalError> {
        let unreachable =
            |reason: String| PortalError::Unreachable { request: format!("connecting to `{base}`"), reason };
        let client = client(&base, &options).map_err(unreachable)?;
        let reactor = Reactor::start().map_err(|error| unreachable(format!("no thread for it: {error}")))?;
        let redactor = Redactor::new(&credentials);
        Ok(Self {
            base,
            credentials,
            options,
            client,
            token: TokenSlot::default(),
            gate: Gate::default(),
            redactor,
            reactor,
        })
    }

    async fn deliver(&self, request: &Request) -> Result<Answer, PortalError> {
        let label = request.to_string();
        let url = self.base.url_of(request).map_err(|reason| PortalError::Unreachable {
            request: label.clone(),
            reason: self.redactor.clean(&reason),
        })?;
        let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        let mut call = Call { method: request.method, url, label, body, bearer: None, safety: Safety::of(request) };

        let mut in_doubt = false;
        let token = self.token().await?;
        call.bearer = Some(token.bearer());
        let mut received = self.persist(&call, &mut in_doubt).await?;
        if received.status == 401 {
            // Tokens may end early; a second refusal is about the credentials.
            self.token.forget(&token).await;
            call.bearer = Some(self.token().await?.bearer());
            received = self.persist(&call, &mut in_doubt).await?;
            if received.status == 401 {
                let refusal = answer::refusal(call.label, &received, &self.redactor);
                return Err(PortalError::Credentials { reason: format!("{refusal}, with a new token") });
            }
        }
        if request.method == Method::Delete && received.status == 404 && in_doubt {
            let trace = answer::trace(&received, &self.redactor);
            return Ok(Answer { status: 204, body: Value::Null, trace });
        }
        answer::read(request, &received, &self.redactor)
    }

    /// A token that still lasts, fetched if there is none. Whoever comes while it is fetched waits for the same one.
    async fn token(&self) -> Result<Token, PortalError> {
        let slot = self.token.lock().await;
        if let Some(token) = slot.fresh() {
            return Ok(token);
        }
        let label = format!("POST {}", token::ROUTE);
        let url = self
            .base
            .route(token::ROUTE)
            .map_err(|reason| PortalError::Unreachable { request: label.clone(), reason })?;
        let body = Some(token::question(&self.credentials).to_string().into_bytes());
        // Asking again gives the same token again.
        let safety = Safety::Repeatable;
        let call = Call { method: Method::Post, url, label: label.clone(), body, bearer: None, safety };

        // The answer's age counts as the token's: what is on the way is not used up late.
        let asked = Instant::now();
        let received = self.persist(&call, &mut false).await?;
        match received.status {
            200..300 => {}
            408 | 429 | 500.. => return Err(answer::refusal(label, &received, &self.redactor)),
            _ => {
                let refusal = answer::refusal(label, &received, &self.redactor);
                let reason = format!("{refusal}; the client ID and secret must be those of `{}`", self.base);
                return Err(PortalError::Credentials { reason });
            }
        }
        let body = serde_json::from_slice(&received.body).unwrap_or_default();
        let Some((token, text)) = Token::read(&body, asked) else {
            // Without a quotation: what is broken may hold a token that nobody knows to hide.
            let trace = answer::trace(&received, &self.redactor).map(|trace| format!(" (trace {trace})"));
            let reason = format!("no usable `accessToken`{}", trace.unwrap_or_default());
            return Err(PortalError::Protocol { request: label, reason });
        };
        self.redactor.learn(&text);
        Ok(slot.keep(token))
    }

    /// Sends a call, again where that is safe, until there is an answer to keep or the attempts are used up.
    ///
    /// `in_doubt` becomes true when an attempt before the last may have done what was asked.
    async fn persist(&self, call: &Call, in_doubt: &mut bool) -> Result<Received, PortalError> {
        let limits = Limits { request: self.options.request_timeout, connect: self.options.connect_timeout };
        let mut attempt = 1;
        loop {
            self.gate.pass(|pause| self.announce(call, Failure::Status(429), pause)).await;
            let outcome = exchange::once(&self.client, call, limits).await;

            let failure = match &outcome {
                Ok(received) => Some(Failure::Status(received.status)),
                Err(broken) => broken.failure(),
            };
            let again =
                failure.filter(|failure| attempt < self.options.attempts && call.safety.repeats_after(*failure));
            let backoff = retry::backoff(attempt, retry::dice());
            let hold = match &outcome {
                Ok(received) if received.status == 429 => Some(received.pace.after_limit().unwrap_or(backoff)),
                Ok(received) => received.pace.before_next(),
                Err(_) => None,
            };
            if let Some(hold) = hold {
                // For the next request, whichever it is.
                self.gate.shut_for(self.capped(hold));
            }
            let Some(failure) = again else {
                return outcome.map_err(|broken| self.error(call, broken, *in_doubt));
            };

            *in_doubt |= failure.leaves_doubt();
            if failure != Failure::Status(429) {
                let told = outcome.as_ref().ok().and_then(|received| received.pace.retry_after);
                let pause = self.capped(told.unwrap_or(backoff));
                self.announce(call, failure, pause);
                tokio::time::sleep(pause).await;
            }
            attempt += 1;
        }
    }

    fn capped(&self, pause: Duration) -> Duration {
        pause.min(self.options.max_wait)
    }

    fn announce(&self, call: &Call, failure: Failure, pause: Duration) {
        if let Some(on_wait) = &self.options.on_wait {
            on_wait(&Wait { request: call.label.clone(), cause: failure.into(), pause });
        }
    }

    /// The error of a call whose last attempt broke; an earlier one may have been answered into the void.
    fn error(&self, call: &Call, broken: Broken, in_doubt: bool) -> PortalError {
        let request = call.label.clone();
        match broken {
            Broken::NeverSent { reason, .. } if !in_doubt => {
                PortalError::Unreachable { request, reason: self.redactor.clean(&reason) }
            }
            Broken::NeverSent { reason, .. } | Broken::Lost { reason } => {
                PortalError::AnswerLost { request, reason: self.redactor.clean(&reason) }
            }
            Broken::Odd { reason } => PortalError::Protocol { request, reason: self.redactor.clean(&reason) },
        }
    }
}

impl Portal for HttpPortal {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        self.reactor.wait_for(self.deliver(request))
    }

    fn name(&self) -> String {
        self.base.to_string()
    }
}

impl fmt::Debug for HttpPortal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpPortal").field("base", &self.name()).finish_non_exhaustive()
    }
}

/// The HTTP client, or why there can be none.
fn client(base: &BaseUrl, options: &Options) -> Result<Client, String> {
    // Fails only where a provider is installed already, which then serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let mut builder = Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if base.is_loopback() {
        builder = builder.no_proxy();
    }
    if base.is_plain() {
        // No TLS, so a machine without CA certificates will do.
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = &options.ca_file {
        let certificates =
            Certificate::from_pem_bundle(pem).map_err(|error| format!("the CA file does not parse: {error}"))?;
        if certificates.is_empty() {
            return Err("the CA file holds no PEM certificate".to_owned());
        }
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(|error| {
        let mut reasons = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(current) = cause {
            reasons = format!("{reasons}: {current}");
            cause = current.source();
        }
        if reasons.contains("CA certificates") {
            "this machine has no CA certificates; install them (the package is usually `ca-certificates`), or name a \
             PEM file with `--ca-file` or `PORTWRIGHT_CA_FILE`"
                .to_owned()
        } else {
            reasons
        }
    })
}
