//! The `Authorization` header of a user name and a password.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// Returns `user:password` in Base64.
pub(super) fn basic(user: &str, password: &SecretString) -> SecretString {
    SecretString::from(STANDARD.encode(format!("{user}:{}", password.expose_secret())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        for (plain, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(STANDARD.encode(plain), encoded);
        }
        assert_eq!(basic("Aladdin", &"open sesame".into()).expose_secret(), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
