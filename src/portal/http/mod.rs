//! The portal over HTTP: Port itself, in any region, or another server with its API.

mod answer;
mod base_url;
mod client;
mod credentials;
mod safety;
mod token;

#[cfg(test)]
mod scripted;
#[cfg(test)]
mod tests;

pub use base_url::{BaseUrl, BaseUrlError};
pub use client::HttpPortal;
pub use credentials::Credentials;

pub use crate::net::{Failure, OnSlow, OnWait, Options, StopSignal, Wait};
