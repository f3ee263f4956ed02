//! Sends a payload to a listener on this machine, over plain HTTP.
//!
//! It contacts nothing else: it looks up no name, connects only to loopback addresses and follows no redirect. Port itself refuses such addresses (`private_destination`). Deliveries
//! carry no `X-Port-Signature`, since the sandbox has no client secret of its own to sign with.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use axum::http::{HeaderName, HeaderValue, Uri};
use serde_json::Value;

use super::payload::refuse;
use crate::portal::sandbox::Refusal;

const RECEIVER_TIMEOUT: Duration = Duration::from_secs(10);

const MAX_HEAD_BYTES: usize = 64 << 10;

/// Headers of the request's framing, which an action cannot set.
const FRAMING: [&str; 6] = ["host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"];

/// A request to be sent for a run. It may have secrets, so it is never printed.
pub(crate) struct Delivery {
    pub run: String,
    /// Whether the answer ends the run.
    pub synchronized: bool,
    addresses: Vec<SocketAddr>,
    request: Vec<u8>,
}

/// The destination of a webhook.
pub(super) enum Route {
    ThisMachine(Delivery),
    /// The sandbox does not send it, for this reason.
    Elsewhere(&'static str),
}

/// The HTTP status of the answer, or why there is none.
pub(crate) type DeliveryOutcome = Result<u16, String>;

impl Delivery {
    /// Routes a webhook whose templates are filled in. Fails with `invalid_evaluated_invocation_method` where its URL, method
    /// or headers are not valid; no message has the values.
    pub(super) fn route(run: &str, method: &Value) -> Result<Route, Refusal> {
        let at = |key: &str| format!("invocationMethod/{key}");
        let url = method["url"].as_str().and_then(|url| url.trim().parse::<Uri>().ok());
        let url = url.filter(|url| url.host().is_some_and(|host| !host.is_empty()));
        let url = url.ok_or_else(|| refuse(&at("url"), "is not a URL"))?;
        let verb = method["method"].as_str().unwrap_or("POST");
        if !["POST", "PUT", "PATCH", "DELETE"].contains(&verb) {
            return Err(refuse(&at("method"), "is not one of POST, PUT, PATCH and DELETE"));
        }
        let headers = headers(&method["headers"])?;

        // A template may have turned it into a string.
        let is_set = |key: &str| method[key] == true || method[key] == "true";
        if is_set("agent") {
            return Ok(Route::Elsewhere("there is no agent to take it"));
        }
        let Some(addresses) = addresses(&url) else {
            return Ok(Route::Elsewhere("the sandbox only sends to this machine, over plain http"));
        };
        let body = match &method["body"] {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let target = url.path_and_query().map_or("/", |target| target.as_str());
        let host = url.authority().map_or("localhost", |authority| authority.as_str());
        let mut head = format!("{verb} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        if !headers.iter().any(|(name, _)| name == "content-type") {
            head.push_str("Content-Type: application/json\r\n");
        }
        let mut request = head.into_bytes();
        for (name, value) in headers {
            request.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        request.extend([b"\r\n", body.as_bytes()].concat());
        Ok(Route::ThisMachine(Self { run: run.to_owned(), synchronized: is_set("synchronized"), addresses, request }))
    }

    /// Sends it and waits at most ten seconds for the answer. Must not be called under a lock: the receiver may call the
    /// sandbox before it answers.
    pub(crate) fn send(&self) -> DeliveryOutcome {
        self.exchange(Instant::now() + RECEIVER_TIMEOUT).map_err(|error| match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                format!("there was no answer within {} seconds", RECEIVER_TIMEOUT.as_secs())
            }
            _ => error.to_string(),
        })
    }

