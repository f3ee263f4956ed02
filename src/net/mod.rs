//! HTTP requests to one server: attempts, waits, limits and redaction.
//!
//! The floors above know the server and the meaning of its responses: `portal` calls Port, and `forge` calls GitHub,
//! GitLab or Bitbucket. Only this module uses the HTTP library, and all asynchronous code is behind `Client::send`.

mod certificate;
mod client;
mod connector;
mod exchange;
mod gate;
mod method;
mod rate_limit;
mod reactor;
mod redact;
mod retry;
mod server;
mod slow;
mod stop;
mod trace;

pub(crate) use client::Client;
pub(crate) use connector::check_ca_file;
pub(crate) use exchange::{ApiResponse, Call, ExchangeError};
pub use method::Method;
pub use redact::Redactor;
pub(crate) use reqwest::Url;
pub(crate) use reqwest::header::HeaderValue;
pub use retry::{Failure, Wait};
pub(crate) use retry::{Safety, pause_after};
pub use server::{OnSlow, OnWait, Options};
pub(crate) use server::{Server, is_loopback};
pub use stop::StopSignal;
pub(crate) use trace::{AnswerFacts, Attempt, OnAttempt, query_text};
#[cfg(test)]
pub(crate) use {rate_limit::RateLimitHeaders, trace::Connection};
