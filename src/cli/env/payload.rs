//! A payload that a pipeline keeps in the environment.

/// The bytes of a variable, whether they are a text or not; none where it is not set.
pub(crate) fn payload(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).map(std::ffi::OsString::into_encoded_bytes)
}
