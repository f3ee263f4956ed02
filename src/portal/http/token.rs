//! The access token: read from the portal's response, kept while it lasts.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::credentials::Credentials;
use crate::ground::lock::locked;
use crate::net::HeaderValue;

pub(super) const ROUTE: &str = "/v1/auth/access_token";

/// A token as a header; `HeaderValue` hides it in `Debug` because it is marked sensitive.
#[derive(Clone, Debug)]
pub(super) struct Token {
    bearer: HeaderValue,
    /// `None` if the portal did not set a lifetime, so that the token is used until a 401.
    fresh_until: Option<Instant>,
}

impl Token {
    /// The token in a response's body, and its plain text for the redactor.
    pub(super) fn read(body: &Value, now: Instant) -> Option<(Self, SecretString)> {
        let text = body["accessToken"].as_str().filter(|text| !text.is_empty())?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {text}")).ok()?;
        bearer.set_sensitive(true);
        let lasts = body["expiresIn"].as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let fresh_until = lasts.and_then(|lasts| now.checked_add(lasts.saturating_sub(margin(lasts))));
        Some((Self { bearer, fresh_until }, SecretString::from(text)))
    }

    pub(super) fn bearer(&self) -> HeaderValue {
        self.bearer.clone()
    }

    fn is_fresh(&self, now: Instant) -> bool {
        self.fresh_until.is_none_or(|until| now < until)
    }
}

/// How long before its end a token is no longer used. Port hands out the same token again until it expires, so the
/// margin shrinks with what is left; a fixed one would ask for a token before every request in a token's last minute.
fn margin(lasts: Duration) -> Duration {
    Duration::from_secs(60).min(lasts / 10)
}

pub(super) fn request_body(credentials: &Credentials) -> Value {
    json!({
        "clientId": credentials.client_id.expose_secret(),
        "clientSecret": credentials.client_secret.expose_secret(),
    })
}

/// The one token that all requests of a portal share.
#[derive(Default)]
pub(super) struct TokenSlot {
    kept: Mutex<Option<Token>>,
}

impl TokenSlot {
    /// Locks the slot: the thread that finds it empty fetches a token while the others wait.
    pub(super) fn lock(&self) -> LockedToken<'_> {
        // A token is replaced as a unit, so a thread that panicked left a valid one or none.
        LockedToken { kept: locked(&self.kept) }
    }

    /// Forgets a token that was not accepted, unless another request has replaced it already.
    pub(super) fn forget(&self, refused: &Token) {
        let mut kept = self.lock().kept;
        if kept.as_ref().is_some_and(|kept| kept.bearer == refused.bearer) {
            *kept = None;
        }
    }
}

pub(super) struct LockedToken<'a> {
    kept: MutexGuard<'a, Option<Token>>,
}

impl LockedToken<'_> {
    pub(super) fn fresh(&self) -> Option<Token> {
        self.kept.as_ref().filter(|token| token.is_fresh(Instant::now())).cloned()
    }

    pub(super) fn keep(mut self, token: Token) -> Token {
        self.kept.insert(token).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lasts(expires_in: Value) -> Option<Duration> {
        let now = Instant::now();
        let (token, _) = Token::read(&json!({"accessToken": "canary", "expiresIn": expires_in}), now)?;
        token.fresh_until.map(|until| until - now)
    }

    #[test]
    fn a_token_is_renewed_a_little_before_it_ends() {
        assert_eq!(lasts(json!(10_800)), Some(Duration::from_secs(10_740)));
        assert_eq!(lasts(json!(100)), Some(Duration::from_secs(90)));
        assert_eq!(lasts(json!(0)), Some(Duration::ZERO));
    }

    #[test]
    fn a_token_without_a_known_end_lasts_until_it_is_refused() {
        for unknown in [json!(null), json!("soon"), json!(-1), json!(1e300)] {
            assert_eq!(lasts(unknown), None);
        }
    }

    #[test]
    fn an_answer_without_a_valid_token_is_rejected() {
        for body in [json!({}), json!({"accessToken": ""}), json!({"accessToken": 1}), json!({"accessToken": "a\nb"})] {
            assert!(Token::read(&body, Instant::now()).is_none(), "{body}");
        }
    }

    #[test]
    fn a_token_is_not_printed() {
        let (token, text) = Token::read(&json!({"accessToken": "canary"}), Instant::now()).expect("a token");
        assert!(!format!("{token:?} {text:?}").contains("canary"));
    }
}
