//! The sandbox's server: it answers this machine only, and no request, however large or slow, takes it away from others.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use portwright::portal::Method;
use serde_json::Value;

use crate::served::Served;

/// Sends bytes, and returns what comes back until the connection ends or nothing comes for a while.
fn sent(served: &Served, bytes: &[u8]) -> String {
    let address = served.address().strip_prefix("http://").expect("it is served by HTTP").to_owned();
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    // It may refuse a request before it has all of it.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => answer.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&answer)),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

/// A token for the sandbox.
fn token(served: &Served) -> String {
    let body = r#"{"clientId":"a","clientSecret":"b"}"#;
    let head = format!(
        "POST /v1/auth/access_token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = sent(served, (head + body).as_bytes());
    let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap_or_default()).expect("an answer");
    body["accessToken"].as_str().expect("a token").to_owned()
}

/// A creation of a blueprint, with these headers.
fn creation(token: &str, headers: &str) -> Vec<u8> {
    let body = r#"{"identifier":"forged","title":"F","schema":{"properties":{}}}"#;
    let head = "POST /v1/blueprints HTTP/1.1\r\nconnection: close\r\ncontent-type: text/plain\r\n";
    format!("{head}authorization: Bearer {token}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[test]
fn another_host_or_origin_is_not_answered_and_changes_nothing() {
    let served = Served::new("", 0);
    let (token, port) = (token(&served), served.address().rsplit(':').next().expect("a port").to_owned());
    let before = served.portal.count();
    for headers in [
        "host: evil.example\r\n",
        "host: evil.example:80\r\n",
        "host: 127.0.0.1.evil.example\r\n",
        "host: 192.168.0.1\r\n",
        "host: localhost\r\nhost: evil.example\r\n",
        "host: localhost\r\norigin: https://evil.example\r\n",
        "host: localhost\r\norigin: http://localhost.evil.example\r\n",
        "host: localhost\r\norigin: null\r\n",
        "host: localhost\r\norigin: http://localhost:1\r\n",
        "host: localhost\r\norigin: https://localhost\r\n",
        "host: localhost\r\norigin: http://localhost\r\norigin: https://evil.example\r\n",
        "",
    ] {
        let answer = sent(&served, &creation(&token, headers));
        assert!(["400", "403"].contains(&status(&answer)), "{headers}: {answer}");
        assert!(!answer.to_ascii_lowercase().contains("access-control"), "{headers}: {answer}");
    }
    assert_eq!(served.portal.count(), before);
    for headers in [
        format!("host: localhost:{port}\r\norigin: http://localhost:{port}\r\n"),
        format!("host: 127.0.0.1:{port}\r\n"),
    ] {
        let answer = sent(&served, &creation(&token, &headers));
        assert!(["201", "409"].contains(&status(&answer)), "{headers}: {answer}");
    }
}

#[test]
fn no_other_origin_is_invited() {
    let served = Served::new("", 0);
    let preflight = "OPTIONS /v1/blueprints HTTP/1.1\r\nhost: localhost\r\norigin: ORIGIN\r\naccess-control-request-method: POST\r\nconnection: close\r\n\r\n";
    for origin in ["https://evil.example", "http://localhost"] {
        let answer = sent(&served, preflight.replace("ORIGIN", origin).as_bytes());
        assert!(!status(&answer).starts_with('2'), "{answer}");
        assert!(!answer.to_ascii_lowercase().contains("access-control"), "{answer}");
    }
}

#[test]
fn a_request_that_is_too_large_ends_and_others_are_answered() {
    let served = Served::new("", 0);
    let token = token(&served);
    let head = |more: &str| {
        format!(
            "POST /v1/blueprints HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n{more}\r\n"
        )
    };
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 1 << 16], b"\r\n"].concat();
    for (what, request) in [
        ("a body over the limit", [head("content-length: 2000000\r\n").into_bytes(), vec![b' '; 2_000_000]].concat()),
        (
            "a body far over the limit",
            [head("content-length: 90000000\r\n").into_bytes(), vec![b' '; 8 << 20]].concat(),
        ),
        ("chunks without end", [head("transfer-encoding: chunked\r\n").into_bytes(), chunk.repeat(200)].concat()),
        ("a long header", head(&format!("x: {}\r\n", "a".repeat(1 << 20))).into_bytes()),
        ("many headers", head(&"x: a\r\n".repeat(100_000)).into_bytes()),
        ("a long path", format!("GET /v1/{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a/".repeat(1 << 20)).into_bytes()),
        ("deep JSON", {
            let body = "[".repeat(1_000_000);
            (head(&format!("content-length: {}\r\n", body.len())) + &body).into_bytes()
        }),
    ] {
        let begun = Instant::now();
        let answer = sent(&served, &request);
        assert!(!status(&answer).starts_with('2'), "{what}: {answer}");
        assert!(begun.elapsed().as_secs() < 20, "{what}: {:?}", begun.elapsed());
        let listed = served.ask(Method::Get, "blueprints", None);
        assert!(listed["blueprints"].is_array(), "{what}");
        assert_eq!(
            status(&sent(&served, b"GET /v1/nothing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")),
            "401"
        );
    }
}
