//! Why a request is answered with an error, or other work has failed.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{ErrorCode, ResponseError};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An error that answers a request.
#[derive(Debug)]
pub(crate) struct RequestFailure {
    code: ErrorCode,
    message: String,
}

impl RequestFailure {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The request is correct, but cannot be done.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::RequestFailed, message)
    }

    pub(crate) fn error(self) -> ResponseError {
        ResponseError { code: self.code as i32, message: self.message, data: None }
    }
}

/// Reads the parameters of a request or a notification.
pub(crate) fn params<P: DeserializeOwned>(value: Value) -> Result<P, RequestFailure> {
    serde_json::from_value(value).map_err(|error| {
        RequestFailure::new(ErrorCode::InvalidParams, format!("the parameters are not valid: {error}"))
    })
}

/// Returns what a panic says, for a message.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("portwright failed: {}", message.unwrap_or("unknown reason"))
}

/// Does work that somebody waits for: a panic is a failure like others.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panic_message(&*panic)))
}
