//! Access tokens: valid for three hours, and each client gets the same one until it expires.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{HandlerResult, Refusal, Reply, Shape};

static CREATE: Shape = Shape::new(include_str!("shapes/token.json"), "create");

const LIFETIME: SignedDuration = SignedDuration::from_hours(3);

/// The tokens that were issued; they are never written to a file.
#[derive(Default)]
pub(super) struct Tokens {
    by_client: BTreeMap<String, (String, Timestamp)>,
    /// Where none are set, all credentials are accepted, unless they are empty.
    accepted: Option<(String, String)>,
}

impl Tokens {
    pub(super) fn only_for(client: &str, secret: &str) -> Self {
        Self { by_client: BTreeMap::new(), accepted: Some((client.to_owned(), secret.to_owned())) }
    }

    pub(super) fn grant(&mut self, body: &Value, now: Timestamp) -> HandlerResult {
        CREATE.check(body)?;
        let text = |field: &str| body[field].as_str().unwrap_or_default();
        let (client, secret) = (text("clientId"), text("clientSecret"));
        let accepted = match &self.accepted {
            Some((own_client, own_secret)) => client == own_client && secret == own_secret,
            None => !client.is_empty() && !secret.is_empty(),
        };
        if !accepted {
            return Err(Refusal::new(401, "invalid_credentials", "the client id or the client secret is wrong"));
        }
        let fresh =
            || (format!("sandbox.{:016x}{:016x}", random(), random()), now.saturating_add(LIFETIME).unwrap_or(now));
        let (token, until) = self.by_client.entry(client.to_owned()).or_insert_with(fresh);
        if *until <= now {
            (*token, *until) = fresh();
        }
        let seconds = until.duration_since(now).as_secs();
        let body = json!({"ok": true, "accessToken": token, "expiresIn": seconds, "tokenType": "Bearer"});
        Ok(Reply { status: 200, body })
    }

    /// The client that a token was issued to, or `unauthorized` where it is missing, unknown or expired.
    pub(super) fn client(&self, token: Option<&str>, now: Timestamp) -> Result<&str, Refusal> {
        let token = token.map(|token| token.strip_prefix("Bearer ").unwrap_or(token).trim());
        self.by_client
            .iter()
            .find(|(_, (own, until))| Some(own.as_str()) == token && now < *until)
            .map(|(client, _)| client.as_str())
            .ok_or_else(|| Refusal::new(401, "unauthorized", "the access token is missing, unknown or too old"))
    }

    pub(super) fn expire(&mut self) {
        self.by_client.clear();
    }
}

/// Random enough that no client of another sandbox has the same token.
fn random() -> u64 {
    RandomState::new().hash_one("token")
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn after(hours: i64) -> Timestamp {
        START + SignedDuration::from_hours(hours)
    }

    fn credentials(secret: &str) -> Value {
        json!({"clientId": "me", "clientSecret": secret})
    }

    #[test]
    fn a_second_request_gets_the_same_token_with_its_remaining_lifetime() {
        let mut tokens = Tokens::default();
        let first = tokens.grant(&credentials("s"), START).expect("any credentials do").body;
        let second = tokens.grant(&credentials("s"), after(1)).expect("any credentials do").body;
        assert_eq!(first["accessToken"], second["accessToken"]);
        assert_eq!((first["expiresIn"].as_i64(), second["expiresIn"].as_i64()), (Some(10_800), Some(7_200)));
    }

    #[test]
    fn a_token_is_refused_after_three_hours_and_then_replaced() {
        let mut tokens = Tokens::default();
        let first = tokens.grant(&credentials("s"), START).expect("any credentials do").body;
        let token = first["accessToken"].as_str();
        assert_eq!(tokens.client(token, after(2)), Ok("me"));
        assert_eq!(tokens.client(token, after(3)).unwrap_err().status, 401);
        let next = tokens.grant(&credentials("s"), after(3)).expect("any credentials do").body;
        assert_ne!(first["accessToken"], next["accessToken"]);
    }

    #[test]
    fn wrong_credentials_are_invalid() {
        let mut tokens = Tokens::only_for("me", "right");
        assert_eq!(tokens.grant(&credentials("wrong"), START).unwrap_err().error, "invalid_credentials");
        assert_eq!(Tokens::default().grant(&credentials(""), START).unwrap_err().status, 401);
    }

    #[test]
    fn the_bearer_word_may_be_left_out() {
        let mut tokens = Tokens::default();
        let body = tokens.grant(&credentials("s"), START).expect("any credentials do").body;
        let token = body["accessToken"].as_str().expect("it is text");
        assert!(tokens.client(Some(token), START).is_ok());
        assert!(tokens.client(Some(&format!("Bearer {token}")), START).is_ok());
        assert!(tokens.client(None, START).is_err());
    }
}