    fn exchange(&self, until: Instant) -> io::Result<u16> {
        let mut stream = Err(ErrorKind::AddrNotAvailable.into());
        for address in &self.addresses {
            stream = TcpStream::connect_timeout(address, left(until)?);
            if stream.is_ok() {
                break;
            }
        }
        let mut stream = stream?;
        stream.set_write_timeout(Some(left(until)?))?;
        stream.write_all(&self.request)?;
        let mut head = Vec::new();
        let mut part = [0; 4096];
        loop {
            if let Some(status) = final_status(&head)? {
                return Ok(status);
            }
            stream.set_read_timeout(Some(left(until)?))?;
            match stream.read(&mut part)? {
                0 => return Err(io::Error::new(ErrorKind::UnexpectedEof, "the connection ended without an answer")),
                read => head.extend_from_slice(&part[..read]),
            }
            if head.len() > MAX_HEAD_BYTES {
                return Err(io::Error::new(ErrorKind::InvalidData, "the head of the answer does not end"));
            }
        }
    }
}

fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// The status of an answer, once its head is complete; a 1xx head is followed by another.
fn final_status(mut text: &[u8]) -> io::Result<Option<u16>> {
    let no_http = || io::Error::new(ErrorKind::InvalidData, "the answer is not HTTP");
    while let Some(end) = text.windows(4).position(|end| end == b"\r\n\r\n") {
        let line = text[..end].split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = std::str::from_utf8(line).map_err(|_| no_http())?;
        let mut words = line.split(' ');
        let version = words.next().unwrap_or_default();
        let status = words.next().filter(|status| status.len() == 3).and_then(|status| status.parse().ok());
        match status {
            Some(100..200) => text = &text[end + 4..],
            Some(status @ 200..600) if version.starts_with("HTTP/1.") => return Ok(Some(status)),
            _ => return Err(no_http()),
        }
    }
    Ok(None)
}

/// The addresses of a URL on this machine; none for another host. Names are not looked up.
fn addresses(url: &Uri) -> Option<Vec<SocketAddr>> {
    let has_user = url.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if url.scheme_str() != Some("http") || has_user {
        return None;
    }
    let host = url.host()?;
    let port = url.port_u16().unwrap_or(80);
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let hosts = match literal {
        Ok(address) if address.is_loopback() => vec![address],
        Err(_) if host.eq_ignore_ascii_case("localhost") => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        Ok(_) | Err(_) => return None,
    };
    Some(hosts.into_iter().map(|host| SocketAddr::new(host, port)).collect())
}

fn headers(declared: &Value) -> Result<Vec<(HeaderName, HeaderValue)>, Refusal> {
    let mut headers = Vec::new();
    for (name, value) in declared.as_object().into_iter().flatten() {
        let wrong = |reason| refuse(&format!("invocationMethod/headers/{name}"), reason);
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let header: HeaderName = name.parse().map_err(|_| wrong("is not the name of a header"))?;
        if FRAMING.contains(&header.as_str()) {
            return Err(wrong("cannot be set"));
        }
        headers.push((header, value.parse().map_err(|_| wrong("is not the value of a header"))?));
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn leads_here(url: &str) -> bool {
        matches!(Delivery::route("r", &json!({"url": url})), Ok(Route::ThisMachine(_)))
    }

    #[test]
    fn only_this_machine_is_reached() {
        for url in ["http://127.0.0.1:1/a?b", "http://127.9.8.7/", "http://[::1]:80", "http://LOCALHOST/x"] {
            assert!(leads_here(url), "{url}");
        }
        for url in [
            "https://127.0.0.1/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://localhost@example.com/",
            "http://example.com@localhost/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::]/",
            "ftp://localhost/",
        ] {
            assert!(!leads_here(url), "{url}");
        }
    }

    #[test]
    fn an_invalid_request_is_refused() {
        let refused = |method: Value| Delivery::route("r", &method).err().map(|refusal| refusal.message);
        let to = |key: &str, value: Value| json!({"url": "http://localhost", key: value});
        for url in [json!("/path"), json!(""), json!(null), json!("http://a b/"), json!(1)] {
            assert_eq!(refused(json!({"url": url})).as_deref(), Some("\"invocationMethod/url\" is not a URL"), "{url}");
        }
        assert!(refused(to("method", json!("GET"))).is_some());
        assert!(refused(to("headers", json!({"a\r\nb": "c"}))).is_some());
        assert!(refused(to("headers", json!({"Content-Length": "1"}))).is_some());
        let message = refused(to("headers", json!({"a": "hunter2\r\nHost: b"}))).unwrap_or_default();
        assert_eq!(message, "\"invocationMethod/headers/a\" is not the value of a header");
    }

    #[test]
    fn a_receiver_that_does_not_answer_times_out() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let url = format!("http://{}/", silent.local_addr().expect("it is bound"));
        let Ok(Route::ThisMachine(delivery)) = Delivery::route("r", &json!({"url": url})) else {
            panic!("it leads here")
        };
        let error = delivery.exchange(Instant::now() + Duration::from_millis(20)).expect_err("there is no answer");
        assert!([ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()), "{error}");
    }

    #[test]
    fn the_status_is_that_of_the_first_head_that_is_final() {
        assert_eq!(final_status(b"HTTP/1.1 200 OK\r\nA: b").ok(), Some(None));
        let answer = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /\r\n\r\n";
        assert_eq!(final_status(answer).ok(), Some(Some(302)));
        for wrong in [&b"SSH-2.0\r\n\r\n"[..], b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/1.1\r\n\r\n"] {
            assert!(final_status(wrong).is_err());
        }
    }
}
