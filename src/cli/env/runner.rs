//! Whether GitHub Actions runs this.

/// Whether a step of GitHub Actions runs this, so that its output is searched for workflow commands.
pub(crate) fn in_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}
