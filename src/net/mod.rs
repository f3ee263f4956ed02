//! HTTP requests to one server: attempts, waits, limits and redaction.
//!
//! Who the server is and what its answers mean is for the floors above: `portal` speaks to Port, `forge` to where
//! repositories live. Only this module knows the HTTP library, and all that waits inside it is behind [`Client::send`].

mod client;
mod connector;
mod exchange;
mod gate;
mod method;
mod origin;
mod pace;
mod reactor;
mod redact;
mod retry;
mod server;
mod trace;

pub use client::Client;
pub use exchange::{Broken, Call, Received};
pub use method::Method;
pub use origin::is_loopback;
pub use pace::Pace;
pub use redact::Redactor;
pub use reqwest::Url;
pub use reqwest::header::HeaderValue;
pub use retry::{Cause, Safety, Wait, pause_after};
pub use server::{OnWait, Options, Server};
pub use trace::{AnswerFacts, Attempt, Connection, OnAttempt, query_text};
