//! Classifying git's error messages.

use crate::forge::error::ForgeError;
use crate::net::Redactor;

/// Messages about rejected credentials or missing permissions.
const NOT_ALLOWED: &[&str] = &[
    "error: 401",
    "error: 403",
    "authentication failed",
    "could not read username",
    "could not read password",
    "access denied",
    "permission denied",
    "invalid username or",
    "write access to repository not granted",
    "not allowed to push code",
];

/// The message of a server if the requested range contains no commits.
pub(super) const NOTHING_SELECTED: &str = "no commits selected";

const NOT_FOUND: &[&str] = &[
    "error: 404",
    "not found",
    "does not appear to be a git repository",
    "could not be found",
    "error: 301",
    "error: 302",
    "error: 307",
    "error: 308",
];

const NETWORK: &[&str] = &[
    "error: 408",
    "error: 429",
    "error: 5",
    "could not resolve",
    "failed to connect",
    "couldn't connect",
    "connection",
    "timed out",
    "too slow",
    "hung up",
    "early eof",
    "rpc failed",
    "ssl",
    "certificate",
    "unable to access",
    "expected flush",
    "empty reply",
    "transfer closed",
];

/// Classifies a failure by the messages that git printed.
pub(super) fn fault(what: String, printed: &str, redactor: &Redactor) -> ForgeError {
    let lower = printed.to_lowercase();
    let mentions = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let mut reason = reason(printed, redactor);
    if lower.contains(NOTHING_SELECTED) {
        return ForgeError::Git { what, reason };
    }
    if mentions(NOT_ALLOWED) {
        return ForgeError::Credentials { what, reason };
    }
    if mentions(NOT_FOUND) {
        if lower.contains("error: 30") {
            reason += "; redirects are not followed, because the token is for one address only";
        }
        return ForgeError::NotFound { what, reason };
    }
    if mentions(NETWORK) { ForgeError::Network { what, reason } } else { ForgeError::Git { what, reason } }
}

/// Returns the relevant lines, without secrets and terminal control characters.
pub(super) fn reason(printed: &str, redactor: &Redactor) -> String {
    let lines: Vec<&str> = printed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let matters = |line: &&&str| ["fatal:", "error:", "remote:", "ssh:"].iter().any(|start| line.starts_with(start));
    let relevant: Vec<&str> = lines.iter().filter(matters).copied().collect();
    let relevant = if relevant.is_empty() { lines } else { relevant };
    let words = |line: &str| {
        let line = ["fatal:", "error:"].iter().find_map(|start| line.strip_prefix(start)).unwrap_or(line);
        redactor.clean(line.trim())
    };
    let all: Vec<String> = relevant.into_iter().filter(|line| *line != "remote:").map(words).collect();
    match all.is_empty() {
        true => "git gave no reason".to_owned(),
        false => redactor.brief(&all.join("; "), 600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(printed: &str) -> ForgeError {
        let redactor = Redactor::default();
        redactor.learn(&"canary".into());
        fault("fetching `acme/payments`".to_owned(), printed, &redactor)
    }

    #[test]
    fn credentials_repositories_and_networks_fail_in_words_of_their_own() {
        for printed in [
            "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
            "fatal: Authentication failed for 'https://github.com/acme/payments.git/'",
            "remote: HTTP Basic: Access denied",
            "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            "fatal: unable to access 'https://git.example/a/b.git/': The requested URL returned error: 403",
        ] {
            assert!(matches!(sorted(printed), ForgeError::Credentials { .. }), "{printed}");
        }
        for printed in [
            "remote: Repository not found.\nfatal: repository 'https://github.com/acme/x.git/' not found",
            "fatal: '/srv/x.git' does not appear to be a git repository",
            "fatal: unable to access 'https://git.example/a/b.git/': The requested URL returned error: 301",
        ] {
            assert!(matches!(sorted(printed), ForgeError::NotFound { .. }), "{printed}");
        }
        for printed in [
            "fatal: unable to access 'https://git.example/a/b.git/': Could not resolve host: git.example",
            "fatal: unable to access 'https://git.example/a/b.git/': The requested URL returned error: 503",
            "error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: the remote end hung up unexpectedly",
        ] {
            assert!(matches!(sorted(printed), ForgeError::Network { .. }), "{printed}");
        }
        assert!(matches!(sorted("fatal: write error: No space left on device"), ForgeError::Git { .. }));
    }

    #[test]
    fn what_git_prints_is_cleaned() {
        let shown = sorted("hint: try\nremote: \u{1b}[31mcanary\nremote:\nfatal: no\n").to_string();
        assert_eq!(shown, r"fetching `acme/payments`: remote: \u{1b}[31m[REDACTED]; no");
    }
}
