//! Reading one environment variable.

pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// An environment variable that is set and not empty.
pub(super) fn present(name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

/// An environment variable with a secret, without the space around it: a secret read from a file often ends with a line break.
pub(super) fn secret(name: &str) -> Option<String> {
    present(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
