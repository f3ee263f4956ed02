//! One attempt at a request: the call, the response, and how it can fail.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderValue, LINK, LOCATION};
use reqwest::{Client, Response, Url, Version};

use super::certificate;
use super::method::Method;
use super::rate_limit::RateLimitHeaders;
use super::redact::Redactor;
use super::retry::{Failure, Safety};
use super::server::{Options, Server};
use super::trace::Connection;

/// The largest response that is read, counted after decompression.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// No API needs more.
const MAX_REDIRECTS: usize = 5;

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub method: Method,
    pub url: Url,
    /// Method and path, for errors and waits; the query, which may contain secrets, is omitted.
    pub label: String,
    /// `Debug` does not show the values that are marked as sensitive.
    pub headers: Vec<(&'static str, HeaderValue)>,
    /// JSON.
    pub body: Option<Vec<u8>>,
    pub safety: Safety,
}

impl Call {
    /// A call without a body that accepts JSON, and is safe to repeat if it reads.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        let label = format!("{method} {}", url.path());
        let headers = vec![("accept", HeaderValue::from_static("application/json"))];
        let safety = if method == Method::Get { Safety::Repeatable } else { Safety::Once };
        Self { method, url, label, headers, body: None, safety }
    }

    /// Sets a header, and replaces its earlier value.
    pub(crate) fn header(&mut self, name: &'static str, value: HeaderValue) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }
}

/// A response of any status.
#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub status: u16,
    /// The server's identifier of the request, not yet safe to print.
    pub trace: Option<String>,
    pub rate_limit: RateLimitHeaders,
    /// Whether the header `Link` names a next page.
    pub has_next_page: bool,
    /// The header `ETag`, which names this version of the body.
    pub etag: Option<String>,
    /// The body, at most 64 MiB.
    pub body: Vec<u8>,
    pub connection: Option<Connection>,
    /// Whether the status means that the rate limit is reached.
    pub is_limit: bool,
    /// Whether an earlier attempt may already have been carried out.
    pub in_doubt: bool,
}

/// Why a call has no usable response.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExchangeError {
    /// There was no connection, so the server did nothing. If `lasting`, a retry cannot help, as with a bad certificate.
    #[error("{reason}")]
    NeverSent { reason: String, lasting: bool },
    /// Sent, but there was no complete response: the server may have carried out the request.
    #[error("{reason}")]
    Lost { reason: String },
    /// The response is not a valid response of an API.
    #[error("{reason}")]
    Unusable { reason: String },
}

impl ExchangeError {
    /// None where a retry cannot help.
    pub(super) fn failure(&self) -> Option<Failure> {
        match self {
            Self::NeverSent { lasting: false, .. } => Some(Failure::NotSent),
            Self::Lost { .. } => Some(Failure::AnswerLost),
            Self::NeverSent { lasting: true, .. } | Self::Unusable { .. } => None,
        }
    }

    /// Redacted and escaped, for printing.
    pub(super) fn cleaned(self, redactor: &Redactor) -> Self {
        match self {
            Self::NeverSent { reason, lasting } => Self::NeverSent { reason: redactor.clean(&reason), lasting },
            Self::Lost { reason } => Self::Lost { reason: redactor.clean(&reason) },
            Self::Unusable { reason } => Self::Unusable { reason: redactor.clean(&reason) },
        }
    }
}

/// Sends a call once, following redirects only for a GET and only within its origin.
/// `endpoint` names the server in messages.
pub(super) async fn once(
    client: &Client,
    call: &Call,
    server: &Server,
    endpoint: &str,
    options: &Options,
) -> Result<ApiResponse, ExchangeError> {
    let exchange = async {
        let mut url = call.url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = send(client, call, url.clone(), endpoint, options).await?;
            match target(call, &url, &response)? {
                Some(next) => url = next,
                None => return receive(response, server, endpoint, options).await,
            }
        }
        Err(ExchangeError::Unusable {
            reason: format!("more than {MAX_REDIRECTS} redirects, the last to `{}`", place(&url)),
        })
    };
    // One deadline for everything, so that a slow body cannot block a request forever.
    let limit = options.request_timeout;
    // Nothing is lost if a read ends with the run. A write gets its time: whether it has an effect would be unknown.
    let left = options.stop.time_left().filter(|left| call.method == Method::Get && *left < limit);
    tokio::time::timeout(left.unwrap_or(limit), exchange).await.unwrap_or_else(|_| {
        let reason = if left.is_some() { options.stop.reason() } else { late(endpoint, limit) };
        Err(ExchangeError::Lost { reason })
    })
}

