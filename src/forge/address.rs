//! Where a repository is, from the text that names it.

use crate::net::{Url, is_loopback};
use std::fmt;

const MAX_ADDRESS_BYTES: usize = 2000;

/// The source of an address, which decides how far it is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// A flag or a file of the project. SSH and local folders are allowed.
    Operator,
    /// A payload or a property of an entity.
    Others,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Https,
    Http,
    Ssh,
    Folder,
}

/// The address of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub(super) transport: Transport,
    /// The address as written, for those that are passed to git unchanged.
    pub(super) text: String,
    /// In lower case, with a port that is not the scheme's default. Empty for a folder.
    pub(super) host: String,
    /// The segments of the path, without `.git` at the end.
    pub(super) segments: Vec<String>,
    pub(super) named_by: NamedBy,
}

/// Why an address is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be parsed. The text is not included, since it may contain a password.
    #[error("the repository's URL is not valid: {reason}; write a URL such as `https://github.com/acme/payments`")]
    NotAnAddress {
        /// What is wrong with it.
        reason: String,
    },
    /// It contains a user name or a password.
    #[error("the repository's URL contains a user name or password; credentials do not belong in it")]
    UserInfo,
    /// Its scheme is accepted only from the operator.
    #[error("the repository's URL starts with `{scheme}`, which is only accepted from `--remote`")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// Its scheme is not encrypted, and the server is not this machine.
    #[error(
        "the repository's address starts with `http://`, over which the token and the files would be sent unencrypted; use `https://`"
    )]
    Unencrypted,
    /// The token is for another host.
    #[error("the repository is on `{host}`, but the token is for `{ours}` and is not sent anywhere else")]
    NotOurs {
        /// The repository's host.
        host: String,
        /// The host of the token.
        ours: String,
    },
    /// The kind of forge is neither configured nor known for this host.
    #[error("`{host}` is not a known forge")]
    UnknownForge {
        /// The host.
        host: String,
    },
}

impl Address {
    /// Parses an address: `https://`, `git@HOST:PATH`, `ssh://`, and from the operator also `file://` and absolute paths.
    /// `http://` is for this machine only. An SSH address from others only names a host and a repository, which are then used over HTTPS.
    pub fn parse(text: &str, named_by: NamedBy) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_ADDRESS_BYTES {
            return Err(not_an_address(if text.is_empty() { "it is empty" } else { "it is too long" }));
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(not_an_address("it contains a space, a backslash or a control character"));
        }
        if text.starts_with('/') {
            return Self::folder(text, text, named_by);
        }
        match text.split_once("://") {
            Some(("file", path)) => Self::folder(text, path, named_by),
            Some(_) => Self::url(text, named_by),
            None => Self::scp(text, named_by),
        }
    }

    /// Returns the host in lower case, with a port that is not the scheme's default. Empty for a folder.
    pub fn host(&self) -> &str {
        &self.host
    }

    fn folder(text: &str, path: &str, named_by: NamedBy) -> Result<Self, AddressError> {
        if named_by == NamedBy::Others {
            return Err(AddressError::Scheme {
                scheme: text.split_inclusive('/').next().unwrap_or_default().to_owned(),
            });
        }
        let segments = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Ok(Self { transport: Transport::Folder, text: text.to_owned(), host: String::new(), segments, named_by })
    }

    fn url(text: &str, named_by: NamedBy) -> Result<Self, AddressError> {
        let url = Url::parse(text).map_err(|error| not_an_address(&error.to_string()))?;
        let transport = match url.scheme() {
            "https" => Transport::Https,
            "http" if is_loopback(&url) => Transport::Http,
            "http" => return Err(AddressError::Unencrypted),
            "ssh" => Transport::Ssh,
            scheme => {
                let reason = format!("`{}://` is not supported, use `https://` or `ssh://`", scheme.escape_debug());
                return Err(not_an_address(&reason));
            }
        };
        // The user of SSH is not a secret, and is `git` on every forge.
        let user = url.username();
        let is_clean =
            user.is_empty() || transport == Transport::Ssh && (user == "git" || named_by == NamedBy::Operator);
        if !is_clean || url.password().is_some() {
            return Err(AddressError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(not_an_address("it has a query or fragment"));
        }
        // The parser resolves `..` and skips extra slashes before the host, so check the text as written.
        let (place, path) = text.split_once("://").and_then(|(_, rest)| rest.split_once('/')).unwrap_or_default();
        let name = url.host_str().unwrap_or_default().to_lowercase();
        let place = place.rsplit('@').next().unwrap_or_default().to_lowercase();
        let port = place.strip_prefix(&name).filter(|_| !name.is_empty());
        if !port.is_some_and(|port| port.is_empty() || port.starts_with(':')) {
            return Err(not_an_address("its host contains escapes or unusual characters"));
        }
        let host = match url.port() {
            // The port of SSH is not the port of the API.
            Some(port) if transport != Transport::Ssh => format!("{name}:{port}"),
            _ => name,
        };
        Ok(Self { transport, text: text.to_owned(), host, segments: segments(path)?, named_by })
    }

    /// Parses the form that SSH tools use: `git@github.com:acme/payments.git`.
    fn scp(text: &str, named_by: NamedBy) -> Result<Self, AddressError> {
        let Some((place, path)) = text.split_once(':') else {
            return Err(not_an_address("it has no scheme"));
        };
        let (user, host) = place.split_once('@').unwrap_or(("", place));
        if !matches!(user, "git" | "") && named_by == NamedBy::Others {
            return Err(AddressError::UserInfo);
        }
        let is_host = host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
        // A single word before the colon is only taken as a host if a user precedes it.
        let is_host = is_host && !host.is_empty() && (host.contains('.') || !user.is_empty());
        if !is_host || host.starts_with(['-', '.']) || user.starts_with('-') {
            return Err(not_an_address("it has no host"));
        }
        let (text, host) = (text.to_owned(), host.to_lowercase());
        Ok(Self { transport: Transport::Ssh, text, host, segments: segments(path)?, named_by })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.segments.join("/"))
    }
}

