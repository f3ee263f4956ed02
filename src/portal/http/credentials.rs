//! The credentials for a portal.

use secrecy::SecretString;

/// The client ID and client secret of a Port organisation or service account.
///
/// Neither is ever printed; `Debug` shows `[REDACTED]`.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client ID.
    pub client_id: SecretString,
    /// The client secret.
    pub client_secret: SecretString,
}

impl Credentials {
    /// Credentials from plain text.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: SecretString::from(client_id.into()),
            client_secret: SecretString::from(client_secret.into()),
        }
    }
}
