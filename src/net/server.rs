//! A server, and the options of its client: time limits, attempts and certificates.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use super::redact::Redactor;
use super::retry::Wait;
use super::stop::StopSignal;
use super::trace::OnAttempt;

/// Called before every wait.
pub type OnWait = Box<dyn Fn(&Wait) + Send + Sync>;

/// Called with the server's name when an answer takes long.
pub type OnSlow = Box<dyn Fn(&str) + Send + Sync>;

/// Options of a client.
pub struct Options {
    /// How long one attempt may take, from connecting to the response's last byte.
    pub request_timeout: Duration,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// The longest single wait, even if the server asks for more.
    pub max_wait: Duration,
    /// How often a request is sent at most, the first time included; 0 counts as 1.
    pub attempts: u32,
    /// PEM certificates of CAs to trust in addition to the machine's own.
    pub ca_file: Option<Vec<u8>>,
    /// The environment variables that name proxies, and their values.
    pub proxies: Vec<(&'static str, String)>,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Called before every wait, on the thread that waits.
    pub on_wait: Option<OnWait>,
    /// Called when requests have taken some seconds without finishing, and at intervals after that.
    pub on_slow: Option<OnSlow>,
    /// Called after every attempt at a request.
    pub on_attempt: Option<OnAttempt>,
    /// Learns the secrets that are sent.
    pub redactor: Arc<Redactor>,
    /// Ends all waits.
    pub stop: Arc<StopSignal>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_wait: Duration::from_secs(120),
            attempts: 5,
            ca_file: None,
            proxies: Vec::new(),
            user_agent: concat!("portwright/", env!("CARGO_PKG_VERSION")).to_owned(),
            on_wait: None,
            on_slow: None,
            on_attempt: None,
            redactor: Arc::default(),
            stop: Arc::default(),
        }
    }
}

/// The settings of a client for its server.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// A URL of it. Only its origin counts: nothing is ever sent to another one.
    pub url: Url,
    /// The header with the server's identifier of a request.
    pub trace_header: &'static str,
    /// Whether a 403 with `Retry-After`, or with nothing left of the rate limit, means that the limit is reached.
    pub limits_with_403: bool,
}

/// Whether a URL's host is this machine itself, by address or by name.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_several_names() {
        for (url, is) in [
            ("http://localhost:8080", true),
            ("http://127.0.0.2", true),
            ("http://[::1]:80", true),
            ("http://port.localhost", true),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).expect("a URL")), is, "{url}");
        }
    }
}
