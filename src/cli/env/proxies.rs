//! The environment variables that name proxies.

use crate::cli::env::read::present;

/// The variables that clients read, and the one with the hosts that are reached without a proxy.
const NAMES: [&str; 8] =
    ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"];

/// Returns those variables that have a value, and the value.
pub(super) fn proxies() -> Vec<(&'static str, String)> {
    let given = |name| present(name).filter(|value| !value.trim().is_empty());
    NAMES.into_iter().filter_map(|name| Some((name, given(name)?))).collect()
}
