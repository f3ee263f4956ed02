//! Access to a forge: which one it is, where its API is, and the credentials.

use super::address::{Address, AddressError, NamedBy, Transport};
use super::authorization::basic;
use crate::net::{HeaderValue, Url, is_loopback};
use secrecy::{ExposeSecret, SecretString};

/// The supported forges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// GitHub, in the cloud or self-hosted.
    Github,
    /// GitLab, in the cloud or self-hosted.
    Gitlab,
    /// Bitbucket Cloud.
    Bitbucket,
    /// Any other git server: branches are pushed, but there are no pull requests.
    Plain,
}

impl Kind {
    /// Returns the forge of a well-known host.
    pub fn of_host(host: &str) -> Option<Self> {
        match host {
            "github.com" => Some(Self::Github),
            "gitlab.com" => Some(Self::Gitlab),
            "bitbucket.org" => Some(Self::Bitbucket),
            _ if host.ends_with(".ghe.com") => Some(Self::Github),
            _ => None,
        }
    }
}

/// Access to a forge. The token is never printed; `Debug` shows `[REDACTED]`.
#[derive(Clone, Debug)]
pub struct Access {
    /// The kind of forge.
    pub kind: Kind,
    /// The only host that receives the token, besides that of `api`: `github.com`, with a port if it has one.
    pub host: String,
    /// The base URL of its API, if it is not the default one: `https://git.example/gitlab/api/v4`.
    pub api: Option<String>,
    /// The token.
    pub token: Option<SecretString>,
    /// The email address of a personal Bitbucket API token. Bitbucket access tokens have none.
    pub email: Option<String>,
}

impl Access {
    /// Returns the base URL of the API, or `None` if the forge has no pull requests. An address over which the token would
    /// be sent unencrypted is an error.
    pub(super) fn api(&self) -> Result<Option<Url>, AddressError> {
        let host = &self.host;
        let text = match (&self.api, self.kind) {
            (_, Kind::Plain) => return Ok(None),
            (Some(api), _) => api.clone(),
            (None, Kind::Github) if host == "github.com" || host.ends_with(".ghe.com") => format!("https://api.{host}"),
            (None, Kind::Github) => format!("https://{host}/api/v3"),
            (None, Kind::Gitlab) => format!("https://{host}/api/v4"),
            (None, Kind::Bitbucket) if host == "bitbucket.org" => "https://api.bitbucket.org/2.0".to_owned(),
            // Bitbucket Data Center has a different API.
            (None, Kind::Bitbucket) => return Err(AddressError::UnknownForge { host: host.clone() }),
        };
        let wrong = |reason: &str| AddressError::NotAnAddress { reason: format!("the API's URL: {reason}") };
        let url = Url::parse(&text).map_err(|error| wrong(&error.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it has a query or fragment"));
        }
        match url.scheme() {
            "https" => Ok(Some(url)),
            "http" if is_loopback(&url) => Ok(Some(url)),
            "http" => Err(wrong("`http://` would send the token unencrypted")),
            _ => Err(wrong("it does not start with `https://`")),
        }
    }

    /// Returns the URL for git and the name of the repository: `acme/payments`. Another host is an error.
    pub(super) fn repository(&self, address: &Address) -> Result<(String, String), AddressError> {
        let chosen = address.named_by == NamedBy::Operator;
        let gets_token = !matches!(address.transport, Transport::Ssh | Transport::Folder) && self.token.is_some();
        if self.kind == Kind::Plain && chosen && (!gets_token || address.host == self.host) {
            return Ok((address.text.clone(), address.to_string()));
        }
        if address.transport == Transport::Folder {
            let reason = "a folder has no pull requests; with `--forge none`, a branch is pushed to it".to_owned();
            return Err(AddressError::NotAnAddress { reason });
        }
        let ours = if address.transport == Transport::Ssh { without_port(&self.host) } else { self.host.as_str() };
        if address.host != ours {
            return Err(AddressError::NotOurs { host: address.host.clone(), ours: ours.to_owned() });
        }
        let segments = self.own_segments(&address.segments)?;
        let scheme = if address.transport == Transport::Http { "http" } else { "https" };
        // Without `.git`, GitLab would redirect.
        let url = match address.transport {
            Transport::Ssh if chosen => address.text.clone(),
            _ => format!("{scheme}://{}/{}.git", self.host, segments.join("/")),
        };
        Ok((url, segments[self.root().len()..].join("/")))
    }

    /// Returns the segments that name the repository, without those of a page in it.
    fn own_segments<'s>(&self, segments: &'s [String]) -> Result<&'s [String], AddressError> {
        let root = self.root();
        let unclear =
            || AddressError::NotAnAddress { reason: format!("`{}` does not name one repository", segments.join("/")) };
        let below = segments.strip_prefix(root.as_slice()).ok_or_else(unclear)?;
        let length = match self.kind {
            Kind::Github | Kind::Bitbucket => match below.get(2).map(String::as_str) {
                None | Some("tree" | "blob" | "src") => 2,
                Some(_) => return Err(unclear()),
            },
            Kind::Gitlab => below.iter().position(|segment| segment == "-").unwrap_or(below.len()),
            Kind::Plain => below.len(),
        };
        let least = if self.kind == Kind::Plain { 1 } else { 2 };
        if length < least || below.len() < length {
            return Err(unclear());
        }
        Ok(&segments[..root.len() + length])
    }

    /// Returns the path of a GitLab that is not at the root of its host: `gitlab` for `https://git.example/gitlab/api/v4`.
    fn root(&self) -> Vec<String> {
        let (Kind::Gitlab, Some(api)) = (self.kind, &self.api) else { return Vec::new() };
        let path = Url::parse(api).map(|url| url.path().to_owned()).unwrap_or_default();
        let path = path.trim_end_matches('/').strip_suffix("/api/v4").unwrap_or_default().to_owned();
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Returns the user name that goes with the token.
    fn git_user(&self) -> &'static str {
        match self.kind {
            Kind::Github => "x-access-token",
            Kind::Bitbucket if self.email.is_some() => "x-bitbucket-api-token-auth",
            Kind::Bitbucket => "x-token-auth",
            Kind::Gitlab | Kind::Plain => "oauth2",
        }
    }

    /// Returns the credentials for `Authorization: Basic`.
    pub(super) fn git_authorization(&self) -> Option<SecretString> {
        self.token.as_ref().map(|token| basic(self.git_user(), token))
    }

    pub(super) fn api_authorization(&self) -> Option<(&'static str, HeaderValue)> {
        let token = self.token.as_ref()?;
        let (name, value) = match (self.kind, &self.email) {
            (Kind::Gitlab, _) => ("private-token", token.expose_secret().to_owned()),
            (Kind::Bitbucket, Some(email)) => {
                ("authorization", format!("Basic {}", basic(email, token).expose_secret()))
            }
            _ => ("authorization", format!("Bearer {}", token.expose_secret())),
        };
        let mut value = HeaderValue::from_str(&value).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }

    /// Returns every form of the token that a server could repeat.
    pub(super) fn secrets(&self) -> Vec<SecretString> {
        let Some(token) = &self.token else { return Vec::new() };
        let encoded = percent_encoding::utf8_percent_encode(token.expose_secret(), percent_encoding::NON_ALPHANUMERIC);
        let mut secrets = vec![token.clone(), SecretString::from(encoded.to_string())];
        secrets.extend(self.git_authorization());
        secrets.extend(self.email.as_ref().map(|email| basic(email, token)));
        secrets
    }
}

fn without_port(host: &str) -> &str {
    host.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests;
