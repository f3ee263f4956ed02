//! Certificates.

use std::io::{Read, Write};
use std::net::TcpListener;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SigningKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, SignatureScheme, StreamOwned, crypto::ring};

use super::fixture::*;

const LOOPBACK: [u8; 4] = [127, 0, 0, 1];
const FUTURE: &str = "20990101000000Z";

/// A server's key and the certificate that it signed itself.
struct Identity {
    key: Arc<dyn SigningKey>,
    certificate: Vec<u8>,
}

impl Identity {
    /// An Ed25519 identity from a seed, for one address and up to a time.
    fn new(seed: u8, address: [u8; 4], until: &str) -> Self {
        // RFC 8410's wrapping of a seed, which may be anything.
        let wrapping = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        let pkcs8 = PrivatePkcs8KeyDer::from([wrapping.as_slice(), &[seed; 32]].concat());
        let key = ring::sign::any_eddsa_type(&pkcs8).expect("a seed is a key");

        let ed25519 = der(0x30, &[&[6, 3, 0x2b, 0x65, 0x70]]);
        let common_name = der(0x30, &[&[6, 3, 0x55, 4, 3], &der(0x0c, &[&[b'a' + seed]])]);
        let name = der(0x30, &[&der(0x31, &[&common_name])]);
        let validity = der(0x30, &[&der(0x17, &[b"200101000000Z"]), &der(0x18, &[until.as_bytes()])]);
        let addresses = der(4, &[&der(0x30, &[&der(0x87, &[&address])])]);
        let extensions = der(0xa3, &[&der(0x30, &[&der(0x30, &[&[6, 3, 0x55, 0x1d, 0x11], &addresses])])]);
        let public = key.public_key().expect("Ed25519 keys have one");
        let version_and_serial = [0xa0, 3, 2, 1, 2, 2, 1, 1];
        let parts = [&version_and_serial, &*ed25519, &name, &validity, &name, public.as_ref(), &extensions];
        let content = der(0x30, &parts);
        let signer = key.choose_scheme(&[SignatureScheme::ED25519]).expect("its only scheme");
        let signature = der(3, &[&[0], &signer.sign(&content).expect("a signature")]);
        Self { key, certificate: der(0x30, &[&content, &ed25519, &signature]) }
    }

    fn pem(&self) -> Vec<u8> {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(&self.certificate))
            .into()
    }

    /// Serves one answer, over and over, that is a token as well as an empty portal.
    fn serve(&self) -> String {
        let chain = vec![CertificateDer::from(self.certificate.clone())];
        let certified = CertifiedKey::new(chain, Arc::clone(&self.key));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has them")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let connection = ServerConnection::new(Arc::clone(&config)).expect("a sound configuration");
                let mut stream = StreamOwned::new(connection, stream);
                let body = r#"{"ok":true,"accessToken":"canary-token","expiresIn":10800,"blueprints":[]}"#;
                let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                // A handshake that the client breaks off is what some tests are about.
                if stream.read(&mut [0; 8192]).is_ok() {
                    let _ = stream.write_all(format!("{head}{body}").as_bytes());
                    stream.conn.send_close_notify();
                    let _ = stream.flush();
                }
            }
        });
        format!("https://{address}")
    }
}

/// A DER value; lengths below 65,536 are enough here.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [high, low] = u16::try_from(content.len()).expect("a short value").to_be_bytes();
    let length = if content.len() < 128 { vec![low] } else { vec![0x82, high, low] };
    // The shortest form is the only valid one.
    let length = if (128..256).contains(&content.len()) { vec![0x81, low] } else { length };
    [vec![tag], length, content].concat()
}

fn ask(url: &str, ca_file: Vec<u8>) -> Result<Answer, PortalError> {
    let base = BaseUrl::parse(url).expect("an address");
    let options = Options { ca_file: Some(ca_file), ..quick() };
    HttpPortal::new(base, Credentials::new("canary-id", "canary-secret"), options)?.send(&list())
}

fn refused(server: &Identity, ca: &Identity) -> String {
    let error = ask(&server.serve(), ca.pem()).expect_err("no answer");
    assert!(matches!(error, PortalError::Unreachable { .. }), "{error}");
    error.to_string()
}

#[test]
fn a_certificate_from_the_ca_file_is_trusted() {
    let server = Identity::new(1, LOOPBACK, FUTURE);
    let answer = ask(&server.serve(), server.pem()).expect("an answer");
    assert_eq!(answer.body["blueprints"], json!([]));
}

#[test]
fn a_certificate_from_elsewhere_is_refused_with_the_remedy() {
    let shown = refused(&Identity::new(1, LOOPBACK, FUTURE), &Identity::new(2, LOOPBACK, FUTURE));
    assert!(shown.contains("was not issued by a CA that this machine trusts"), "{shown}");
    assert!(shown.contains("`--ca-file`"), "{shown}");
}

#[test]
fn an_expired_certificate_is_refused() {
    let server = Identity::new(1, LOOPBACK, "20210101000000Z");
    let shown = refused(&server, &server);
    assert!(shown.contains("expired on 2021-01-01"), "{shown}");
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let server = Identity::new(1, [192, 0, 2, 1], FUTURE);
    let shown = refused(&server, &server);
    assert!(shown.contains("is for a different host name"), "{shown}");
}

#[test]
fn a_server_without_tls_is_reported_as_such() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let url = format!("https://{}", listener.local_addr().expect("a bound listener has an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            let _ = stream.read(&mut [0; 8192]);
        }
    });
    let error = ask(&url, Identity::new(1, LOOPBACK, FUTURE).pem()).expect_err("no answer");
    assert!(matches!(error, PortalError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
}
