//! The portal over HTTP: adds tokens to calls, and turns their responses into Port's.

use std::fmt;
use std::time::Instant;

use serde_json::Value;

use super::answer;
use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::safety::safety_of;
use super::token::{self, Token, TokenSlot};
use crate::net::{ApiResponse, Call, Client, ExchangeError, HeaderValue, Method, Options, Safety, Server};
use crate::portal::wire::{Answer, Portal, PortalError, Request};

/// A portal over HTTP, for any number of threads, but not for a thread that runs an asynchronous runtime, which sending
/// would block.
///
/// A deletion that is retried because its response was lost, and then gets a 404, counts as done: status 204, no body.
pub struct HttpPortal {
    base: BaseUrl,
    credentials: Credentials,
    client: Client,
    token: TokenSlot,
}

impl HttpPortal {
    /// Sends nothing yet. Fails with [`PortalError::Unreachable`] where no connection could ever be made: no CA certificates,
    /// or an unusable CA file.
    pub fn new(base: BaseUrl, credentials: Credentials, options: Options) -> Result<Self, PortalError> {
        // Port's 403 is about permissions; its rate limit is a 429.
        let server = Server { url: base.url().clone(), trace_header: "x-trace-id", limits_with_403: false };
        let client = Client::new(server, options).map_err(|broken| PortalError::Unreachable {
            request: format!("connecting to `{base}`"),
            reason: broken.to_string(),
        })?;
        client.redactor().learn(&credentials.client_id);
        client.redactor().learn(&credentials.client_secret);
        Ok(Self { base, credentials, client, token: TokenSlot::default() })
    }

    /// A valid token, fetched if there is none. Threads that need one during the fetch wait for it.
    fn token(&self) -> Result<Token, PortalError> {
        let slot = self.token.lock();
        if let Some(token) = slot.fresh() {
            return Ok(token);
        }
        let label = format!("POST {}", token::ROUTE);
        let url = self
            .base
            .route(token::ROUTE)
            .map_err(|reason| PortalError::Unreachable { request: label.clone(), reason })?;
        let mut call = Call::new(Method::Post, url);
        call.label.clone_from(&label);
        call.body = Some(token::request_body(&self.credentials).to_string().into_bytes());
        // Asking again gives the same token again.
        call.safety = Safety::Repeatable;

        // The token's lifetime counts from the request, so that it never seems to last longer than it does.
        let asked = Instant::now();
        let received = self.client.send(&call).map_err(|broken| error(label.clone(), broken))?;
        match received.status {
            200..300 => {}
            408 | 429 | 500.. => return Err(answer::refusal(label, &received, self.client.redactor())),
            _ => {
                let refusal = answer::refusal(label.clone(), &received, self.client.redactor());
                if refusal.code().is_none() {
                    return Err(PortalError::Protocol { request: label, reason: answer::unexpected(&received) });
                }
                let reason = format!("{refusal}; the client ID and secret must be those of `{}`", self.base);
                return Err(PortalError::Credentials { reason });
            }
        }
        let body = serde_json::from_slice(&received.body).unwrap_or_default();
        let Some((token, text)) = Token::read(&body, asked) else {
            // The body is not quoted: it may hold a token that the redactor does not know.
            let trace = answer::trace(&received, self.client.redactor()).map(|trace| format!(" (trace {trace})"));
            let reason = match serde_json::from_slice::<Value>(&received.body) {
                Ok(Value::Object(_)) => "no usable `accessToken`".to_owned(),
                _ => answer::unexpected(&received),
            };
            let reason = format!("{reason}{}", trace.unwrap_or_default());
            return Err(PortalError::Protocol { request: label, reason });
        };
        self.client.redactor().learn(&text);
        Ok(slot.keep(token))
    }

    fn call(&self, request: &Request) -> Result<Call, PortalError> {
        let label = request.to_string();
        let url = self.base.url_of(request).map_err(|reason| PortalError::Unreachable {
            request: label.clone(),
            reason: self.client.redactor().clean(&reason),
        })?;
        let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        Ok(Call { label, body, safety: safety_of(request), ..Call::new(request.method, url) })
    }

    /// Sends a call with a token, and again with a new token after a 401.
    fn send_with_token(&self, call: &mut Call) -> Result<ApiResponse, PortalError> {
        let token = self.token()?;
        let first = self.send_once(call, token.bearer()).map_err(|broken| error(call.label.clone(), broken))?;
        if first.status != 401 {
            return Ok(first);
        }
        // Tokens may end early; a second refusal is about the credentials.
        self.token.forget(&token);
        let token = self.token()?;
        let second = self.send_once(call, token.bearer()).map_err(|broken| match broken {
            ExchangeError::NeverSent { reason, .. } if first.in_doubt => {
                error(call.label.clone(), ExchangeError::Lost { reason })
            }
            broken => error(call.label.clone(), broken),
        })?;
        if second.status == 401 {
            let refusal = answer::refusal(call.label.clone(), &second, self.client.redactor());
            return Err(PortalError::Credentials { reason: format!("{refusal}, with a new token") });
        }
        Ok(ApiResponse { in_doubt: first.in_doubt || second.in_doubt, ..second })
    }

    fn send_once(&self, call: &mut Call, bearer: HeaderValue) -> Result<ApiResponse, ExchangeError> {
        call.header("authorization", bearer);
        self.client.send(call)
    }
}

fn error(request: String, broken: ExchangeError) -> PortalError {
    match broken {
        ExchangeError::NeverSent { reason, .. } => PortalError::Unreachable { request, reason },
        ExchangeError::Lost { reason } => PortalError::AnswerLost { request, reason },
        ExchangeError::Unusable { reason } => PortalError::Protocol { request, reason },
    }
}

impl Portal for HttpPortal {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let received = self.send_with_token(&mut self.call(request)?)?;
        if request.method == Method::Delete && received.status == 404 && received.in_doubt {
            let trace = answer::trace(&received, self.client.redactor());
            return Ok(Answer { status: 204, body: Value::Null, trace });
        }
        answer::read(request, &received, self.client.redactor())
    }

    fn name(&self) -> String {
        self.base.to_string()
    }

    fn concurrency(&self) -> usize {
        usize::MAX
    }
}

impl fmt::Debug for HttpPortal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpPortal").field("base", &self.name()).finish_non_exhaustive()
    }
}
