//! Connections to a server: the proxy, and the trusted certificates.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Certificate, Client, Url};

use super::server::{Options, Server, is_loopback};

/// The server's host and port, and the proxy that is used to reach it, without its credentials.
pub(super) fn endpoint(server: &Url) -> String {
    let host = host_and_port(server.host_str().unwrap_or_default(), server.port_or_known_default());
    // reqwest finds the proxy in the same way.
    let proxy = match (is_loopback(server), server.as_str().parse()) {
        (false, Ok(uri)) => Matcher::from_system().intercept(&uri),
        _ => None,
    };
    match proxy {
        Some(proxy) => {
            let uri = proxy.uri();
            let proxy = host_and_port(uri.host().unwrap_or_default(), uri.port_u16());
            format!("`{host}` through the proxy `{proxy}`")
        }
        None => format!("`{host}`"),
    }
}

fn host_and_port(host: &str, port: Option<u16>) -> String {
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Checks the content of a CA file. The reason continues a sentence that begins with the file's name.
pub(crate) fn check_ca_file(pem: &[u8]) -> Result<(), String> {
    certificates(pem).map(|_| ())
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, String> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if certificates.is_empty() => Err("contains no PEM certificate".to_owned()),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err("contains a PEM certificate that is damaged or not complete".to_owned()),
    }
}

pub(super) fn connector(server: &Server, options: &Options) -> Result<Client, String> {
    // Fails only if a provider is already installed, which works too.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let mut builder = Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if is_loopback(&server.url) {
        builder = builder.no_proxy();
    }
    if server.url.scheme() == "http" {
        // No TLS, so a machine without CA certificates will do.
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = &options.ca_file {
        builder = builder.tls_certs_merge(certificates(pem).map_err(|reason| format!("the CA file {reason}"))?);
    }
    builder.build().map_err(|error| {
        let mut reasons = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(current) = cause {
            reasons = format!("{reasons}: {current}");
            cause = current.source();
        }
        if reasons.contains("CA certificates") {
            "this machine has no CA certificates; install them (the package is usually `ca-certificates`), or name a \
             PEM file with `--ca-file` or `PORTWRIGHT_CA_FILE`"
                .to_owned()
        } else {
            reasons
        }
    })
}
