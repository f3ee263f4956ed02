//! The subset of HTTP that the forge needs: one request per connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    pub method: String,
    /// As on the wire, without the query.
    pub path: String,
    pub query: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// Reads one; none where the connection ends before it.
    pub(super) fn read(mut stream: &TcpStream) -> std::io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: Vec::new(),
        };
        if request.header("expect").is_some() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        if request.header("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            loop {
                let mut line = String::new();
                reader.read_line(&mut line)?;
                let length = u64::from_str_radix(line.trim(), 16).unwrap_or(0);
                (&mut reader).take(length).read_to_end(&mut request.body)?;
                reader.read_line(&mut String::new())?;
                if length == 0 {
                    break;
                }
            }
        } else if let Some(length) = request.header("content-length").and_then(|length| length.parse().ok()) {
            reader.take(length).read_to_end(&mut request.body)?;
        }
        Ok(Some(request))
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Path and query.
    pub(super) fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// One value of the query.
    pub(super) fn asks(&self, name: &str) -> Option<String> {
        let pair = self.query.split('&').filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name);
        pair.map(|(_, value)| decoded(&value.replace('+', " ")))
    }

    /// The segments of the path, decoded.
    pub(super) fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect()
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Whether the token is anywhere in a request, plain or encoded.
pub(super) fn has_token(request: &Request, token: &str) -> bool {
    let plain = |text: &str| text.contains(token);
    let encoded = |text: &str| {
        ["x-access-token", "oauth2", "x-token-auth", "x-bitbucket-api-token-auth"]
            .iter()
            .any(|user| text.contains(base64(&format!("{user}:{token}")).trim_end_matches('=')))
    };
    let headers = request.headers.iter().any(|(_, value)| plain(value) || encoded(value));
    headers || plain(&request.target()) || plain(&String::from_utf8_lossy(&request.body))
}

/// A response.
#[derive(Debug)]
pub(super) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Response {
    pub(super) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The output of a CGI program.
    pub(super) fn of_gateway(printed: &[u8]) -> Self {
        let end = printed.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(printed.len());
        let mut response = Self::new(200, printed.get(end + 4..).unwrap_or_default());
        for line in String::from_utf8_lossy(&printed[..end]).lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name == "Status" {
                response.status = value[..3].parse().expect("a status");
            } else {
                response = response.header(name, value);
            }
        }
        response
    }

    pub(super) fn write(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        let mut head =
            format!("HTTP/1.1 {} Forge\r\nconnection: close\r\ncontent-length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        stream.write_all(&self.body)?;
        stream.flush()
    }
}

pub(super) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}
