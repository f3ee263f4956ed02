//! Where a portal's API is: a region's name, or a URL.

use std::fmt;

use crate::ground::closest::closest;
use crate::net::{Url, is_loopback};
use crate::portal::wire::Request;

const EU: &str = "https://api.port.io";
const US: &str = "https://api.us.port.io";

/// The address of a portal's API, without `/v1` and without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
}

/// Why a text is not the address of a portal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Neither a name nor a URL. The text itself is left out, because it may hold a password.
    #[error("a portal is `eu`, `us`, `sandbox` or a URL such as `{EU}`")]
    Unknown,
    /// A URL that does not parse. The text itself is left out, because it may hold a password.
    #[error("the portal's URL is not valid: {reason}")]
    NotAUrl {
        /// The parser's message.
        reason: String,
    },
    /// Neither `https` nor `http`.
    #[error("the portal's URL must start with `https://`, not with `{scheme}:`")]
    Scheme {
        /// The scheme in the address.
        scheme: String,
    },
    /// `http` to another machine, which would send the credentials in the clear.
    #[error("the portal's URL uses `http://` for `{host}`, which would send the credentials unencrypted")]
    PlainHttp {
        /// The host in the address.
        host: String,
    },
    /// A user name or password in front of the host.
    #[error("the portal's URL contains a user name or password; credentials do not belong in it")]
    UserInfo,
    /// A query or a fragment.
    #[error("the portal's URL has a query or fragment, which an API's URL cannot have")]
    Query,
}

