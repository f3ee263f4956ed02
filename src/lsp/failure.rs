//! Why a request is answered with an error.

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