/// Returns the segments of a path. Those with a special meaning, such as `..`, are errors.
fn segments(path: &str) -> Result<Vec<String>, AddressError> {
    let path = path.trim_start_matches('/').trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
    for segment in &segments {
        let is_plain = segment.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~+@".contains(c));
        if matches!(segment.as_str(), "" | "." | "..") || !is_plain {
            return Err(not_an_address(&format!("`{}` cannot be part of its path", segment.escape_debug())));
        }
    }
    Ok(segments)
}

fn not_an_address(reason: &str) -> AddressError {
    AddressError::NotAnAddress { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Transport, String, String), AddressError> {
        let address = Address::parse(text, NamedBy::Others)?;
        Ok((address.transport, address.host.clone(), address.to_string()))
    }

    #[test]
    fn an_address_has_a_host_and_a_path_however_it_is_written() {
        for (text, transport, host) in [
            ("https://github.com/acme/payments", Transport::Https, "github.com"),
            ("https://GitHub.com/acme/payments.git/", Transport::Https, "github.com"),
            ("https://github.com:443/acme/payments/", Transport::Https, "github.com"),
            ("https://git.example:8443/acme/payments", Transport::Https, "git.example:8443"),
            ("http://127.0.0.1:3000/acme/payments", Transport::Http, "127.0.0.1:3000"),
            ("git@github.com:acme/payments.git", Transport::Ssh, "github.com"),
            ("github.com:acme/payments", Transport::Ssh, "github.com"),
            ("git@gitserver:acme/payments", Transport::Ssh, "gitserver"),
            ("ssh://git@git.example:2222/acme/payments.git", Transport::Ssh, "git.example"),
        ] {
            assert_eq!(read(text), Ok((transport, host.to_owned(), "acme/payments".to_owned())), "{text}");
        }
    }

    #[test]
    fn an_ambiguous_address_is_refused() {
        for text in [
            "",
            "acme/payments",
            "github.com/acme/payments",
            "https://github.com/acme/../payments",
            "https://github.com/acme/%2e%2e/payments",
            "https://github.com/acme//payments",
            "https://github.com/acme/payments?x=y",
            "https://github.com/acme/payments#readme",
            "https://github.com/acme/pay ments",
            "https://github.com/acme/pay\nments",
            "https://github.com\\@evil.example/acme/payments",
            "https:///acme/payments",
            "https://0x7f.1/acme/payments",
            "https://git%2eexample/acme/payments",
            "https://github.com",
            "git@github.com:../payments",
            "-oProxyCommand=x:acme/payments",
            "C:\\payments",
            "C:/payments",
            "git@:acme/payments",
        ] {
            assert!(matches!(read(text), Err(AddressError::NotAnAddress { .. })), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn credentials_in_an_address_are_refused_and_not_repeated() {
        for text in ["https://me:canary@github.com/a/b", "https://canary@github.com/a/b", "canary@github.com:a/b"] {
            let error = read(text).expect_err("no address");
            assert_eq!(error, AddressError::UserInfo);
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }

    #[test]
    fn only_the_operator_may_leave_https() {
        for text in ["file:///srv/payments.git", "/srv/payments.git"] {
            assert!(matches!(read(text), Err(AddressError::Scheme { .. })), "{text}");
            assert!(Address::parse(text, NamedBy::Operator).is_ok(), "{text}");
        }
        for text in ["git://git.example/acme/payments", "ext::sh -c x", "ftp://git.example/a/b"] {
            assert!(Address::parse(text, NamedBy::Operator).is_err(), "{text}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for named_by in [NamedBy::Operator, NamedBy::Others] {
            for text in [
                "http://git.example/a/b",
                "HTTP://git.example:8080/a/b",
                "http://10.0.0.1/a/b",
                "http://localhost.example/a/b",
            ] {
                assert_eq!(Address::parse(text, named_by), Err(AddressError::Unencrypted), "{text}");
            }
            for text in ["http://localhost:3000/a/b", "http://127.0.0.1/a/b", "http://[::1]:3000/a/b"] {
                assert!(Address::parse(text, named_by).is_ok(), "{text}: {:?}", Address::parse(text, named_by));
            }
        }
    }
}
