//! The variables with secrets of this program, which no child process gets.

use std::ffi::OsStr;

use crate::ground::child_environment::withhold;

/// Keeps Port's credentials, the values of the model's variables, and the token for the forge from child processes.
pub(crate) fn withhold_secrets() {
    withhold(std::env::vars_os().map(|(name, _)| name).filter(|name| is_secret(name)).collect());
}

fn is_secret(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    ["PORT_CLIENT_", "PORTWRIGHT_VAR_", "PORTWRIGHT_FORGE_"].iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_recognised_by_their_names() {
        let named = |name: &str| is_secret(OsStr::new(name));
        assert!(
            ["PORT_CLIENT_ID", "PORT_CLIENT_SECRET", "PORTWRIGHT_VAR_x", "PORTWRIGHT_FORGE_TOKEN"].map(named)
                == [true; 4]
        );
        assert!(["PATH", "HOME", "PORT_BASE_URL", "GIT_SSH_COMMAND", "PORTWRIGHT_CA_FILE"].map(named) == [false; 5]);
    }
}
