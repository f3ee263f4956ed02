//! HTTP requests to one server: attempts, waits, limits and redaction.
//!
//! Who the server is and what its responses mean is for the floors above: `portal` speaks to Port, `forge` to where
//! repositories live. Only this module knows the HTTP library, and all that waits inside it is behind `Client::send`.

mod client;
mod connector;
mod exchange;
mod gate;
mod method;
mod pace;
mod reactor;
mod redact;
mod retry;
mod server;
mod trace;

pub(crate) use client::Client;
pub(crate) use exchange::{ApiResponse, Call, ExchangeError};
pub use method::Method;
pub(crate) use redact::Redactor;
pub(crate) use reqwest::Url;
pub(crate) use reqwest::header::HeaderValue;
pub use retry::{Failure, Wait};
pub(crate) use retry::{Safety, pause_after};
pub use server::{OnWait, Options};
pub(crate) use server::{Server, is_loopback};
pub(crate) use trace::{AnswerFacts, Attempt, OnAttempt, query_text};
#[cfg(test)]
pub(crate) use {pace::Pace, trace::Connection};