impl BaseUrl {
    /// Reads `eu`, `us`, or a URL with or without a trailing slash and `/v1`.
    /// `http://` is accepted for this machine only.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let base = Self::parse_allowing_plain_http(text)?;
        if base.url.scheme() == "http" && !is_loopback(&base.url) {
            return Err(BaseUrlError::PlainHttp { host: base.host().to_owned() });
        }
        Ok(base)
    }

    /// Parses like [`BaseUrl::parse`], and accepts `http://` for every host.
    pub fn parse_allowing_plain_http(text: &str) -> Result<Self, BaseUrlError> {
        let text = match text.trim() {
            name if name.eq_ignore_ascii_case("eu") => EU,
            name if name.eq_ignore_ascii_case("us") => US,
            url => url,
        };
        if !text.contains("//") {
            return Err(BaseUrlError::Unknown);
        }
        let mut url = match Url::parse(text) {
            Ok(url) => url,
            Err(_) if !text.contains("://") => return Err(BaseUrlError::Unknown),
            Err(error) => return Err(BaseUrlError::NotAUrl { reason: error.to_string() }),
        };
        if !matches!(url.scheme(), "https" | "http") {
            return Err(BaseUrlError::Scheme { scheme: url.scheme().to_owned() });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::Query);
        }
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path).trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self { url })
    }

    /// The portal that a text, which is not one, was probably meant to name. It can be parsed.
    pub(crate) fn meant(text: &str) -> Option<String> {
        let text = text.trim();
        let lower = text.to_lowercase();
        if text.is_empty() || text.contains(['@', '?', '#']) || text.contains(char::is_whitespace) {
            return None;
        }
        let rest = text.split_once("//").map_or(text, |(_, rest)| rest);
        // `file:///etc/hosts` has no host, and a parser would take the folder for one.
        if rest.starts_with('/') {
            return None;
        }
        let is_host = rest != text || rest.contains(['.', ':', '[']) || lower == "localhost";
        if !is_host {
            let name = ["eu", "us", "sandbox"].into_iter().find(|name| lower.starts_with(name));
            let name = name.filter(|_| lower.len() > 2).or_else(|| closest(&lower, ["europe", "sandbox"]));
            return name.map(|name| if name == "europe" { "eu" } else { name }.to_owned());
        }
        // Port's app and its API are different hosts.
        let rest = match rest.strip_prefix("app.") {
            Some(after) if after.contains("port.io") => format!("api.{after}"),
            _ => rest.to_owned(),
        };
        let urls = ["http", "https"].map(|scheme| format!("{scheme}://{rest}"));
        urls.into_iter().find(|url| Self::parse(url).is_ok())
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The host as written in URLs, IPv6 addresses in brackets.
    fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The URL of a route that starts with `/v1`.
    pub(super) fn route(&self, target: &str) -> Result<Url, String> {
        Url::parse(&format!("{self}{target}")).map_err(|error| format!("`{target}` does not form a valid URL: {error}"))
    }

    /// Refuses segments that a URL cannot represent: `..` would lead to the parent, so that deleting the entity `..`
    /// would delete its blueprint, and an empty one would turn a resource's address into that of its list.
    pub(super) fn url_of(&self, request: &Request) -> Result<Url, String> {
        if let Some(segment) = request.segments.iter().find(|segment| matches!(segment.as_str(), "" | "." | "..")) {
            return Err(format!("the identifier `{segment}` cannot be part of a URL's path"));
        }
        self.route(&request.target())
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::wire::Method;

    fn shown(text: &str) -> String {
        BaseUrl::parse(text).expect("an address").to_string()
    }

    #[test]
    fn a_region_is_an_address() {
        assert_eq!(shown("eu"), "https://api.port.io");
        assert_eq!(shown(" US "), "https://api.us.port.io");
    }

    #[test]
    fn a_trailing_slash_and_v1_make_no_difference() {
        for tail in ["", "/", "/v1", "/v1/"] {
            assert_eq!(shown(&format!("https://api.getport.io{tail}")), "https://api.getport.io");
            assert_eq!(shown(&format!("https://gate.example/port{tail}")), "https://gate.example/port");
        }
    }

    #[test]
    fn plain_http_is_for_loopback() {
        for host in ["localhost:8080", "127.0.0.1:3000", "[::1]:3000", "port.localhost"] {
            assert_eq!(shown(&format!("http://{host}")), format!("http://{host}"));
        }
        let refused = BaseUrl::parse("http://api.port.io");
        assert_eq!(refused, Err(BaseUrlError::PlainHttp { host: "api.port.io".to_owned() }));
        assert!(BaseUrl::parse("http://127.0.0.1.example.com").is_err());
        assert!(BaseUrl::parse_allowing_plain_http("http://api.port.io").is_ok());
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        for text in ["https://me:canary@api.port.io", "https://me:canary@a b", "canary", "me:canary@api.port.io"] {
            assert_eq!(BaseUrl::meant(text), None);
            let error = BaseUrl::parse(text).expect_err("not an address");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn an_invalid_api_address_is_refused() {
        assert_eq!(BaseUrl::parse("https://api.port.io/?a=b"), Err(BaseUrlError::Query));
        assert_eq!(BaseUrl::parse("https://api.port.io/#a"), Err(BaseUrlError::Query));
        assert_eq!(BaseUrl::parse("ftp://a.example"), Err(BaseUrlError::Scheme { scheme: "ftp".to_owned() }));
        for text in ["localhost:80", "api.port.io", "127.0.0.1:1", "europe", "//api.port.io", ""] {
            assert_eq!(BaseUrl::parse(text), Err(BaseUrlError::Unknown), "{text}");
        }
        assert!(matches!(BaseUrl::parse("https://a:port"), Err(BaseUrlError::NotAUrl { .. })));
    }

    #[test]
    fn a_misspelt_portal_gets_a_suggestion() {
        for (text, meant) in [
            ("europe", Some("eu")),
            ("eu-west-1", Some("eu")),
            ("USA", Some("us")),
            ("sandbx", Some("sandbox")),
            ("api.port.io", Some("https://api.port.io")),
            ("api.us.port.io:443/v1", Some("https://api.us.port.io:443/v1")),
            ("app.port.io", Some("https://api.port.io")),
            ("localhost", Some("http://localhost")),
            ("localhost:8080", Some("http://localhost:8080")),
            ("127.0.0.1:1", Some("http://127.0.0.1:1")),
            ("[::1]:80", Some("http://[::1]:80")),
            ("//api.port.io", Some("https://api.port.io")),
            ("htps://api.port.io", Some("https://api.port.io")),
            ("http://api.port.io", Some("https://api.port.io")),
            ("prod", None),
            ("https://a:port", None),
            ("file:///etc/hosts", None),
            ("https:///api.port.io", None),
            ("", None),
        ] {
            assert_eq!(BaseUrl::meant(text).as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn an_identifier_cannot_change_the_route() {
        let base = BaseUrl::parse("eu").expect("an address");
        for bad in ["..", ".", ""] {
            assert!(base.url_of(&Request::new(Method::Delete, ["blueprints", "a", "entities", bad])).is_err());
        }
        let odd = Request::new(Method::Get, ["blueprints", "../x%2e%2e/?#", "%2e%2e"]);
        let url = base.url_of(&odd).expect("a URL");
        assert_eq!(url.as_str(), "https://api.port.io/v1/blueprints/..%2Fx%252e%252e%2F%3F%23/%252e%252e");
    }
}