async fn send(
    client: &Client,
    call: &Call,
    url: Url,
    endpoint: &str,
    options: &Options,
) -> Result<Response, ExchangeError> {
    let method = reqwest::Method::from_bytes(call.method.as_str().as_bytes()).expect("HTTP defines all of them");
    let mut request = client.request(method, url);
    for (name, value) in &call.headers {
        request = request.header(*name, value.clone());
    }
    if let Some(body) = &call.body {
        request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
    }
    request.send().await.map_err(|error| broken(&error, endpoint, options))
}

/// Where a redirect leads, if the response is one that may be followed.
fn target(call: &Call, from: &Url, response: &Response) -> Result<Option<Url>, ExchangeError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let unusable = |reason: String| Err(ExchangeError::Unusable { reason });
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(mut to) = location.and_then(|location| from.join(location).ok()) else {
        return unusable(format!("a redirect ({}) without a usable `Location`", response.status().as_u16()));
    };
    if to.origin() != from.origin() {
        return unusable(format!(
            "a redirect from `{}` to another origin, `{}`, which is not followed",
            from.origin().ascii_serialization(),
            to.origin().ascii_serialization()
        ));
    }
    if call.method != Method::Get {
        return unusable(format!("a redirect to `{}`; only those of GET requests are followed", place(&to)));
    }
    // A user name and password in the URL would become an `Authorization` header.
    if to.set_username("").and_then(|()| to.set_password(None)).is_err() {
        return unusable("a redirect to a URL without a host".to_owned());
    }
    Ok(Some(to))
}

/// A URL without its query, which may contain secrets.
fn place(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

async fn receive(
    mut response: Response,
    server: &Server,
    endpoint: &str,
    options: &Options,
) -> Result<ApiResponse, ExchangeError> {
    let status = response.status().as_u16();
    let trace = response.headers().get(server.trace_header);
    let trace = trace.map(|value| String::from_utf8_lossy(value.as_bytes()).into());
    let rate_limit = RateLimitHeaders::read(response.headers(), Timestamp::now());
    let etag = response.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let has_next_page = response.headers().get_all(LINK).iter().filter_map(|link| link.to_str().ok()).any(names_next);
    let protocol = match response.version() {
        Version::HTTP_2 => "HTTP/2",
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    };
    let connection = response.remote_addr().map(|peer| Connection { peer, protocol });

    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error, endpoint, options))? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(ExchangeError::Unusable { reason: format!("more than {} MiB", MAX_ANSWER_BYTES >> 20) });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(ApiResponse {
        status,
        trace,
        rate_limit,
        has_next_page,
        etag,
        body,
        connection,
        is_limit: false,
        in_doubt: false,
    })
}

/// Returns whether a `Link` header has a link to the next page, as in `<https://...>; rel="next"`.
fn names_next(link: &str) -> bool {
    let parameters =
        link.split('<').skip(1).filter_map(|one| one.split_once('>')).flat_map(|one| one.1.split([';', ',']));
    parameters.map(str::trim).any(|one| matches!(one, "rel=\"next\"" | "rel=next"))
}

fn late(endpoint: &str, limit: Duration) -> String {
    format!("{endpoint}: no complete response within {}; `--timeout` sets a longer limit", seconds(limit))
}

fn broken(error: &reqwest::Error, endpoint: &str, options: &Options) -> ExchangeError {
    if !error.is_connect() {
        return ExchangeError::Lost { reason: format!("{endpoint}: {}", root(error)) };
    }
    if let Some(tls) = tls_error(error) {
        return ExchangeError::NeverSent { reason: certificate::reason(tls, endpoint), lasting: true };
    }
    let reason = if error.is_timeout() {
        format!("{endpoint}: no connection within {}", seconds(options.connect_timeout))
    } else {
        format!("{endpoint}: {}", root(error))
    };
    ExchangeError::NeverSent { reason, lasting: false }
}

/// The innermost cause, which comes from the operating system or the protocol.
fn root(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    // reqwest's own message would end with the URL.
    if std::ptr::addr_eq(cause, error) { "the connection failed".to_owned() } else { cause.to_string() }
}

/// The TLS error among the causes. An `io::Error` does not give it as its `source`.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(current) = cause {
        if let Some(tls) = current.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let inner = current.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| current.source());
    }
    None
}

fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::names_next;

    #[test]
    fn only_a_parameter_of_a_link_names_the_next_page() {
        for (link, is_next) in [
            (r#"<https://a.example/?page=1>; rel="first", <https://a.example/?page=3>; rel="next""#, true),
            ("<https://a.example/?page=3>;rel=next", true),
            (r#"<https://a.example/?q=a,b>; title="x"; rel="next", <https://a.example/>; rel="last""#, true),
            (r#"<https://a.example/?page=1>; rel="prev", <https://a.example/?page=1>; rel="last""#, false),
            ("<https://a.example/;rel=next>; rel=last", false),
            ("rel=next", false),
            ("", false),
        ] {
            assert_eq!(names_next(link), is_next, "{link}");
        }
    }
}
