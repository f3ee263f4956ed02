//! A payload in an environment variable.

/// The bytes of a variable, which need not be UTF-8. An empty one counts as unset.
pub(crate) fn payload(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(std::ffi::OsString::into_encoded_bytes)
}
