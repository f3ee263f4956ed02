//! Whether the program runs in GitHub Actions.

/// Whether the program runs in GitHub Actions, which searches its output for workflow commands.
pub(crate) fn in_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}
