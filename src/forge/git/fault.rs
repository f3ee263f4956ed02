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

/// Git's message for a branch that no longer exists.
pub(super) const BRANCH_GONE: &str = "couldn't find remote ref";

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

/// Messages of git about a response that is not git's, such as a web page.
const NOT_GIT: &[&str] = &[
    "is this a git repository?",
    "could not determine hash algorithm",
    "invalid server response",
    "protocol error",
    "bad line length",
    "bad pack header",
    "unexpected http",
    "expected flush",
    "expected 'packfile'",
    "expected acknowledgments",
    "expected ack/nak",
    "invalid packet",
    "got bad service",
    "unable to rewind rpc",
    "unexpected content-type",
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
    "empty reply",
    "transfer closed",
];

/// Messages of servers about concurrent pushes: the branch was locked, or was not at the expected commit. GitHub, Gitea
/// and plain git use git's own words, Gitaly is GitLab's server, and Gerrit and others use JGit.
const CONCURRENT_PUSH: &[&str] = &[
    "cannot lock ref",
    "failed to update ref",
    "reference already exists",
    "incorrect old value",
    "failed to lock",
    "failed to acquire lock",
    "failed to write",
    "unable to lock",
    "lock failure",
    "lock error",
    "lock_failure",
    "another git process",
    "is already locked",
    "reference does not point to expected object",
    "reference has already been locked",
    "but expected",
    "reference was updated",
    "please try again",
];

/// Messages from git, and short reasons from servers, for a branch that is no longer at the expected commit.
const BRANCH_MOVED: &[&str] =
    &["stale info", "fetch first", "non-fast-forward", "non-fast forward", "needs force", "already exists"];

/// The name of another branch is the name of a folder here, or the other way round. Waiting does not help.
const NAME_CONFLICT: &str = "cannot create";

/// Whether a concurrent push caused a rejection, so that the branch must be read again. `rejected` is git's line about
/// the branch, and `printed` the rest of the server's output.
pub(super) fn is_stale(rejected: &str, printed: &str) -> bool {
    let rejected = rejected.rsplit('\t').next().unwrap_or_default().to_lowercase();
    let all = format!("{rejected}\n{}", printed.to_lowercase());
    let is_concurrent = CONCURRENT_PUSH.iter().any(|words| all.contains(words));
    !all.contains(NAME_CONFLICT) && (is_concurrent || BRANCH_MOVED.iter().any(|words| rejected.contains(words)))
}

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
    if mentions(NOT_GIT) {
        reason += "; the server did not answer as a git server does: look at the address in a browser, it may be a page to log in";
        return ForgeError::Network { what, reason };
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
    fn credential_repository_and_network_errors_differ() {
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
        for printed in [
            "fatal: https://git.example/a/b.git/info/refs not valid: is this a git repository?",
            "fatal: https://git.example/a/b.git/info/refs not valid: could not determine hash algorithm; is this a git repository?",
            "fatal: protocol error: bad line length character: <htm",
            "fatal: invalid server response; got '<html>'",
        ] {
            let error = sorted(printed);
            assert!(matches!(error, ForgeError::Network { .. }), "{printed}");
            assert!(error.to_string().contains("did not answer as a git server does"), "{error}");
        }
        assert!(matches!(sorted("fatal: write error: No space left on device"), ForgeError::Git { .. }));
    }

    #[test]
    fn a_concurrent_push_is_distinguished_from_a_forbidden_one() {
        let at = |reason: &str| format!("!\tabc:refs/heads/x\t{reason}");
        for (rejected, printed) in [
            ("[rejected] (stale info)", ""),
            ("[rejected] (fetch first)", ""),
            ("[rejected] (non-fast-forward)", ""),
            ("[rejected] (already exists)", ""),
            ("[remote rejected] (failed to update ref)", ""),
            (
                "[remote rejected] (failed to update ref)",
                "remote: error: cannot lock ref 'refs/heads/x': is at a but expected b",
            ),
            ("[remote rejected] (cannot lock ref 'refs/heads/x': reference already exists)", ""),
            ("[remote rejected] (reference already exists)", ""),
            ("[remote rejected] (incorrect old value provided)", ""),
            ("[remote rejected] (failed to lock)", ""),
            ("[remote rejected] (LOCK_FAILURE)", ""),
            ("[remote rejected] (reference does not point to expected object)", ""),
            (
                "[remote rejected] (failed)",
                "remote: error: Unable to create 'x.lock': File exists.\nremote: Another git process",
            ),
            ("[remote rejected] (pre-receive hook declined)", "remote: error: cannot lock ref 'refs/heads/x'"),
        ] {
            assert!(is_stale(&at(rejected), printed), "{rejected} {printed}");
        }
        for (rejected, printed) in [
            (
                "[remote rejected] (protected branch hook declined)",
                "remote: error: GH006: Protected branch update failed",
            ),
            (
                "[remote rejected] (pre-receive hook declined)",
                "remote: a merge request already exists; see non-fast-forward",
            ),
            (
                "[remote rejected] (cannot lock ref 'refs/heads/x/y': 'refs/heads/x' exists; cannot create 'refs/heads/x/y')",
                "",
            ),
            ("[remote rejected] (permission denied)", ""),
        ] {
            assert!(!is_stale(&at(rejected), printed), "{rejected} {printed}");
        }
    }

    #[test]
    fn git_output_is_cleaned() {
        let shown = sorted("hint: try\nremote: \u{1b}[31mcanary\nremote:\nfatal: no\n").to_string();
        assert_eq!(shown, r"fetching `acme/payments`: remote: \u{1b}[31m[REDACTED]; no");
    }
}
